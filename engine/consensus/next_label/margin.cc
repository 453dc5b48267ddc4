#include <algorithm>
#include <utility>

#include "engine/consensus/next_label/next_label_scores.h"

namespace assay {

absl::StatusOr<std::vector<double>> MarginScores(const NextLabelInput& input) {
  const size_t class_count = input.labels.class_count();
  std::vector<double> scores(input.labels.item_count(), 0);
  for (size_t item = 0; class_count > 1 && item < scores.size(); ++item) {
    float best = 0;
    float second = 0;
    for (const float p : input.posterior.subspan(item * class_count, class_count)) {
      second = std::max(second, std::min(best, p));
      best = std::max(best, p);
    }
    scores[item] = 1 - static_cast<double>(best - second);
  }
  return scores;
}

}  // namespace assay
