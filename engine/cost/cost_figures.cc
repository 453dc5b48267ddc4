#include "engine/cost/cost_figures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "boost/math/distributions/normal.hpp"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/cost/amount_checks.h"
#include "engine/cost/price_models.h"
#include "engine/stats/interval.h"

namespace assay {
namespace {

constexpr double kTrapPrior = 7;

// Nothing above what an amount can hold.
std::optional<int64_t> Rounded(double micros) {
  constexpr auto kMost = static_cast<double>(std::numeric_limits<int64_t>::max());
  return micros < kMost ? std::optional<int64_t>(std::llround(micros)) : std::nullopt;
}

}  // namespace

absl::Status CostSum::Add(int64_t cost_micros, int64_t active_us) {
  ASSAY_RETURN_IF_ERROR(CheckNotNegative({{"cost_micros", cost_micros}}));
  CostSum one;
  one.label_count_ = 1;
  one.cost_micros_ = cost_micros;
  if (active_us > 0) {
    one.active_us_ = active_us;
    one.timed_label_count_ = 1;
    if (cost_micros > 0) {
      one.paid_active_us_ = active_us;
      one.paid_active_cost_micros_ = cost_micros;
      ASSAY_ASSIGN_OR_RETURN(const int64_t wage, assay::HourlyWage(cost_micros, active_us));
      one.wages_.Add(wage);
    }
  }
  return Add(one);
}

absl::Status CostSum::Add(const CostSum& other) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t cost, AddMicros(cost_micros_, other.cost_micros_));
  ASSAY_ASSIGN_OR_RETURN(const int64_t active, AddMicros(active_us_, other.active_us_));
  // Both are parts of the sums above, which fit.
  paid_active_us_ += other.paid_active_us_;
  paid_active_cost_micros_ += other.paid_active_cost_micros_;
  cost_micros_ = cost;
  active_us_ = active;
  label_count_ += other.label_count_;
  timed_label_count_ += other.timed_label_count_;
  wages_.Add(other.wages_);
  return absl::OkStatus();
}

std::optional<int64_t> CostSum::PerLabel() const {
  if (label_count_ == 0) {
    return std::nullopt;
  }
  return *ScaleMicros(cost_micros_, 1, label_count_, Rounding::kHalfUp);
}

std::optional<int64_t> CostSum::HourlyWage() const {
  if (paid_active_us_ == 0) {
    return std::nullopt;
  }
  const auto wage = assay::HourlyWage(paid_active_cost_micros_, paid_active_us_);
  return wage.ok() ? std::optional<int64_t>(*wage) : std::nullopt;
}

std::optional<MoneyInterval> CostPerRight(int64_t cost_micros, int64_t count,
                                          const Interval& accuracy) {
  ASSAY_CHECK(cost_micros >= 0 && count >= 0);
  ASSAY_CHECK(accuracy.low >= 0 && accuracy.high <= 1);
  const auto per = [&](double share) {
    return Rounded(static_cast<double>(cost_micros) / (static_cast<double>(count) * share));
  };
  if (count == 0 || accuracy.value <= 0) {
    return std::nullopt;
  }
  const auto value = per(accuracy.value);
  if (!value.has_value()) {
    return std::nullopt;
  }
  MoneyInterval interval;
  interval.value_micros = *value;
  interval.low_micros = per(accuracy.high).value_or(*value);
  interval.high_micros = accuracy.low > 0 ? per(accuracy.low) : std::nullopt;
  interval.level = accuracy.level;
  return interval;
}

std::optional<Interval> PooledAccuracy(std::span<const AccuracyPart> parts) {
  double total = 0;
  double right = 0;
  double below = 0;
  double above = 0;
  double level = 0;
  for (const AccuracyPart& part : parts) {
    const auto n = static_cast<double>(part.label_count);
    total += n;
    right += n * part.accuracy.value;
    below += std::pow(n * (part.accuracy.value - part.accuracy.low), 2);
    above += std::pow(n * (part.accuracy.high - part.accuracy.value), 2);
    level = part.accuracy.level;
  }
  if (total == 0) {
    return std::nullopt;
  }
  const double value = right / total;
  return Interval{value, std::max(0.0, value - std::sqrt(below) / total),
                  std::min(1.0, value + std::sqrt(above) / total), level};
}

std::optional<Interval> CheckedAccuracy(const CheckedCount& counts, double level) {
  ASSAY_CHECK(0 <= counts.right_count && counts.right_count <= counts.checked_count &&
              counts.checked_count <= counts.count);
  if (counts.checked_count == 0) {
    return std::nullopt;
  }
  const auto rest = WilsonInterval(counts.right_count, counts.checked_count, level);
  ASSAY_CHECK(rest.ok());
  const auto of_all = [&](double share) {
    return (static_cast<double>(counts.right_count) +
            static_cast<double>(counts.count - counts.checked_count) * share) /
           static_cast<double>(counts.count);
  };
  return Interval{of_all(rest->value), of_all(rest->low), of_all(rest->high), level};
}

std::optional<Interval> ConsensusAccuracy(const ConfidenceSum& sum, int64_t checked_count,
                                          double level) {
  ASSAY_CHECK(level > 0 && level < 1);
  if (sum.item_count == 0) {
    return std::nullopt;
  }
  const auto n = static_cast<double>(sum.item_count);
  const double z = boost::math::quantile(boost::math::normal(), (1 + level) / 2);
  const double chance = z * std::sqrt(sum.variance) / n;
  // P(share > e) = (1 - e)^b / 2 = (1 - level) / 2.
  const double power = 1 / (kTrapPrior + static_cast<double>(checked_count));
  const double alike = 1 - std::pow(1 - level, power);
  const double value = sum.confidence / n;
  return Interval{value, std::clamp(value * (1 - alike) - chance, 0.0, value),
                  std::clamp(value + chance, value, 1.0), level};
}

}  // namespace assay
