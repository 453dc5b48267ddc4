#ifndef ASSAY_ENGINE_AUDIT_REVIEW_DRAW_QUANTILES_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_DRAW_QUANTILES_H_

#include <algorithm>
#include <cmath>
#include <span>

#include "engine/stats/interval.h"

namespace assay {

// The interval of `level` that leaves as many draws below as above; `value` is `mean`, which the
// interval is widened to hold where it must be.  Reorders the draws, at least one.
inline Interval IntervalOfDraws(std::span<double> draws, double mean, double level) {
  const auto quantile = [&](double share) {
    const auto at = draws.begin() + std::lround(share * static_cast<double>(draws.size() - 1));
    std::nth_element(draws.begin(), at, draws.end());
    return *at;
  };
  return {.value = mean,
          .low = std::min(quantile((1 - level) / 2), mean),
          .high = std::max(quantile((1 + level) / 2), mean),
          .level = level};
}

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_DRAW_QUANTILES_H_
