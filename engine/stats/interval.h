#ifndef ASSAY_ENGINE_STATS_INTERVAL_H_
#define ASSAY_ENGINE_STATS_INTERVAL_H_

#include <cstdint>

#include "absl/status/statusor.h"

namespace assay {

// An estimate and the range that the data allow for: low <= value <= high.
struct Interval {
  double value = 0;
  double low = 0;
  double high = 0;
  double level = 0.95;  // confidence level, in (0, 1)
};

// Wilson's score interval for a proportion of `successes` among `trials`.
//
//   (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n),   p = successes/trials, n = trials
//
// z is the (1+level)/2 quantile of the standard normal.  `value` is p itself, not the centre of
// the interval; low and high are in [0, 1].  The interval to show to people: short, and close to
// its nominal level from n = 10 on.
//
// Errors:
//   INVALID_ARGUMENT    COUNT_OUT_OF_RANGE  not 0 <= successes <= trials.
//   INVALID_ARGUMENT    LEVEL_OUT_OF_RANGE  level is not in (0, 1).
//   FAILED_PRECONDITION NO_TRIALS           trials = 0: the proportion is undefined.
//
// O(1).  Pure.
//
// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
// JASA 22 (1927); recommended by Brown, Cai, DasGupta, "Interval estimation for a binomial
// proportion", Statistical Science 16 (2001).
absl::StatusOr<Interval> WilsonInterval(int64_t successes, int64_t trials, double level = 0.95);

// The exact interval of Clopper and Pearson for a proportion.
//
//   low = Beta quantile((1-level)/2; s, n-s+1), 0 where s = 0
//   high = Beta quantile((1+level)/2; s+1, n-s), 1 where s = n
//
// Covers the true proportion at least `level` of the time, whatever it is; wider than Wilson's.
// For decisions where a broken promise costs money.  Errors as WilsonInterval.  O(1).  Pure.
//
// Source: C. Clopper, E. S. Pearson, Biometrika 26 (1934).
absl::StatusOr<Interval> ClopperPearsonInterval(int64_t successes, int64_t trials,
                                                double level = 0.95);

// The interval of an estimate with a standard error on n - 1 degrees of freedom:
// value -+ t standard_error, t the (1+level)/2 quantile of Student's distribution.
//
// Errors:
//   INVALID_ARGUMENT    LEVEL_OUT_OF_RANGE  level is not in (0, 1).
//   FAILED_PRECONDITION NO_TRIALS           n < 2.
//
// O(1).  Pure.
absl::StatusOr<Interval> StudentInterval(double value, double standard_error, int64_t n,
                                         double level = 0.95);

}  // namespace assay

#endif  // ASSAY_ENGINE_STATS_INTERVAL_H_
