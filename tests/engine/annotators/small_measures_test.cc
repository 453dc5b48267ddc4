#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "engine/annotators/accuracy.h"
#include "engine/annotators/bias.h"
#include "engine/annotators/drift.h"
#include "engine/annotators/spam_score.h"
#include "engine/annotators/speed.h"
#include "engine/base/rng.h"
#include "engine/stats/interval.h"

namespace assay {
namespace {

std::vector<JudgedLabel> Labels(const std::vector<double>& right, bool by_gold) {
  std::vector<JudgedLabel> labels;
  for (const double q : right) {
    JudgedLabel label;
    label.right = q;
    label.agrees = q > 0.5 ? 1 : 0;
    label.time = static_cast<double>(labels.size());
    label.by_gold = by_gold;
    labels.push_back(label);
  }
  return labels;
}

TEST(AccuracyTest, AgainstGoldItIsWilsonsInterval) {
  const Interval ours = AccuracyByGold(Labels({1, 1, 1, 0, 1, 1, 0, 1, 1, 1}, true), 0.95).value();
  const Interval wilson = WilsonInterval(8, 10).value();
  EXPECT_NEAR(ours.value, 0.8, 1e-12);
  EXPECT_NEAR(ours.low, wilson.low, 1e-9);
  EXPECT_NEAR(ours.high, wilson.high, 1e-9);
}

TEST(AccuracyTest, ACertainConsensusIsAsGoodAsGold) {
  const std::vector<double> right = {1, 1, 0, 1, 1, 1, 0, 1};
  const Interval gold = AccuracyByGold(Labels(right, true), 0.9).value();
  const Interval others = AccuracyByOthers(Labels(right, false), 2, 0.9).value();
  EXPECT_NEAR(others.low, gold.low, 1e-12);
  EXPECT_NEAR(others.high, gold.high, 1e-12);
}

// By hand: of 70 labels at q = .9 and 30 at .1 the derivative 70 * .8 / (.1 + .8 a) - 30 * .8 /
// (.9 - .8 a) is 0 at a = .75; r = .675 / .7 and .075 / .3, so m = 100 - (70 * .034439 + 30 *
// .1875) / .1875 = 57.14.
TEST(AccuracyTest, DoubtsOfTheOthersAreNotHisErrors) {
  std::vector<double> right(70, 0.9);
  right.resize(100, 0.1);
  const AccuracyFit fit = FitAccuracy(Labels(right, false), 2);
  EXPECT_NEAR(fit.accuracy, 0.75, 1e-6);
  EXPECT_NEAR(fit.effective_count, 57.14, 0.01);
}

TEST(AccuracyTest, AnUncertainConsensusWidensTheInterval) {
  std::vector<double> unsure(70, 0.9);
  unsure.resize(100, 0.1);
  std::vector<double> sure(75, 1.0);
  sure.resize(100, 0.0);
  const Interval a = AccuracyByOthers(Labels(sure, false), 2, 0.95).value();
  const Interval b = AccuracyByOthers(Labels(unsure, false), 2, 0.95).value();
  EXPECT_NEAR(a.value, b.value, 1e-6);
  EXPECT_LT(b.low, a.low);
  EXPECT_GT(b.high, a.high);
}

TEST(AccuracyTest, AConsensusThatKnowsNothingLeavesEverythingOpen) {
  const Interval interval =
      AccuracyByOthers(Labels(std::vector<double>(50, 0.5), false), 2, 0.95).value();
  EXPECT_LT(interval.low, 0.01);
  EXPECT_GT(interval.high, 0.99);
}

TEST(AccuracyTest, NothingIsSaidOfNothing) {
  EXPECT_FALSE(AccuracyByGold(Labels({1, 0}, false), 0.95).has_value());
  EXPECT_FALSE(AccuracyByOthers({}, 2, 0.95).has_value());
  EXPECT_FALSE(AgreementWithOthers({}, 0.95).has_value());
}

// 95 of 100 intervals hold the true accuracy, give or take what 1,000 repetitions leave open.
TEST(AccuracyTest, IntervalsHoldTheTruthAsOftenAsTheySay) {
  Rng rng(1);
  int held = 0;
  for (int repeat = 0; repeat < 1000; ++repeat) {
    std::vector<double> right;
    for (int i = 0; i < 100; ++i) {
      // Where he is right, the others hold his label for .9 probable nine times in ten, else .1.
      const bool is_right = rng.Uniform() < 0.75;
      right.push_back(is_right == (rng.Uniform() < 0.9) ? 0.9 : 0.1);
    }
    const Interval interval = AccuracyByOthers(Labels(right, false), 2, 0.95).value();
    held += interval.low <= 0.75 && 0.75 <= interval.high ? 1 : 0;
  }
  EXPECT_GE(held, 935);
}

TEST(BiasTest, IsTheShareAboveWhatTheOthersExpect) {
  SoftConfusion confusion(3);
  const std::vector<double> truth = {0.5, 0.5, 0.0};
  for (int i = 0; i < 8; ++i) {
    confusion.Add(1, truth);
  }
  confusion.Add(0, truth);
  confusion.Add(2, truth);
  const ClassBias bias = BiasOf(confusion).value();
  EXPECT_EQ(bias.said, 1);
  EXPECT_NEAR(bias.value, 0.8 - 0.5, 1e-12);
  // Mean of ([said] - q)^2 with q for q^2: (8 (1 - 2 * .5) + 10 * .5) / 10.
  EXPECT_NEAR(bias.standard_error, std::sqrt((0.5 - 0.09) / 10), 1e-12);
}

TEST(BiasTest, WhoSaysWhatIsTrueHasNone) {
  SoftConfusion confusion(2);
  confusion.Add(0, std::vector<double>{1, 0});
  confusion.Add(1, std::vector<double>{0, 1});
  EXPECT_NEAR(BiasOf(confusion)->value, 0, 1e-12);
  EXPECT_FALSE(BiasOf(SoftConfusion(2)).has_value());
}

// Hyndman & Fan (1996), type 7, as R's quantile(c(1, 2, 4, 8)): 1.75, 3, 5.
TEST(SpeedTest, QuartilesAreThoseOfR) {
  const float unknown = std::numeric_limits<float>::quiet_NaN();
  const LabellingSpeed speed = SpeedOf({8, unknown, 2, 4, -1, 1}).value();
  EXPECT_NEAR(speed.lower_quartile_seconds, 1.75, 1e-9);
  EXPECT_NEAR(speed.median_seconds, 3, 1e-9);
  EXPECT_NEAR(speed.upper_quartile_seconds, 5, 1e-9);
  EXPECT_EQ(speed.label_count, 4);
  EXPECT_FALSE(SpeedOf({unknown}).has_value());
}

TEST(DriftTest, ThePValueIsThatOfACorrelation) {
  std::vector<JudgedLabel> labels = Labels({1, 1, 1, 1, 1, 0, 1, 0, 0, 0}, true);
  const AnnotatorDrift drift = DriftOf(labels, 2).value();
  // r of the ranks 0..9 with the values, by hand: sum xy - n mx my = 16 - 27 = -11; / sqrt(82.5
  // * 2.4).
  const double r = -11 / std::sqrt(82.5 * 2.4);
  EXPECT_NEAR(drift.trend, r, 1e-12);
  EXPECT_NEAR(drift.early, 1.0, 1e-12);
  EXPECT_NEAR(drift.late, 0.2, 1e-12);
  // Student's t of r with 8 degrees of freedom: t = 3.538, two-sided p = .0076 (R: 2 * pt(-3.538,
  // 8)).
  EXPECT_NEAR(drift.p_value, 0.00764, 2e-4);
}

TEST(DriftTest, TheOrderOfTheListDoesNotMatterOnlyTheTimes) {
  std::vector<JudgedLabel> labels = Labels({1, 0.5, 1, 0.2, 1, 0, 0.7, 0, 0.3, 0, 0.1}, false);
  const double before = DriftOf(labels, 2)->p_value;
  Rng rng(2);
  rng.Shuffle(std::span(labels));
  EXPECT_NEAR(DriftOf(labels, 2)->p_value, before, 1e-12);
  labels.resize(9);
  EXPECT_FALSE(DriftOf(labels, 2).has_value());
}

TEST(DriftTest, WhoNeverChangesDoesNotDrift) {
  EXPECT_EQ(DriftOf(Labels(std::vector<double>(20, 1.0), true), 2)->p_value, 1);
}

TEST(SpamScoreTest, WithoutLabelsItIsThePriorShareOfSpammers) {
  const std::vector<SoftConfusion> confusions(2, SoftConfusion(3));
  EXPECT_THAT(SpamScores(confusions), testing::Each(testing::DoubleNear(0.1, 1e-9)));
}

}  // namespace
}  // namespace assay
