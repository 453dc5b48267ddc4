#include <cmath>

#include "engine/consensus/next_label/next_label_scores.h"

namespace assay {

absl::StatusOr<std::vector<double>> EntropyScores(const NextLabelInput& input) {
  const size_t class_count = input.labels.class_count();
  const double scale = class_count > 1 ? 1 / std::log(static_cast<double>(class_count)) : 0;
  std::vector<double> scores(input.labels.item_count(), 0);
  for (size_t item = 0; item < scores.size(); ++item) {
    for (const float p : input.posterior.subspan(item * class_count, class_count)) {
      const auto share = static_cast<double>(p);
      scores[item] -= share > 0 ? share * std::log(share) * scale : 0;
    }
  }
  return scores;
}

}  // namespace assay
