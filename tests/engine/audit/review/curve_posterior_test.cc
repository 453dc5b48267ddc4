#include "engine/audit/review/curve_posterior.h"

#include "gtest/gtest.h"
#include "tests/reference/audit/review_reference.h"

namespace assay {
namespace {

CheckedCells ToCells(const reference::TwoCells& two) {
  CheckedCells cells{Eigen::VectorXd(2), Eigen::VectorXd(2), Eigen::VectorXd(2)};
  for (int i = 0; i < 2; ++i) {
    cells.suspicion[i] = two.suspicion[i];
    cells.checked[i] = two.checked[i];
    cells.wrong[i] = two.wrong[i];
  }
  return cells;
}

Eigen::VectorXd Means(const Eigen::MatrixXd& log_odds) {
  return (1 / (1 + (-log_odds).array().exp())).matrix().colwise().mean().transpose();
}

// The reference integrates; Laplace's Gaussian is off by a few hundredths where data are few.
TEST(CurvePosteriorTest, MeansAreThoseOfTheIntegralsUpToLaplacesError) {
  const reference::TwoCells cases[] = {
      {{2, -2}, {20, 30}, {12, 2}},
      {{2, -2}, {40, 0}, {30, 0}},
      {{1, 0}, {10, 10}, {9, 1}},
      {{4, -4}, {25, 25}, {25, 0}},
  };
  for (const reference::TwoCells& two : cases) {
    const CurvePrior prior{.intercept = -1, .slope = .8};
    const auto expected = reference::PosteriorMeans(two, prior.intercept, prior.slope);
    const Eigen::VectorXd found =
        Means(DrawErrorCurves(ToCells(two), std::span(&prior, 1), 20000, 1));
    EXPECT_NEAR(found[0], expected[0], 0.03);
    EXPECT_NEAR(found[1], expected[1], 0.03);
  }
}

TEST(CurvePosteriorTest, WithoutChecksItIsThePrior) {
  const CurvePrior prior{.intercept = -1, .slope = 2};
  const reference::TwoCells two{{1, -1}, {0, 0}, {0, 0}};
  const Eigen::MatrixXd draws = DrawErrorCurves(ToCells(two), std::span(&prior, 1), 40000, 1);
  EXPECT_NEAR(draws.col(0).mean(), 1, 0.1);
  EXPECT_NEAR(draws.col(1).mean(), -3, 0.1);
  // 2.5^2 + (2/2)^2 (1 - 1/2)^2 + bends of 0.05^2 to 1.2^2, all equally likely.
  const double bends = (.0025 + 2 * .16 + 2 * 1.44) / 5;
  const double variance = (draws.col(0).array() - draws.col(0).mean()).square().mean();
  EXPECT_NEAR(variance, 6.25 + .25 + bends, 0.3);
}

TEST(CurvePosteriorTest, TheGuessThatFitsTheChecksWins) {
  const CurvePrior priors[] = {{.intercept = 0, .slope = .2}, {.intercept = 0, .slope = 3}};
  // Certain errors down to suspicion 0.5, none below -0.5; in between nobody looked.
  CheckedCells cells{Eigen::VectorXd(5), Eigen::VectorXd(5), Eigen::VectorXd(5)};
  cells.suspicion << 4, .5, 0, -.5, -4;
  cells.checked << 20, 20, 0, 20, 20;
  cells.wrong << 20, 18, 0, 2, 0;
  const Eigen::VectorXd both = Means(DrawErrorCurves(cells, priors, 4000, 1));
  const Eigen::VectorXd steep =
      Means(DrawErrorCurves(cells, std::span(priors).subspan(1), 4000, 1));
  const Eigen::VectorXd flat = Means(DrawErrorCurves(cells, std::span(priors).first(1), 4000, 1));
  EXPECT_LT((both - steep).norm(), (both - flat).norm());
}

TEST(CurvePosteriorTest, StaysFiniteForManyChecksInCellsOfEqualSuspicion) {
  const CurvePrior prior{.intercept = -3, .slope = 3};
  CheckedCells cells{Eigen::VectorXd::Constant(48, 12), Eigen::VectorXd::Constant(48, 1000),
                     Eigen::VectorXd::Constant(48, 1)};
  const Eigen::MatrixXd draws = DrawErrorCurves(cells, std::span(&prior, 1), 100, 1);
  EXPECT_TRUE(draws.allFinite());
  EXPECT_NEAR(Means(draws)[20], 0.001, 0.0005);
}

}  // namespace
}  // namespace assay
