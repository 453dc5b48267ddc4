#include "engine/stats/interval.h"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

struct PublishedInterval {
  int64_t successes;
  int64_t trials;
  double wilson_low, wilson_high;
  double exact_low, exact_high;
};

// R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
// methods", Statistics in Medicine 17 (1998), Table I: methods 3 (Wilson) and 5 (Clopper-Pearson)
// at 95 %, printed with four decimals.
constexpr PublishedInterval kNewcombe[] = {
    {81, 263, 0.2553, 0.3662, 0.2527, 0.3676},
    {15, 148, 0.0624, 0.1605, 0.0578, 0.1617},
    {0, 20, 0.0000, 0.1611, 0.0000, 0.1684},
    {1, 29, 0.0061, 0.1718, 0.0009, 0.1776},
};

class PublishedIntervalTest : public testing::TestWithParam<PublishedInterval> {};

TEST_P(PublishedIntervalTest, WilsonEqualsTheTable) {
  const auto interval = WilsonInterval(GetParam().successes, GetParam().trials);
  ASSERT_THAT(interval, IsOk());
  EXPECT_NEAR(interval->low, GetParam().wilson_low, 5.1e-5);
  EXPECT_NEAR(interval->high, GetParam().wilson_high, 5.1e-5);
}

TEST_P(PublishedIntervalTest, ClopperPearsonEqualsTheTable) {
  const auto interval = ClopperPearsonInterval(GetParam().successes, GetParam().trials);
  ASSERT_THAT(interval, IsOk());
  EXPECT_NEAR(interval->low, GetParam().exact_low, 5.1e-5);
  EXPECT_NEAR(interval->high, GetParam().exact_high, 5.1e-5);
}

INSTANTIATE_TEST_SUITE_P(Newcombe1998, PublishedIntervalTest, testing::ValuesIn(kNewcombe));

// Solving |p - pi| = z sqrt(pi(1-pi)/n) for pi is what defines Wilson's interval.
TEST(WilsonIntervalTest, ItsBoundsSolveTheScoreEquation) {
  const double z95 = 1.959963984540054;
  for (int64_t successes = 1; successes < 40; ++successes) {
    const auto interval = WilsonInterval(successes, 40);
    ASSERT_THAT(interval, IsOk());
    for (const double bound : {interval->low, interval->high}) {
      EXPECT_NEAR(std::abs(interval->value - bound), z95 * std::sqrt(bound * (1 - bound) / 40),
                  1e-12);
    }
  }
}

// The tail probabilities at the exact bounds are (1 - level)/2 by definition.
TEST(ClopperPearsonIntervalTest, ItsBoundsLeaveHalfTheRiskInEachTail) {
  using boost::math::binomial;
  for (int64_t successes = 1; successes < 25; ++successes) {
    const auto interval = ClopperPearsonInterval(successes, 25, 0.9);
    ASSERT_THAT(interval, IsOk());
    const double s = static_cast<double>(successes);
    EXPECT_NEAR(1 - cdf(binomial(25, interval->low), s - 1), 0.05, 1e-10);
    EXPECT_NEAR(cdf(binomial(25, interval->high), s), 0.05, 1e-10);
  }
}

TEST(IntervalTest, FailuresMirrorSuccesses) {
  for (int64_t successes = 0; successes <= 17; ++successes) {
    for (const auto function : {&WilsonInterval, &ClopperPearsonInterval}) {
      const auto one = function(successes, 17, 0.95);
      const auto other = function(17 - successes, 17, 0.95);
      ASSERT_THAT(one, IsOk());
      ASSERT_THAT(other, IsOk());
      EXPECT_NEAR(one->low, 1 - other->high, 1e-12);
      EXPECT_NEAR(one->high, 1 - other->low, 1e-12);
      EXPECT_LE(one->low, one->value);
      EXPECT_GE(one->high, one->value);
    }
  }
}

TEST(IntervalTest, MoreTrialsOfTheSameProportionNarrowIt) {
  for (const auto function : {&WilsonInterval, &ClopperPearsonInterval}) {
    const auto few = function(3, 10, 0.95);
    const auto many = function(300, 1000, 0.95);
    ASSERT_THAT(few, IsOk());
    ASSERT_THAT(many, IsOk());
    EXPECT_LT(many->high - many->low, 0.2 * (few->high - few->low));
  }
}

TEST(IntervalTest, TwoMillionTrialsDoNotBreakTheQuantiles) {
  const auto exact = ClopperPearsonInterval(1'000'000, 2'000'000);
  ASSERT_THAT(exact, IsOk());
  // The normal approximation: 1.96 sqrt(1/4 / 2e6).
  EXPECT_NEAR(exact->high - 0.5, 6.93e-4, 1e-6);
}

TEST(IntervalTest, NoTrialsAreAReasonNotANumber) {
  EXPECT_THAT(WilsonInterval(0, 0), HasReason("NO_TRIALS"));
  EXPECT_THAT(ClopperPearsonInterval(0, 0), HasReason("NO_TRIALS"));
}

TEST(IntervalTest, ImpossibleCountsAndLevelsAreRefused) {
  EXPECT_THAT(WilsonInterval(5, 4), HasReason("COUNT_OUT_OF_RANGE"));
  EXPECT_THAT(WilsonInterval(-1, 4), HasReason("COUNT_OUT_OF_RANGE"));
  EXPECT_THAT(ClopperPearsonInterval(1, 4, 1.0), HasReason("LEVEL_OUT_OF_RANGE"));
  EXPECT_THAT(WilsonInterval(1, 4, std::numeric_limits<double>::quiet_NaN()),
              HasReason("LEVEL_OUT_OF_RANGE"));
}

}  // namespace
}  // namespace assay
