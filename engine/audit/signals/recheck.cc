#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"

namespace assay {

absl::StatusOr<std::vector<float>> RecheckSignal(const AuditEvidence& evidence) {
  return ScoreEvidence("recheck", evidence, evidence.recheck, LabelScore::kNormalizedMargin);
}

}  // namespace assay
