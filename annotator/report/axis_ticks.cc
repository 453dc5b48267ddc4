#include "annotator/report/axis_ticks.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engine/base/check.h"

namespace assay::report {

AxisTicks NiceTicks(double low, double high, int count) {
  ASSAY_CHECK(high > low && count >= 1);
  const double wanted = (high - low) / count;
  const int power = static_cast<int>(std::floor(std::log10(wanted)));
  const double excess = wanted / std::pow(10, power);
  // Between 1, 2, 5 and 10 the geometric means decide.
  const int factor = excess >= std::sqrt(50)   ? 10
                     : excess >= std::sqrt(10) ? 5
                     : excess >= std::sqrt(2)  ? 2
                                               : 1;
  AxisTicks ticks;
  ticks.step = factor * std::pow(10, power);
  ticks.decimal_count = std::max(0, factor == 10 ? -power - 1 : -power);
  const auto first = static_cast<int64_t>(std::ceil(low / ticks.step - 1e-9));
  const auto last = static_cast<int64_t>(std::floor(high / ticks.step + 1e-9));
  for (int64_t i = first; i <= last; ++i) {
    ticks.values.push_back(static_cast<double>(i) * ticks.step);
  }
  return ticks;
}

namespace {

// The values `factors` times powers of ten around [low, high].
std::vector<double> Around(double low, double high, const std::vector<double>& factors) {
  std::vector<double> ticks;
  const int first = static_cast<int>(std::floor(std::log10(low))) - 1;
  const int last = static_cast<int>(std::ceil(std::log10(high))) + 1;
  for (int power = first; power <= last; ++power) {
    for (const double factor : factors) {
      const double tick = factor * std::pow(10, power);
      if (tick <= low * (1 + 1e-9)) {
        ticks.assign(1, tick);
      } else if (ticks.back() < high * (1 - 1e-9)) {
        ticks.push_back(tick);
      }
    }
  }
  return ticks;
}

}  // namespace

std::vector<double> LogTicks(double low, double high) {
  ASSAY_CHECK(0 < low && low <= high);
  constexpr size_t kMost = 10;
  std::vector<double> ticks = Around(low, high, {1, 2, 5});
  return ticks.size() <= kMost ? ticks : Around(low, high, {1});
}

}  // namespace assay::report
