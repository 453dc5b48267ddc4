#ifndef ASSAY_ENGINE_STATS_PERCENTILE_H_
#define ASSAY_ENGINE_STATS_PERCENTILE_H_

#include <span>

namespace assay {

// The quantile of a sample, linear between neighbours: the value at place 1 + (n - 1) share of the
// ascending values (type 7 of Hyndman & Fan, The American Statistician 50, 1996).  `sorted` is
// ascending and not empty; share in [0, 1].  O(1).
double Percentile(std::span<const double> sorted, double share);

}  // namespace assay

#endif  // ASSAY_ENGINE_STATS_PERCENTILE_H_
