#include <algorithm>
#include <cmath>

#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// Keeps an infinite margin from turning into inf / inf.
constexpr float kLargest = 1e30f;

}  // namespace

absl::StatusOr<std::vector<float>> AreaUnderMarginSignal(const AuditEvidence& evidence) {
  ASSAY_ASSIGN_OR_RETURN(const std::span<const float> margins,
                         ReadPerItem("area_under_margin", evidence, evidence.mean_margin));
  std::vector<float> scores;
  scores.reserve(margins.size());
  for (const float mean : margins) {
    const float margin = std::clamp(mean, -kLargest, kLargest);
    scores.push_back(0.5f * (1 + margin / (1 + std::abs(margin))));
  }
  return scores;
}

}  // namespace assay
