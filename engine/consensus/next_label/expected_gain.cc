#include <algorithm>

#include "engine/consensus/next_label/next_label_scores.h"

namespace assay {

double ExpectedGain(const NextLabelInput& input, size_t item, size_t annotator) {
  const size_t class_count = input.labels.class_count();
  const auto q = input.posterior.subspan(item * class_count, class_count);
  const auto confusion =
      input.confusions.subspan(annotator * class_count * class_count, class_count * class_count);
  double after = 0;
  for (size_t said = 0; said < class_count; ++said) {
    float best = 0;
    for (size_t k = 0; k < class_count; ++k) {
      best = std::max(best, q[k] * confusion[k * class_count + said]);
    }
    after += static_cast<double>(best);
  }
  const auto before = static_cast<double>(*std::max_element(q.begin(), q.end()));
  // Rows of T sum to 1 up to rounding: less than nothing is nothing.
  return std::clamp(after - before, 0.0, 1.0);
}

}  // namespace assay
