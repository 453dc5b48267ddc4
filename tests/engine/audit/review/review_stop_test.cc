#include "engine/audit/review/review_stop.h"

#include <limits>

#include "engine/base/rng.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

constexpr int64_t kCent = 10'000;
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

// 10 items with p = .8, 40 with .3, 50 with .02.
ErrorCurve ThreeSteps() {
  return {.points = {{10, 8, 6, 10, .8}, {50, 20, 12, 30, .3}, {100, 21, 12, 40, .02}},
          .level = .9};
}

// A check costs 5 cents, an error 50: checks pay above p = .1.  20 * 50 - 50 * 5 = 750 cents.
TEST(ReviewStopTest, MatchesAnExampleWorkedByHand) {
  const ReviewStop stop = FindReviewStop(ThreeSteps(), {5 * kCent, 50 * kCent});
  EXPECT_EQ(stop.depth, 50u);
  EXPECT_EQ(stop.net_micros, 750 * kCent);
  EXPECT_EQ(stop.net_low_micros, (12 * 50 - 250) * kCent);
  EXPECT_EQ(stop.net_high_micros, (30 * 50 - 250) * kCent);
}

TEST(ReviewStopTest, DoesNotStartWhereTheFirstCheckCostsMoreThanItSaves) {
  const ReviewStop stop = FindReviewStop(ThreeSteps(), {41 * kCent, 50 * kCent});
  EXPECT_EQ(stop.depth, 0u);
  EXPECT_EQ(stop.net_micros, 0);
  EXPECT_EQ(FindReviewStop(ThreeSteps(), {0, 0}).depth, 0u);
  EXPECT_EQ(FindReviewStop(ThreeSteps(), {0, 1}).depth, 100u);
  EXPECT_EQ(FindReviewStop({}, {1, 100}).depth, 0u);
}

TEST(ReviewStopTest, OnlyTheRatioOfThePricesDecides) {
  for (int64_t review = 1; review < 60; ++review) {
    EXPECT_EQ(FindReviewStop(ThreeSteps(), {review, 50}).depth,
              FindReviewStop(ThreeSteps(), {review * 1000, 50'000}).depth);
  }
}

TEST(ReviewStopTest, NoOtherDepthOfTheCurveSavesMore) {
  Rng rng(1);
  for (int round = 0; round < 200; ++round) {
    ErrorCurve curve;
    CurvePoint point{.error_probability = 1};
    for (int i = 0; i < 20; ++i) {
      const size_t step = 1 + rng.Below(10);
      point.depth += step;
      point.error_probability *= rng.Uniform();
      point.errors += static_cast<double>(step) * point.error_probability;
      curve.points.push_back(point);
    }
    const ReviewPrices prices{static_cast<int64_t>(rng.Below(1000)), 1000};
    const ReviewStop stop = FindReviewStop(curve, prices);
    for (const CurvePoint& other : curve.points) {
      const double saving = other.errors * 1000 - static_cast<double>(other.depth) *
                                                      static_cast<double>(prices.review_micros);
      EXPECT_LE(saving, static_cast<double>(stop.net_micros) + 1);
    }
  }
}

TEST(ReviewStopTest, SavingsBeyond64BitsAreTheLargestThatFit) {
  const ReviewStop stop = FindReviewStop(ThreeSteps(), {0, kMax});
  EXPECT_EQ(stop.net_micros, kMax);
  EXPECT_EQ(FindReviewStop(ThreeSteps(), {kMax, kMax}).depth, 0u);
}

}  // namespace
}  // namespace assay
