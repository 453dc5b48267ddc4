#ifndef ASSAY_TESTS_REFERENCE_AUDIT_REVIEW_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_AUDIT_REVIEW_REFERENCE_H_

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace assay::reference {

// Slow and literal.

// Non-increasing least squares by the formula: the smallest, over runs that begin at or before i,
// of the largest mean, over their ends at or after i.
inline std::vector<double> NonIncreasing(std::span<const double> values,
                                         std::span<const double> weights) {
  std::vector<double> fitted;
  for (size_t i = 0; i < values.size(); ++i) {
    double smallest = std::numeric_limits<double>::infinity();
    for (size_t begin = 0; begin <= i; ++begin) {
      double largest = -std::numeric_limits<double>::infinity();
      double sum = 0;
      double weight = 0;
      for (size_t end = begin; end < values.size(); ++end) {
        sum += values[end] * weights[end];
        weight += weights[end];
        if (end >= i) {
          largest = std::max(largest, sum / weight);
        }
      }
      smallest = std::min(smallest, largest);
    }
    fitted.push_back(smallest);
  }
  return fitted;
}

// Two cells of a ranking with what was found in them.
struct TwoCells {
  double suspicion[2] = {};
  double checked[2] = {};
  double wrong[2] = {};
};

// Posterior means of the two cells' error probabilities under the model of curve_posterior.h with
// one guess of the line, by summing over a fine grid of both log-odds.
inline std::vector<double> PosteriorMeans(const TwoCells& cells, double intercept, double slope) {
  const double bends[][2] = {{.05, .8}, {.4, .8}, {.4, 2}, {1.2, .8}, {1.2, 2}};
  double total = 0;
  double sums[2] = {};
  for (const auto& bend : bends) {
    const double deviation = bend[0];
    const double length = bend[1];
    const auto covariance = [&](int i, int j) {
      const double x0 = -intercept / slope;
      const double r =
          std::sqrt(3.0) * std::abs(cells.suspicion[i] - cells.suspicion[j]) / (2 * length);
      return 2.5 * 2.5 +
             .25 * slope * slope * (cells.suspicion[i] - x0) * (cells.suspicion[j] - x0) +
             deviation * deviation * (1 + r) * std::exp(-r);
    };
    const double a = covariance(0, 0);
    const double b = covariance(0, 1);
    const double c = covariance(1, 1);
    const double determinant = a * c - b * b;
    for (double f = -15; f <= 15; f += .05) {
      for (double g = -15; g <= 15; g += .05) {
        const double d = f - intercept - slope * cells.suspicion[0];
        const double e = g - intercept - slope * cells.suspicion[1];
        const double p = 1 / (1 + std::exp(-f));
        const double q = 1 / (1 + std::exp(-g));
        const double density =
            std::exp(-.5 * (c * d * d - 2 * b * d * e + a * e * e) / determinant) /
            std::sqrt(determinant) * std::pow(p, cells.wrong[0]) *
            std::pow(1 - p, cells.checked[0] - cells.wrong[0]) * std::pow(q, cells.wrong[1]) *
            std::pow(1 - q, cells.checked[1] - cells.wrong[1]);
        total += density;
        sums[0] += density * p;
        sums[1] += density * q;
      }
    }
  }
  return {sums[0] / total, sums[1] / total};
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_AUDIT_REVIEW_REFERENCE_H_
