#include "engine/audit/confident_learning.h"

#include <algorithm>

#include "engine/audit/label_issues.h"
#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"
#include "engine/base/status.h"

namespace assay {

absl::StatusOr<std::vector<float>> ConfidentLearningSignal(const AuditEvidence& evidence) {
  ASSAY_ASSIGN_OR_RETURN(const LabelledProbabilities<float> data,
                         ReadProbabilities("confident_learning", evidence, evidence.out_of_fold));
  const std::vector<uint8_t> flags =
      FindLabelIssues(data, LearnConfidently(data), IssueFilter::kPruneByNoiseRate);
  std::vector<float> scores = ScoreItems(data, LabelScore::kNormalizedMargin);
  for (size_t i = 0; i < scores.size(); ++i) {
    const float half = std::clamp(scores[i], 0.0f, 1.0f) / 2;
    scores[i] = flags[i] != 0 ? half : half + 0.5f;
  }
  return scores;
}

}  // namespace assay
