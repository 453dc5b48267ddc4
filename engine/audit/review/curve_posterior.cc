#include "engine/audit/review/curve_posterior.h"

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "Eigen/Cholesky"
#include "engine/audit/review/logistic.h"
#include "engine/audit/review/random_engine.h"
#include "engine/base/rng.h"

namespace assay {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kInterceptDeviation = 2.5;
constexpr double kSlopeDeviation = 0.5;  // by slope
// Keeps the covariance of cells with equal suspicion invertible.
constexpr double kJitter = 1e-6;
constexpr int kMaxNewtonSteps = 50;

struct Bend {
  double deviation = 0;  // s
  double length = 0;     // l
};
constexpr Bend kBends[] = {{.05, .8}, {.4, .8}, {.4, 2}, {1.2, .8}, {1.2, 2}};

MatrixXd Covariance(const VectorXd& x, const CurvePrior& prior, const Bend& bend) {
  const double x0 = -prior.intercept / prior.slope;
  const double slope_deviation = kSlopeDeviation * prior.slope;
  const Eigen::Index n = x.size();
  MatrixXd covariance(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      const double r = std::sqrt(3.0) * std::abs(x[i] - x[j]) / (2 * bend.length);
      covariance(i, j) = kInterceptDeviation * kInterceptDeviation +
                         slope_deviation * slope_deviation * (x[i] - x0) * (x[j] - x0) +
                         bend.deviation * bend.deviation * (1 + r) * std::exp(-r);
    }
  }
  covariance.diagonal().array() += kJitter;
  return covariance;
}

// The Gaussian that Laplace's method puts in the posterior's place.
class LaplaceFit {
 public:
  LaplaceFit(const CheckedCells& cells, VectorXd mean, MatrixXd covariance)
      : cells_(cells),
        mean_(std::move(mean)),
        covariance_(std::move(covariance)),
        offset_(VectorXd::Zero(mean_.size())),
        dual_(VectorXd::Zero(mean_.size())) {
    Maximise();
  }

  double log_evidence() const { return log_evidence_; }
  VectorXd mode() const { return mean_ + offset_; }

  // L with L L' = the posterior covariance.
  MatrixXd CovarianceRoot() const {
    const MatrixXd v = factor_.matrixL().solve(root_weight_.asDiagonal() * covariance_);
    MatrixXd posterior = covariance_ - v.transpose() * v;
    posterior.diagonal().array() += kJitter;
    return posterior.llt().matrixL();
  }

 private:
  // Objective at mean + offset, with dual = covariance^-1 offset.
  double Objective(const VectorXd& offset, const VectorXd& dual) const {
    const VectorXd f = mean_ + offset;
    return cells_.wrong.dot(f) - cells_.checked.dot(f.unaryExpr(&SoftPlus)) -
           0.5 * offset.dot(dual);
  }

  void Factorise() {
    const VectorXd p = (mean_ + offset_).unaryExpr(&Logistic);
    weight_ = cells_.checked.array() * p.array() * (1 - p.array());
    gradient_ = cells_.wrong - cells_.checked.cwiseProduct(p);
    root_weight_ = weight_.cwiseSqrt();
    MatrixXd b = root_weight_.asDiagonal() * covariance_ * root_weight_.asDiagonal();
    b.diagonal().array() += 1;
    factor_.compute(b);
  }

  // Newton's method; halves a step that does not climb.
  void Maximise() {
    double objective = Objective(offset_, dual_);
    for (int step = 0; step < kMaxNewtonSteps; ++step) {
      Factorise();
      const VectorXd target = weight_.cwiseProduct(offset_) + gradient_;
      const VectorXd dual =
          target -
          root_weight_.cwiseProduct(factor_.solve(root_weight_.cwiseProduct(covariance_ * target)));
      const VectorXd offset = covariance_ * dual;
      double share = 1;
      while (share > 1e-4 && Objective(offset_ + share * (offset - offset_),
                                       dual_ + share * (dual - dual_)) < objective) {
        share /= 2;
      }
      const VectorXd next_offset = offset_ + share * (offset - offset_);
      const VectorXd next_dual = dual_ + share * (dual - dual_);
      const double next = Objective(next_offset, next_dual);
      if (next <= objective) {
        break;
      }
      offset_ = next_offset;
      dual_ = next_dual;
      const bool done = next - objective < 1e-7;
      objective = next;
      if (done) {
        break;
      }
    }
    Factorise();
    log_evidence_ = objective - factor_.matrixLLT().diagonal().array().log().sum();
  }

  const CheckedCells& cells_;
  const VectorXd mean_;
  const MatrixXd covariance_;
  VectorXd offset_;
  VectorXd dual_;
  VectorXd weight_;
  VectorXd root_weight_;
  VectorXd gradient_;
  Eigen::LLT<MatrixXd> factor_;
  double log_evidence_ = 0;
};

// Adds one draw per row of `draws`.
void DrawRows(const LaplaceFit& fit, RandomEngine& engine, Eigen::Ref<MatrixXd> draws) {
  boost::random::normal_distribution<double> normal;
  for (Eigen::Index row = 0; row < draws.rows(); ++row) {
    for (Eigen::Index column = 0; column < draws.cols(); ++column) {
      draws(row, column) = normal(engine);
    }
  }
  draws = (draws * fit.CovarianceRoot().transpose()).eval();
  draws.rowwise() += fit.mode().transpose();
}

}  // namespace

MatrixXd DrawErrorCurves(const CheckedCells& cells, std::span<const CurvePrior> priors,
                         size_t draw_count, uint64_t seed) {
  std::vector<LaplaceFit> fits;
  std::vector<double> log_weights;
  for (const CurvePrior& prior : priors) {
    const VectorXd mean = (prior.intercept + prior.slope * cells.suspicion.array()).matrix();
    for (const Bend& bend : kBends) {
      fits.emplace_back(cells, mean, Covariance(cells.suspicion, prior, bend));
      log_weights.push_back(fits.back().log_evidence() + std::log(prior.weight));
    }
  }
  const double best = *std::max_element(log_weights.begin(), log_weights.end());
  double total = 0;
  for (const double log_weight : log_weights) {
    total += std::exp(log_weight - best);
  }
  RandomEngine engine(Rng(seed, 1));
  MatrixXd draws(static_cast<Eigen::Index>(draw_count), cells.suspicion.size());
  Eigen::Index begin = 0;
  double below = 0;
  for (size_t i = 0; i < fits.size(); ++i) {
    below += std::exp(log_weights[i] - best) / total;
    const auto end = static_cast<Eigen::Index>(
        std::lround(std::min(below, 1.0) * static_cast<double>(draw_count)));
    if (end > begin) {
      DrawRows(fits[i], engine, draws.middleRows(begin, end - begin));
    }
    begin = end;
  }
  return draws;
}

}  // namespace assay
