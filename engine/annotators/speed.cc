#include "engine/annotators/speed.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace assay {
namespace {

double Quantile(std::vector<float>& values, double share) {
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(place);
  const auto at = values.begin() + static_cast<ptrdiff_t>(below);
  std::nth_element(values.begin(), at, values.end());
  const auto low = static_cast<double>(*at);
  if (below + 1 == values.size()) {
    return low;
  }
  const auto high = static_cast<double>(*std::min_element(at + 1, values.end()));
  return low + (place - static_cast<double>(below)) * (high - low);
}

}  // namespace

std::optional<LabellingSpeed> SpeedOf(std::vector<float> seconds) {
  std::erase_if(seconds, [](float value) { return !(value >= 0) || std::isinf(value); });
  if (seconds.empty()) {
    return std::nullopt;
  }
  return LabellingSpeed{.median_seconds = Quantile(seconds, 0.5),
                        .lower_quartile_seconds = Quantile(seconds, 0.25),
                        .upper_quartile_seconds = Quantile(seconds, 0.75),
                        .label_count = static_cast<int64_t>(seconds.size())};
}

}  // namespace assay
