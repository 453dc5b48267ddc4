#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"

namespace assay {

absl::StatusOr<std::vector<float>> LooMultinomialNbSignal(const AuditEvidence& evidence) {
  return ScoreEvidence("loo_multinomial_nb", evidence, evidence.multinomial_nb,
                       LabelScore::kNormalizedMargin);
}

}  // namespace assay
