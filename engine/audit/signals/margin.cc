#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"

namespace assay {

absl::StatusOr<std::vector<float>> MarginSignal(const AuditEvidence& evidence) {
  return ScoreEvidence("margin", evidence, evidence.out_of_fold, LabelScore::kNormalizedMargin);
}

}  // namespace assay
