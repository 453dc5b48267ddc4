#include "engine/audit/review/error_curve.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/audit/review/logistic.h"
#include "engine/audit/review/suspicion_profile.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr size_t kMaxDepths = 120;
constexpr double kModelSlope = 0.7;

// Probabilities by position that sum to `total`.
std::vector<double> ModelProbabilities(const SuspicionProfile& profile, double total) {
  const size_t n = profile.item_count();
  // An intercept exists only strictly between none and all.
  const double item_count = static_cast<double>(n);
  const double intercept =
      profile.InterceptFor(kModelSlope, std::clamp(total, 0.5, item_count - 0.5));
  std::vector<double> probabilities(n);
  double sum = 0;
  for (size_t i = 0; i < n; ++i) {
    probabilities[i] = Logistic(intercept + kModelSlope * profile.MeanSuspicion(i, i + 1));
    sum += probabilities[i];
  }
  // The rest, of the rounding in runs or from a total beyond the ends, is shared out so that all
  // stay probabilities.
  for (double& p : probabilities) {
    p = total <= sum ? p * total / sum : 1 - (1 - p) * (item_count - total) / (item_count - sum);
  }
  return probabilities;
}

}  // namespace

std::vector<size_t> ReviewDepths(size_t item_count, size_t flagged_count) {
  std::vector<size_t> depths;
  const double last = static_cast<double>(item_count);
  const size_t steps = kMaxDepths - 2;
  size_t depth = 0;
  for (size_t step = 0; step < steps && depth < item_count; ++step) {
    // What is left is spread evenly on the logarithm; at the start that is less than one item.
    const double left = static_cast<double>(steps - step);
    const double next = depth == 0 ? 1
                                   : static_cast<double>(depth) *
                                         std::pow(last / static_cast<double>(depth), 1 / left);
    depth = std::clamp(static_cast<size_t>(std::llround(next)), depth + 1, item_count);
    depths.push_back(depth);
  }
  for (const size_t extra : {std::min(flagged_count, item_count), item_count}) {
    const auto place = std::lower_bound(depths.begin(), depths.end(), extra);
    if (extra > 0 && (place == depths.end() || *place != extra)) {
      depths.insert(place, extra);
    }
  }
  return depths;
}

absl::StatusOr<ErrorCurve> ModelErrorCurve(std::span<const double> scores,
                                           const ErrorRange& plausible, size_t flagged_count) {
  ASSAY_ASSIGN_OR_RETURN(const SuspicionProfile profile, SuspicionProfile::Make(scores, plausible));
  const std::vector<double> low = ModelProbabilities(profile, plausible.low);
  const std::vector<double> centre = ModelProbabilities(profile, plausible.centre);
  const std::vector<double> high = ModelProbabilities(profile, plausible.high);
  ErrorCurve curve;
  CurvePoint point;
  for (const size_t end : ReviewDepths(profile.item_count(), flagged_count)) {
    const size_t begin = std::exchange(point.depth, end);
    const double errors_before = point.errors;
    for (size_t i = begin; i < end; ++i) {
      point.low += low[i];
      point.errors += centre[i];
      point.high += high[i];
    }
    point.error_probability = (point.errors - errors_before) / static_cast<double>(end - begin);
    curve.points.push_back(point);
  }
  return curve;
}

std::vector<double> FitNonIncreasing(std::span<const double> values,
                                     std::span<const double> weights) {
  struct Run {
    double mean = 0;
    double weight = 0;
    size_t count = 0;
  };
  std::vector<Run> runs;
  for (size_t i = 0; i < values.size(); ++i) {
    runs.push_back({values[i], std::max(weights[i], 1e-9), 1});
    while (runs.size() > 1 && runs[runs.size() - 2].mean < runs.back().mean) {
      const Run last = runs.back();
      runs.pop_back();
      Run& run = runs.back();
      run.mean = (run.mean * run.weight + last.mean * last.weight) / (run.weight + last.weight);
      run.weight += last.weight;
      run.count += last.count;
    }
  }
  std::vector<double> fitted;
  fitted.reserve(values.size());
  for (const Run& run : runs) {
    fitted.insert(fitted.end(), run.count, run.mean);
  }
  return fitted;
}

}  // namespace assay
