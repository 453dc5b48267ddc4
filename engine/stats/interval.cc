#include "engine/stats/interval.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <string>

#include "engine/base/status.h"

namespace assay {
namespace {

absl::Status CheckLevel(double level) {
  if (level > 0 && level < 1) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kInvalidArgument, "LEVEL_OUT_OF_RANGE",
      "the confidence level is " + std::to_string(level) + ", expected a number between 0 and 1",
      {{"level", std::to_string(level)}});
}

absl::Status CheckArguments(int64_t successes, int64_t trials, double level) {
  if (successes < 0 || trials < 0 || successes > trials) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "COUNT_OUT_OF_RANGE",
        "found " + std::to_string(successes) + " successes in " + std::to_string(trials) +
            " trials, expected 0 <= successes <= trials",
        {{"successes", std::to_string(successes)}, {"trials", std::to_string(trials)}});
  }
  ASSAY_RETURN_IF_ERROR(CheckLevel(level));
  if (trials == 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_TRIALS",
                     "a proportion of nothing is undefined: there are no trials");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Interval> WilsonInterval(int64_t successes, int64_t trials, double level) {
  ASSAY_RETURN_IF_ERROR(CheckArguments(successes, trials, level));
  const double z = boost::math::quantile(boost::math::normal(), 0.5 * (1 + level));
  const double n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double scale = 1 + z * z / n;
  const double centre = (p + z * z / (2 * n)) / scale;
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale;
  // Rounding may leave 1e-17 where the bound is exactly the proportion.
  return Interval{.value = p,
                  .low = std::clamp(centre - half, 0.0, p),
                  .high = std::clamp(centre + half, p, 1.0),
                  .level = level};
}

absl::StatusOr<Interval> ClopperPearsonInterval(int64_t successes, int64_t trials, double level) {
  ASSAY_RETURN_IF_ERROR(CheckArguments(successes, trials, level));
  using boost::math::beta_distribution;
  const double s = static_cast<double>(successes);
  const double n = static_cast<double>(trials);
  const double tail = 0.5 * (1 - level);
  Interval interval{.value = s / n, .low = 0, .high = 1, .level = level};
  if (successes > 0) {
    interval.low = boost::math::quantile(beta_distribution<>(s, n - s + 1), tail);
  }
  if (successes < trials) {
    interval.high =
        boost::math::quantile(boost::math::complement(beta_distribution<>(s + 1, n - s), tail));
  }
  return interval;
}

absl::StatusOr<Interval> StudentInterval(double value, double standard_error, int64_t n,
                                         double level) {
  ASSAY_RETURN_IF_ERROR(CheckLevel(level));
  if (n < 2) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_TRIALS",
                     "found a sample of " + std::to_string(n) + ", expected at least 2",
                     {{"found", std::to_string(n)}});
  }
  const boost::math::students_t distribution(static_cast<double>(n - 1));
  const double half = boost::math::quantile(distribution, 0.5 * (1 + level)) * standard_error;
  return Interval{.value = value, .low = value - half, .high = value + half, .level = level};
}

}  // namespace assay
