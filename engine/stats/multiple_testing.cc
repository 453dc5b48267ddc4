#include "engine/stats/multiple_testing.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "engine/base/check.h"

namespace assay {

std::vector<double> BenjaminiHochberg(std::span<const double> p_values) {
  std::vector<size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double smallest = 1;
  const auto count = static_cast<double>(p_values.size());
  for (size_t rank = order.size(); rank > 0; --rank) {
    const double p = p_values[order[rank - 1]];
    ASSAY_CHECK(p >= 0 && p <= 1);
    smallest = std::min(smallest, p * count / static_cast<double>(rank));
    adjusted[order[rank - 1]] = smallest;
  }
  return adjusted;
}

}  // namespace assay
