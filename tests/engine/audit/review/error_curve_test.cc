#include "engine/audit/review/error_curve.h"

#include <cmath>

#include "engine/audit/review/suspicion_profile.h"
#include "engine/base/rng.h"
#include "tests/engine/audit/review/simulated_ranking.h"
#include "tests/reference/audit/review_reference.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Pointwise;

TEST(FitNonIncreasingTest, PoolsWhatRises) {
  const std::vector<double> weights(5, 1);
  EXPECT_THAT(FitNonIncreasing(std::vector<double>{.9, .5, .7, .1, .2}, weights),
              Pointwise(testing::DoubleEq(), {.9, .6, .6, .15, .15}));
  EXPECT_THAT(FitNonIncreasing(std::vector<double>{1, 4}, std::vector<double>{2, 1}),
              ElementsAre(2, 2));
}

TEST(FitNonIncreasingTest, AgreesWithTheFormulaOnRandomNumbers) {
  Rng rng(1);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> values;
    std::vector<double> weights;
    for (int i = 0; i < 30; ++i) {
      values.push_back(rng.Uniform());
      weights.push_back(1 + static_cast<double>(rng.Below(9)));
    }
    EXPECT_THAT(FitNonIncreasing(values, weights),
                Pointwise(testing::DoubleNear(1e-12), reference::NonIncreasing(values, weights)));
  }
}

TEST(ReviewDepthsTest, AreDenseAtTheStartAndHoldTheFlaggedAndAll) {
  for (const size_t count : {1U, 2U, 50U, 119U, 120U, 121U, 1000U, 1000000U}) {
    for (const size_t flagged : {size_t{0}, size_t{1}, count / 3, count, count + 5}) {
      const std::vector<size_t> depths = ReviewDepths(count, flagged);
      EXPECT_LE(depths.size(), 120u);
      EXPECT_TRUE(std::is_sorted(depths.begin(), depths.end(), std::less_equal<>()));
      EXPECT_EQ(depths.front(), 1u);
      EXPECT_EQ(depths.back(), count);
      if (flagged > 0) {
        EXPECT_THAT(depths, Contains(std::min(flagged, count)));
      }
      for (size_t i = 0; i < std::min<size_t>(5, count); ++i) {
        EXPECT_EQ(depths[i], i + 1);
      }
    }
  }
}

TEST(ModelErrorCurveTest, EndsWithThePlausibleRangeAndFallsAlongTheRanking) {
  const SimulatedRanking ranking = SimulateRanking(2000, 1, -1, 2);
  const auto curve = ModelErrorCurve(ranking.scores, {.centre = 300, .low = 40, .high = 700}, 250);
  ASSERT_THAT(curve, IsOk());
  EXPECT_EQ(curve->level, 0);
  EXPECT_NEAR(curve->points.back().low, 40, 1e-6);
  EXPECT_NEAR(curve->points.back().errors, 300, 1e-6);
  EXPECT_NEAR(curve->points.back().high, 700, 1e-6);
  CurvePoint last{.error_probability = 1};
  for (const CurvePoint& point : curve->points) {
    EXPECT_LE(point.error_probability, last.error_probability + 1e-12);
    EXPECT_LE(point.low, point.errors);
    EXPECT_LE(point.errors, point.high);
    EXPECT_LE(point.high, static_cast<double>(point.depth));
    last = point;
  }
}

// Two items with suspicion c and -c: p + q = 1 at intercept 0, so p = 1 / (1 + e^-0.7c).
TEST(ModelErrorCurveTest, MatchesAnExampleWorkedByHand) {
  const double c = 2;
  const std::vector<double> scores = {1 / (1 + std::exp(c)), 1 / (1 + std::exp(-c))};
  const auto curve = ModelErrorCurve(scores, {.centre = 1, .low = 1, .high = 1}, 1);
  ASSERT_THAT(curve, IsOk());
  ASSERT_EQ(curve->points.size(), 2u);
  EXPECT_NEAR(curve->points[0].errors, 1 / (1 + std::exp(-.7 * c)), 1e-5);
  EXPECT_NEAR(curve->points[1].errors, 1, 1e-9);
}

TEST(ModelErrorCurveTest, HoldsAtTheEdges) {
  for (const double total : {0.0, 0.2, 5.0}) {
    const std::vector<double> scores = {0, .1, .5, 1, 1};
    const auto curve = ModelErrorCurve(scores, {.centre = total, .low = total, .high = total}, 0);
    ASSERT_THAT(curve, IsOk());
    EXPECT_NEAR(curve->points.back().errors, total, 1e-9);
    EXPECT_LE(curve->points.front().errors, 1);
  }
  EXPECT_THAT(ModelErrorCurve({}, {}, 0), HasReason("BAD_RANKING"));
}

TEST(SuspicionProfileTest, InterestIsLargestWhereTheModelsCannotTellAndNeverNothing) {
  const SimulatedRanking ranking = SimulateRanking(10000, 1, 0, 2);
  const auto profile =
      SuspicionProfile::Make(ranking.scores, {.centre = 5000, .low = 4000, .high = 6000});
  ASSERT_THAT(profile, IsOk());
  EXPECT_GT(profile->Interest(5000), profile->Interest(500));
  EXPECT_GT(profile->Interest(5000), profile->Interest(9500));
  EXPECT_GE(profile->Interest(9999), 0.08);
  const std::vector<size_t> ends = profile->EqualInterestEnds(40);
  EXPECT_EQ(ends.size(), 40u);
  EXPECT_EQ(ends.back(), 10000u);
  double least = 1e9;
  double most = 0;
  size_t position = 0;
  for (const size_t end : ends) {
    double sum = 0;
    for (; position < end; ++position) {
      sum += profile->Interest(position);
    }
    least = std::min(least, sum);
    most = std::max(most, sum);
  }
  EXPECT_LT(most - least, 2);
}

TEST(SuspicionProfileTest, TheInterceptGivesTheTotal) {
  const SimulatedRanking ranking = SimulateRanking(500, 1, 0, 2);
  const auto profile = SuspicionProfile::Make(ranking.scores, {});
  ASSERT_THAT(profile, IsOk());
  for (const double total : {0.5, 10.0, 250.0, 499.0}) {
    const double a = profile->InterceptFor(.9, total);
    double sum = 0;
    for (const double score : ranking.scores) {
      sum += 1 / (1 + std::exp(-a - .9 * std::log((1 - score) / score)));
    }
    EXPECT_NEAR(sum, total, 1e-3);
  }
}

}  // namespace
}  // namespace assay
