#include "engine/audit/review/class_errors.h"

#include <algorithm>
#include <array>
#include <boost/random/binomial_distribution.hpp>
#include <cmath>
#include <numeric>

#include "engine/audit/review/draw_quantiles.h"
#include "engine/audit/review/logistic.h"
#include "engine/audit/review/random_engine.h"
#include "engine/base/rng.h"

namespace assay {
namespace {

// The shift of a class, on a grid.
constexpr size_t kShiftCount = 41;
constexpr double kMaxShift = 5;
constexpr std::array<double, 4> kShiftDeviations = {.3, .7, 1.2, 2};

using ShiftWeights = std::array<double, kShiftCount>;

double ShiftAt(size_t index) {
  return kMaxShift * (2.0 * static_cast<double>(index) / (kShiftCount - 1) - 1);
}

ShiftWeights ShiftPrior(double deviation) {
  ShiftWeights prior;
  double sum = 0;
  for (size_t i = 0; i < kShiftCount; ++i) {
    const double z = ShiftAt(i) / deviation;
    prior[i] = std::exp(-z * z / 2);
    sum += prior[i];
  }
  for (double& weight : prior) {
    weight /= sum;
  }
  return prior;
}

// The cells of one class.
using ClassSpan = std::span<const ClassCell>;

std::vector<ClassSpan> SplitByClass(ClassSpan cells, size_t class_count) {
  std::vector<ClassSpan> classes(class_count);
  for (size_t begin = 0; begin < cells.size();) {
    size_t end = begin;
    while (end < cells.size() && cells[end].label == cells[begin].label) {
      ++end;
    }
    classes[cells[begin].label] = cells.subspan(begin, end - begin);
    begin = end;
  }
  return classes;
}

// Likelihood of what was found in a class, by its shift; 1 at the best one.
ShiftWeights ShiftLikelihood(ClassSpan cells, const Eigen::VectorXd& mean_log_odds) {
  ShiftWeights likelihood = {};
  for (const ClassCell& cell : cells) {
    if (cell.checked == 0) {
      continue;
    }
    for (size_t i = 0; i < kShiftCount; ++i) {
      const double f = mean_log_odds[cell.cell] + ShiftAt(i);
      likelihood[i] +=
          static_cast<double>(cell.wrong) * f - static_cast<double>(cell.checked) * SoftPlus(f);
    }
  }
  const double best = *std::max_element(likelihood.begin(), likelihood.end());
  for (double& value : likelihood) {
    value = std::exp(value - best);
  }
  return likelihood;
}

// Posterior of each class's shift, over what the deviation of the shifts may be.
std::vector<ShiftWeights> ShiftPosteriors(std::span<const ClassSpan> classes,
                                          const Eigen::VectorXd& mean_log_odds) {
  std::vector<ShiftWeights> likelihoods;
  for (const ClassSpan cells : classes) {
    likelihoods.push_back(ShiftLikelihood(cells, mean_log_odds));
  }
  std::array<double, kShiftDeviations.size()> log_evidence = {};
  std::array<ShiftWeights, kShiftDeviations.size()> priors;
  const auto evidence = [&](const ShiftWeights& prior, const ShiftWeights& likelihood) {
    return std::inner_product(prior.begin(), prior.end(), likelihood.begin(), 0.0);
  };
  for (size_t t = 0; t < priors.size(); ++t) {
    priors[t] = ShiftPrior(kShiftDeviations[t]);
    for (const ShiftWeights& likelihood : likelihoods) {
      log_evidence[t] += std::log(std::max(evidence(priors[t], likelihood), 1e-300));
    }
  }
  const double best = *std::max_element(log_evidence.begin(), log_evidence.end());
  std::vector<ShiftWeights> posteriors;
  for (const ShiftWeights& likelihood : likelihoods) {
    ShiftWeights posterior = {};
    for (size_t t = 0; t < priors.size(); ++t) {
      const double share =
          std::exp(log_evidence[t] - best) / std::max(evidence(priors[t], likelihood), 1e-300);
      for (size_t i = 0; i < kShiftCount; ++i) {
        posterior[i] += share * priors[t][i] * likelihood[i];
      }
    }
    posteriors.push_back(posterior);
  }
  return posteriors;
}

size_t DrawIndex(const ShiftWeights& weights, double total, Rng& rng) {
  double left = rng.Uniform() * total;
  size_t index = 0;
  while (index + 1 < kShiftCount && left >= weights[index]) {
    left -= weights[index++];
  }
  return index;
}

int64_t Unchecked(ClassSpan cells) {
  int64_t count = 0;
  for (const ClassCell& cell : cells) {
    count += cell.unchecked;
  }
  return count;
}

// Expected errors among the unchecked items of one class, by draw.
Eigen::VectorXd ExpectedErrors(ClassSpan cells, const Eigen::MatrixXd& odds,
                               const ShiftWeights& shifts, Rng& rng) {
  const double total = std::accumulate(shifts.begin(), shifts.end(), 0.0);
  Eigen::ArrayXd factor(odds.rows());
  for (double& value : factor) {
    value = std::exp(ShiftAt(DrawIndex(shifts, total, rng)));
  }
  Eigen::ArrayXd expected = Eigen::ArrayXd::Zero(odds.rows());
  for (const ClassCell& cell : cells) {
    if (cell.unchecked > 0) {
      const auto shifted = odds.col(cell.cell).array() * factor;
      expected += static_cast<double>(cell.unchecked) * shifted / (1 + shifted);
    }
  }
  return expected;
}

}  // namespace

std::vector<Interval> EstimateClassErrors(const Eigen::MatrixXd& log_odds,
                                          std::span<const double> unchecked_errors,
                                          std::span<const ClassCell> class_cells,
                                          size_t class_count, double level, uint64_t seed) {
  const auto classes = SplitByClass(class_cells, class_count);
  const auto shifts = ShiftPosteriors(classes, log_odds.colwise().mean().transpose());
  // Odds beyond e^30 would be infinite after a shift; they are 1 as a probability anyway.
  const Eigen::MatrixXd odds = log_odds.array().min(30).exp();
  RandomEngine engine(Rng(seed, 3));
  Eigen::MatrixXd expected(log_odds.rows(), static_cast<Eigen::Index>(class_count));
  for (size_t k = 0; k < class_count; ++k) {
    expected.col(static_cast<Eigen::Index>(k)) =
        ExpectedErrors(classes[k], odds, shifts[k], engine.rng());
  }
  for (Eigen::Index draw = 0; draw < expected.rows(); ++draw) {
    const double sum = expected.row(draw).sum();
    expected.row(draw) *= sum > 0 ? unchecked_errors[static_cast<size_t>(draw)] / sum : 0;
  }
  std::vector<Interval> intervals;
  std::vector<double> draws(static_cast<size_t>(log_odds.rows()));
  for (size_t k = 0; k < class_count; ++k) {
    const auto column = expected.col(static_cast<Eigen::Index>(k));
    const int64_t unchecked = Unchecked(classes[k]);
    const double most = static_cast<double>(unchecked);
    double known = 0;
    for (const ClassCell& cell : classes[k]) {
      known += static_cast<double>(cell.wrong);
    }
    for (size_t draw = 0; draw < draws.size(); ++draw) {
      const double share =
          unchecked > 0 ? std::min(column[static_cast<Eigen::Index>(draw)] / most, 1.0) : 0;
      boost::random::binomial_distribution<int64_t, double> binomial(unchecked, share);
      draws[draw] = known + static_cast<double>(binomial(engine));
    }
    intervals.push_back(IntervalOfDraws(draws, known + std::min(column.mean(), most), level));
  }
  return intervals;
}

}  // namespace assay
