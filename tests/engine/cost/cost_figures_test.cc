#include "engine/cost/cost_figures.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/base/rng.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kCent = 10'000;

TEST(CostSumTest, CountsLabelsMoneyAndTime) {
  CostSum sum;
  ASSERT_THAT(sum.Add(5 * kCent, 18 * kSecond), IsOk());  // 10.00 an hour
  ASSERT_THAT(sum.Add(5 * kCent, 36 * kSecond), IsOk());  // 5.00 an hour
  ASSERT_THAT(sum.Add(0, 0), IsOk());                     // a rule
  EXPECT_EQ(sum.label_count(), 3);
  EXPECT_EQ(sum.cost_micros(), 10 * kCent);
  EXPECT_EQ(*sum.PerLabel(), 33'333);
  EXPECT_EQ(sum.timed_label_count(), 2);
  // Ten cents for 54 seconds.
  EXPECT_EQ(*sum.HourlyWage(), 6'666'667);
  EXPECT_EQ(sum.wages().count(), 2);
}

TEST(CostSumTest, FreeAndUntimedLabelsHaveNoWage) {
  CostSum sum;
  EXPECT_FALSE(sum.PerLabel().has_value());
  ASSERT_THAT(sum.Add(0, 10 * kSecond), IsOk());
  ASSERT_THAT(sum.Add(kCent, 0), IsOk());
  EXPECT_FALSE(sum.HourlyWage().has_value());
  EXPECT_FALSE(sum.wages().Quantile(0.5).has_value());
}

TEST(CostSumTest, PartsAddUpToTheWhole) {
  Rng rng(1);
  CostSum whole;
  std::vector<CostSum> parts(7);
  for (int label = 0; label < 3000; ++label) {
    const auto cost = static_cast<int64_t>(rng.Below(20)) * kCent;
    const auto time = static_cast<int64_t>(rng.Below(60)) * kSecond;
    ASSERT_THAT(whole.Add(cost, time), IsOk());
    ASSERT_THAT(parts[rng.Below(7)].Add(cost, time), IsOk());
  }
  CostSum sum;
  for (const CostSum& part : parts) {
    ASSERT_THAT(sum.Add(part), IsOk());
  }
  EXPECT_EQ(sum.cost_micros(), whole.cost_micros());
  EXPECT_EQ(sum.label_count(), whole.label_count());
  EXPECT_EQ(sum.active_us(), whole.active_us());
  EXPECT_EQ(sum.HourlyWage(), whole.HourlyWage());
  EXPECT_EQ(sum.wages(), whole.wages());
}

TEST(CostSumTest, RefusesWhatItCannotHold) {
  CostSum sum;
  EXPECT_THAT(sum.Add(-1, 0), HasReason("NEGATIVE_AMOUNT"));
  ASSERT_THAT(sum.Add(std::numeric_limits<int64_t>::max(), 0), IsOk());
  EXPECT_THAT(sum.Add(1, 0), HasReason("AMOUNT_OVERFLOW"));
  EXPECT_EQ(sum.label_count(), 1);
}

TEST(WageSketchTest, FindsQuantilesWithinHalfAPercent) {
  Rng rng(2);
  WageSketch sketch;
  std::vector<int64_t> wages;
  for (int i = 0; i < 5000; ++i) {
    wages.push_back(static_cast<int64_t>(std::exp(3 + 15 * rng.Uniform())));
    sketch.Add(wages.back());
  }
  std::sort(wages.begin(), wages.end());
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    const size_t rank = std::max<size_t>(1, static_cast<size_t>(std::ceil(share * 5000)));
    const auto exact = static_cast<double>(wages[rank - 1]);
    EXPECT_NEAR(static_cast<double>(*sketch.Quantile(share)), exact, 0.0051 * exact + 0.5);
  }
}

TEST(WageSketchTest, KnowsThoseWhoEarnNothing) {
  WageSketch sketch;
  sketch.Add(0);
  sketch.Add(-5);
  sketch.Add(1'000'000);
  EXPECT_EQ(*sketch.Quantile(0.5), 0);
}

// Twelve dollars for 100 labels of which 80 % are right: 15 cents each.
TEST(CostPerRightTest, IsTheCostOverTheRightOnes) {
  const auto cost = CostPerRight(1200 * kCent, 100, {0.8, 0.6, 1, 0.9});
  EXPECT_EQ(cost->value_micros, 15 * kCent);
  EXPECT_EQ(cost->low_micros, 12 * kCent);
  EXPECT_EQ(*cost->high_micros, 20 * kCent);
}

