#include <algorithm>

#include "engine/consensus/next_label/next_label_scores.h"

namespace assay {

absl::StatusOr<std::vector<double>> LeastConfidenceScores(const NextLabelInput& input) {
  const size_t class_count = input.labels.class_count();
  const auto classes = static_cast<double>(class_count);
  const double scale = class_count > 1 ? classes / (classes - 1) : 0;
  std::vector<double> scores(input.labels.item_count(), 0);
  for (size_t item = 0; item < scores.size(); ++item) {
    const auto q = input.posterior.subspan(item * class_count, class_count);
    scores[item] = (1 - static_cast<double>(*std::max_element(q.begin(), q.end()))) * scale;
  }
  return scores;
}

}  // namespace assay
