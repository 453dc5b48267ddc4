#include "engine/audit/soft_relabel.h"

#include <algorithm>
#include <cmath>

#include "engine/audit/rival_classes.h"
#include "engine/base/check.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 1024;
constexpr size_t kRatiosPerTask = 8192;
constexpr double kWidest = 20.0;

// e^x for log-odds: finite, so that no ratio becomes infinity / infinity.
double Odds(double log_odds) { return std::exp(std::clamp(log_odds, -300.0, 300.0)); }

struct ExpectedCount {
  double value = 0;
  double slope = 0;  // by ln kappa
};

ExpectedCount CountAt(double log_kappa, std::span<const double> ratios, WorkerPool& pool) {
  const double kappa = std::exp(log_kappa);
  std::vector<ExpectedCount> parts((ratios.size() + kRatiosPerTask - 1) / kRatiosPerTask);
  pool.ForRanges(ratios.size(), kRatiosPerTask, [&](size_t begin, size_t end) {
    ExpectedCount part;
    for (const double ratio : ratios.subspan(begin, end - begin)) {
      const double right = 1.0 / (1.0 + kappa * ratio);
      const double wrong = kappa * ratio * right;
      part.value += wrong;
      part.slope += wrong * right;
    }
    parts[begin / kRatiosPerTask] = part;
  });
  ExpectedCount count;
  for (const ExpectedCount& part : parts) {
    count.value += part.value;
    count.slope += part.slope;
  }
  return count;
}

// The root in ln kappa: Newton steps, kept inside a shrinking bracket.
double FitLogKappa(std::span<const double> ratios, double expected_errors, WorkerPool& pool) {
  constexpr int kMaxSteps = 100;
  constexpr double kTolerance = 1e-9;
  double low = -kWidest;
  double high = kWidest;
  double log_kappa = 0;
  for (int step = 0; step < kMaxSteps && high - low > kTolerance; ++step) {
    const ExpectedCount count = CountAt(log_kappa, ratios, pool);
    (count.value < expected_errors ? low : high) = log_kappa;
    double next = log_kappa + (expected_errors - count.value) / count.slope;
    // Outside the bracket, or 0 / 0 where all ratios are extreme.
    if (!(next > low && next < high)) {
      next = 0.5 * (low + high);
    }
    const double moved = std::abs(next - log_kappa);
    log_kappa = next;
    if (moved <= kTolerance) {
      break;
    }
  }
  return log_kappa;
}

}  // namespace

Relabelling SoftRelabel(const ClassMatrix& log_probabilities, std::span<const uint32_t> given,
                        const ClassMatrix& direction, double tau, double expected_errors,
                        WorkerPool& pool) {
  ASSAY_CHECK(given.size() == log_probabilities.row_count());
  const RivalFinder finder(direction, tau, /*power=*/1.0);
  Relabelling labels{.alternative = std::vector<uint32_t>(given.size()),
                     .alternative_weight = std::vector<float>(given.size())};
  std::vector<double> ratios(given.size());
  std::vector<double> best_ratios(given.size());
  pool.ForRanges(given.size(), kRowsPerTask, [&](size_t begin, size_t end) {
    std::vector<RivalClasses> rivals(end - begin);
    finder.Find(log_probabilities, given, begin, end, rivals);
    for (size_t i = begin; i < end; ++i) {
      const RivalClasses& row = rivals[i - begin];
      ratios[i] = Odds(row.directed_log_odds);
      best_ratios[i] = Odds(row.best_log_odds);
      labels.alternative[i] = row.best;
    }
  });
  const double kappa = std::exp(FitLogKappa(ratios, expected_errors, pool));
  for (size_t i = 0; i < given.size(); ++i) {
    const double odds = kappa * best_ratios[i];
    labels.alternative_weight[i] = static_cast<float>(odds / (1.0 + odds));
  }
  return labels;
}

}  // namespace assay