TEST(CostPerRightTest, HasNoUpperEndWhereNoneMayBeRight) {
  EXPECT_FALSE(CostPerRight(kCent, 10, {0.5, 0, 1, 0.9})->high_micros.has_value());
  EXPECT_FALSE(CostPerRight(kCent, 10, {0, 0, 1, 0.9}).has_value());
  EXPECT_FALSE(CostPerRight(0, 0, {1, 1, 1, 0.9}).has_value());
}

TEST(PooledAccuracyTest, OneAnnotatorIsHisOwnPool) {
  const AccuracyPart part = {10, {0.7, 0.5, 0.8, 0.9}};
  const auto pooled = PooledAccuracy(std::span(&part, 1));
  EXPECT_NEAR(pooled->value, 0.7, 1e-12);
  EXPECT_NEAR(pooled->low, 0.5, 1e-12);
  EXPECT_NEAR(pooled->high, 0.8, 1e-12);
  EXPECT_FALSE(PooledAccuracy({}).has_value());
}

TEST(PooledAccuracyTest, ManyAnnotatorsAreKnownBetterThanOne) {
  const std::vector<AccuracyPart> parts(16, {10, {0.7, 0.5, 0.8, 0.9}});
  const auto pooled = PooledAccuracy(parts);
  EXPECT_NEAR(pooled->low, 0.7 - 0.2 / 4, 1e-12);
  EXPECT_NEAR(pooled->high, 0.7 + 0.1 / 4, 1e-12);
}

TEST(ConsensusAccuracyTest, AllowsForWhatAllGetWrongAlike) {
  ConfidenceSum sum;
  EXPECT_FALSE(ConsensusAccuracy(sum, 0, 0.9).has_value());
  for (int item = 0; item < 10'000; ++item) {
    sum.Add(1.0);
  }
  // (1 - e)^7 = 0.1.
  EXPECT_NEAR(ConsensusAccuracy(sum, 0, 0.9)->low, std::pow(0.1, 1.0 / 7), 1e-9);
  EXPECT_EQ(ConsensusAccuracy(sum, 0, 0.9)->high, 1);
  EXPECT_GT(ConsensusAccuracy(sum, 100, 0.9)->low, 0.97);
}

TEST(ConsensusAccuracyTest, FewItemsAreLessSure) {
  ConfidenceSum few;
  few.Add(0.7);
  ConfidenceSum many;
  for (int item = 0; item < 1000; ++item) {
    many.Add(0.7);
  }
  const auto unsure = ConsensusAccuracy(few, 0, 0.9);
  const auto sure = ConsensusAccuracy(many, 0, 0.9);
  EXPECT_LT(unsure->low, sure->low);
  EXPECT_GT(unsure->high, sure->high);
  EXPECT_NEAR(sure->value, 0.7, 1e-12);
}

TEST(CheckedAccuracyTest, ClosesAsMoreIsChecked) {
  EXPECT_FALSE(CheckedAccuracy({10, 0, 0}, 0.9).has_value());
  const Interval all = *CheckedAccuracy({8, 8, 6}, 0.9);
  EXPECT_EQ(all.low, 0.75);
  EXPECT_EQ(all.value, 0.75);
  EXPECT_EQ(all.high, 0.75);
  // Nothing is left out: half of many is Wilson's interval itself, which for 8 of 16 at 0.9 is
  // 0.5 -+ z sqrt(1/64 + z^2/1024) / (1 + z^2/16), z = 1.644854.
  const Interval half = *CheckedAccuracy({1'000'000'000, 16, 8}, 0.9);
  const double z = 1.644854;
  const double width = z * std::sqrt(1.0 / 64 + z * z / 1024) / (1 + z * z / 16);
  EXPECT_NEAR(half.low, 0.5 - width, 1e-6);
  EXPECT_NEAR(half.high, 0.5 + width, 1e-6);
}

TEST(CheckedAccuracyTest, HoldsAsOftenAsItSays) {
  Rng rng(3);
  int covered = 0;
  constexpr int kRounds = 2000;
  for (int round = 0; round < kRounds; ++round) {
    const double p = 0.5 + rng.Uniform() / 2;
    CheckedCount counts{400, 60, 0};
    int64_t right = 0;
    for (int item = 0; item < 400; ++item) {
      const bool is_right = rng.Uniform() < p;
      right += is_right ? 1 : 0;
      counts.right_count += is_right && item < 60 ? 1 : 0;
    }
    const Interval interval = *CheckedAccuracy(counts, 0.9);
    const double share = static_cast<double>(right) / 400;
    covered += interval.low <= share && share <= interval.high ? 1 : 0;
  }
  EXPECT_GE(covered, kRounds * 87 / 100);
}

}  // namespace
}  // namespace assay
