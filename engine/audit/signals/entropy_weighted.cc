#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"

namespace assay {

absl::StatusOr<std::vector<float>> EntropyWeightedSignal(const AuditEvidence& evidence) {
  return ScoreEvidence("entropy_weighted", evidence, evidence.out_of_fold,
                       LabelScore::kConfidenceWeightedEntropy);
}

}  // namespace assay
