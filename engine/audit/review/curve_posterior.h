#ifndef ASSAY_ENGINE_AUDIT_REVIEW_CURVE_POSTERIOR_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_CURVE_POSTERIOR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "Eigen/Core"

namespace assay {

// Runs of neighbours in a ranking and what checks of some of their items found.
struct CheckedCells {
  Eigen::VectorXd suspicion;  // mean of each cell; see suspicion_profile.h
  Eigen::VectorXd checked;    // items checked
  Eigen::VectorXd wrong;      // of these, found wrong
};

// A guess, before any check, of how log-odds of being wrong rise with suspicion x: about
// intercept + slope x, the slope give or take half of it.
struct CurvePrior {
  double intercept = 0;
  double slope = 1;   // > 0
  double weight = 1;  // of this guess among others
};

// Draws from the posterior of the log-odds of being wrong, cell by cell: one row per draw, one
// column per cell.
//
//   wrong_h ~ Binomial(checked_h, 1 / (1 + e^-f_h)),   f ~ Gaussian process
//   E f = intercept + slope x,   Cov(f, f') = 2.5^2 + 0.5^2 (x - x0)(x' - x0) + s^2 M(|x - x'| / 2
//   l)
//
// M(r) = (1 + sqrt(3) r) e^(-sqrt(3) r) (Matern 3/2), x0 = -intercept / slope, where the prior
// expects every second label to be wrong.  The straight part carries what scores are, up to a shift
// and a stretch; M lets the curve bend where the checks say so.  (s, l) runs over seven pairs,
// weighed by their marginal likelihood; for each the posterior is Gaussian, after Laplace.
//
// Checks must have been chosen by suspicion or at random, not by what they were going to find.
//
// O(H^3 + draw_count H^2) for H cells.  Pure; the same draws for the same seed.
//
// Source: C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006),
// algorithms 3.1 and 3.2; marginal likelihood as in 3.4.4.
Eigen::MatrixXd DrawErrorCurves(const CheckedCells& cells, std::span<const CurvePrior> priors,
                                size_t draw_count, uint64_t seed);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_CURVE_POSTERIOR_H_
