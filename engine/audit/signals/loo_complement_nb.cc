#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"

namespace assay {

absl::StatusOr<std::vector<float>> LooComplementNbSignal(const AuditEvidence& evidence) {
  return ScoreEvidence("loo_complement_nb", evidence, evidence.complement_nb,
                       LabelScore::kNormalizedMargin);
}

}  // namespace assay
