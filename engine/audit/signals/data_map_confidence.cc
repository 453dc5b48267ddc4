#include <algorithm>

#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"
#include "engine/base/status.h"

namespace assay {

absl::StatusOr<std::vector<float>> DataMapConfidenceSignal(const AuditEvidence& evidence) {
  ASSAY_ASSIGN_OR_RETURN(
      const std::span<const float> confidence,
      ReadPerItem("data_map_confidence", evidence, evidence.mean_given_probability));
  std::vector<float> scores(confidence.begin(), confidence.end());
  for (float& score : scores) {
    score = std::clamp(score, 0.0f, 1.0f);
  }
  return scores;
}

}  // namespace assay
