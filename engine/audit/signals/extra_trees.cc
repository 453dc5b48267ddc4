#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"

namespace assay {

absl::StatusOr<std::vector<float>> ExtraTreesSignal(const AuditEvidence& evidence) {
  return ScoreEvidence("extra_trees", evidence, evidence.trees, LabelScore::kNormalizedMargin);
}

}  // namespace assay
