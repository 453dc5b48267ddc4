#include "engine/annotators/bias.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace assay {

std::optional<ClassBias> BiasOf(const SoftConfusion& confusion) {
  if (confusion.said().empty()) {
    return std::nullopt;
  }
  const double total = confusion.total();
  const std::vector<double> expected = confusion.truth_totals();
  // A class that is never said is not said too often.
  ClassBias bias{.said = -1, .value = -1, .standard_error = 0};
  for (size_t place = 0; place < confusion.said().size(); ++place) {
    const size_t said = confusion.said()[place];
    const auto counts = confusion.counts_of(place);
    const double often = std::accumulate(counts.begin(), counts.end(), 0.0);
    const double value = (often - expected[said]) / total;
    if (value > bias.value || (value == bias.value && static_cast<int32_t>(said) < bias.said)) {
      const double square = (often + expected[said] - 2 * counts[said]) / total;
      bias = {.said = static_cast<int32_t>(said),
              .value = value,
              .standard_error = std::sqrt(std::max(0.0, square - value * value) / total)};
    }
  }
  bias.value = std::max(bias.value, 0.0);
  return bias;
}

}  // namespace assay
