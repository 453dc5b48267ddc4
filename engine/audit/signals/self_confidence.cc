#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"

namespace assay {

absl::StatusOr<std::vector<float>> SelfConfidenceSignal(const AuditEvidence& evidence) {
  return ScoreEvidence("self_confidence", evidence, evidence.out_of_fold,
                       LabelScore::kSelfConfidence);
}

}  // namespace assay
