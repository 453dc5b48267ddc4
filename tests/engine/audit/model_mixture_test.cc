#include "engine/audit/model_mixture.h"

#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/log_probability_case.h"
#include "tests/reference/audit/suspicion_reference.h"

namespace assay {
namespace {

using testing::DoubleEq;
using testing::Each;
using testing::ElementsAre;
using testing::ElementsAreArray;

std::vector<float> Values(const ClassMatrix& matrix) {
  return {matrix.values().begin(), matrix.values().end()};
}

TEST(MixtureWeightsTest, AModelTenPercentBehindTheBestCountsOneOverE) {
  const std::vector<MixtureLeg> legs = {{.log_loss = 0.8}, {.log_loss = 0.88}};
  const std::vector<double> weights = MixtureWeights(legs);
  EXPECT_NEAR(weights[1] / weights[0], std::exp(-1.0), 1e-12);
  EXPECT_NEAR(weights[0] + weights[1], 1.0, 1e-12);
}

TEST(MixtureWeightsTest, TheLossScaleSaysHowFarBehindThatIs) {
  const std::vector<MixtureLeg> legs = {{.log_loss = 0.8}, {.log_loss = 0.816}};
  const std::vector<double> weights = MixtureWeights(legs, {.loss_scale = 0.02});
  EXPECT_NEAR(weights[1] / weights[0], std::exp(-1.0), 1e-12);
}

// Of 0.2 that can be explained, the second model explains 0.07, half of the 70 % that are enough,
// and the third 0.15; the fourth is worse than knowing nothing.
TEST(MixtureWeightsTest, AModelThatExplainsLittleOfWhatCanBeCountsLess) {
  const std::vector<MixtureLeg> legs = {
      {.log_loss = 0.5}, {.log_loss = 0.63}, {.log_loss = 0.55}, {.log_loss = 0.75}};
  const std::vector<double> weights =
      MixtureWeights(legs, {.loss_scale = 10, .label_entropy = 0.7});
  EXPECT_NEAR(weights[1] / weights[0], 0.25 * std::exp(-0.026), 1e-9);
  EXPECT_NEAR(weights[2] / weights[0], std::exp(-0.01), 1e-9);
  EXPECT_NEAR(weights[3] / weights[0], 0.05, 1e-9);
}

TEST(MixtureWeightsTest, WhereNoModelExplainsAnythingOnlyTheLossesCount) {
  const std::vector<MixtureLeg> legs = {{.log_loss = 0.8}, {.log_loss = 0.88}};
  const std::vector<double> weights = MixtureWeights(legs, {.label_entropy = 0.7});
  EXPECT_NEAR(weights[1] / weights[0], std::exp(-1.0), 1e-12);
}

TEST(MixtureWeightsTest, NoModelFallsBelowFivePercentOfTheBest) {
  const std::vector<MixtureLeg> legs = {{.log_loss = 0.1}, {.log_loss = 100}};
  EXPECT_THAT(MixtureWeights(legs), ElementsAre(DoubleEq(1 / 1.05), DoubleEq(0.05 / 1.05)));
}

TEST(MixtureWeightsTest, PriorsScaleTheWeightsOfModelsThatAreAlikeInLoss) {
  const std::vector<MixtureLeg> legs = {
      {.log_loss = 0.5, .prior = 0.3}, {.log_loss = 0.5}, {.log_loss = 0.5}};
  EXPECT_THAT(MixtureWeights(legs),
              ElementsAre(DoubleEq(0.3 / 2.3), DoubleEq(1 / 2.3), DoubleEq(1 / 2.3)));
}

TEST(MixtureWeightsTest, AModelWithoutLossLeavesTheOthersTheirFivePercent) {
  const std::vector<MixtureLeg> legs = {{.log_loss = 0}, {.log_loss = 0.1}};
  EXPECT_THAT(MixtureWeights(legs), ElementsAre(DoubleEq(1 / 1.05), DoubleEq(0.05 / 1.05)));
}

// sqrt(0.8 * 0.5) : sqrt(0.2 * 0.5) = 2 : 1.
TEST(MixLogProbabilitiesTest, AveragesLogarithms) {
  WorkerPool pool(1);
  const ClassMatrix first = LogMatrixOf({{0.8, 0.2}});
  const ClassMatrix second = LogMatrixOf({{0.5, 0.5}});
  const std::vector<MixtureLeg> legs = {{.log_probabilities = &first},
                                        {.log_probabilities = &second}};
  const ClassMatrix mixed = MixLogProbabilities(legs, std::vector<double>{0.5, 0.5}, pool);
  EXPECT_NEAR(std::exp(mixed.row(0)[0]), 2.0 / 3, 1e-6);
  EXPECT_NEAR(std::exp(mixed.row(0)[1]), 1.0 / 3, 1e-6);
}

TEST(MixLogProbabilitiesTest, AgreesWithTheSlowReference) {
  WorkerPool pool(2);
  for (const size_t class_count : {2u, 3u, 8u, 21u, 77u}) {
    const LogProbabilityCase first(150, class_count, 1);
    const LogProbabilityCase second(150, class_count, 2);
    const std::vector<MixtureLeg> legs = {{.log_probabilities = &first.log_probabilities},
                                          {.log_probabilities = &second.log_probabilities}};
    const std::vector<double> weights = {0.3, 0.7};
    const ClassMatrix mixed = MixLogProbabilities(legs, weights, pool);
    const reference::Rows expected = reference::MixedProbabilities(
        {reference::ToRows(first.log_probabilities), reference::ToRows(second.log_probabilities)},
        weights);
    for (size_t i = 0; i < mixed.row_count(); ++i) {
      for (size_t k = 0; k < class_count; ++k) {
        EXPECT_NEAR(static_cast<double>(mixed.row(i)[k]), std::log(expected[i][k]), 4e-6);
      }
    }
  }
}

TEST(MixLogProbabilitiesTest, AClassThatIsRuledOutStaysFinite) {
  WorkerPool pool(1);
  const ClassMatrix first = LogMatrixOf({{1, 0, 0}});
  ClassMatrix second = LogMatrixOf({{0, 0, 1}});
  second.row(0)[1] = std::numeric_limits<float>::quiet_NaN();
  const std::vector<MixtureLeg> legs = {{.log_probabilities = &first},
                                        {.log_probabilities = &second}};
  const ClassMatrix mixed = MixLogProbabilities(legs, std::vector<double>{0.5, 0.5}, pool);
  EXPECT_NEAR(std::exp(mixed.row(0)[0]), 0.5, 1e-5);
  EXPECT_NEAR(std::exp(mixed.row(0)[2]), 0.5, 1e-5);
  EXPECT_GE(mixed.row(0)[1], kLowestLogProbability);
  EXPECT_LT(mixed.row(0)[1], -30.0f);
}

TEST(MixLogProbabilitiesTest, GivesTheSameBitsForAnyNumberOfThreads) {
  const LogProbabilityCase leg(3000, 7, 3);
  const std::vector<MixtureLeg> legs = {{.log_probabilities = &leg.log_probabilities}};
  WorkerPool one(1);
  WorkerPool three(3);
  ClassMatrix first = MixLogProbabilities(legs, std::vector<double>{0.7}, one);
  ClassMatrix second = MixLogProbabilities(legs, std::vector<double>{0.7}, three);
  EXPECT_EQ(TemperLogProbabilities(leg.given, one, &first),
            TemperLogProbabilities(leg.given, three, &second));
  EXPECT_THAT(Values(first), ElementsAreArray(Values(second)));
}

double MeanLoss(const ClassMatrix& log_probabilities, const std::vector<uint32_t>& given) {
  double loss = 0;
  for (size_t i = 0; i < given.size(); ++i) {
    loss -= static_cast<double>(log_probabilities.row(i)[given[i]]);
  }
  return loss / static_cast<double>(given.size());
}

double LossAt(const LogProbabilityCase& data, double tau) {
  double loss = 0;
  for (size_t i = 0; i < data.given.size(); ++i) {
    const std::span<const float> row = data.log_probabilities.row(i);
    loss -= std::log(reference::Softmax({row.begin(), row.end()}, tau)[data.given[i]]);
  }
  return loss / static_cast<double>(data.given.size());
}

TEST(TemperLogProbabilitiesTest, NoOtherScaleHasALowerLossAndTheLossIsReturned) {
  WorkerPool pool(2);
  LogProbabilityCase data(900, 6, 5);
  double least = std::numeric_limits<double>::infinity();
  for (double tau = 0.05; tau < 5; tau *= 1.02) {
    least = std::min(least, LossAt(data, tau));
  }
  const double loss = TemperLogProbabilities(data.given, pool, &data.log_probabilities);
  EXPECT_LE(loss, least + 1e-6);
  EXPECT_GE(loss, least - 1e-3);
  EXPECT_NEAR(loss, MeanLoss(data.log_probabilities, data.given), 1e-9);
}

TEST(TemperLogProbabilitiesTest, ScoresThatAreAlwaysRightEndAtTheLowestProbability) {
  WorkerPool pool(1);
  ClassMatrix scores = MatrixOf({{5, 0, -5}, {0, 9, 3}});
  const double loss = TemperLogProbabilities(std::vector<uint32_t>{0, 1}, pool, &scores);
  EXPECT_NEAR(loss, 0, 1e-6);
  EXPECT_EQ(scores.row(0)[2], kLowestLogProbability);
  EXPECT_NEAR(scores.row(1)[1], 0, 1e-6);
}

TEST(TemperLogProbabilitiesTest, NothingHasNoLoss) {
  WorkerPool pool(1);
  ClassMatrix scores(0, 3);
  EXPECT_EQ(TemperLogProbabilities({}, pool, &scores), 0);
}

TEST(TakeLogOfProbabilitiesTest, ClipsZeroAndNormalises) {
  WorkerPool pool(1);
  ClassMatrix rows = MatrixOf({{1, 0, 0}, {0.5, 0.25, 0.25}, {2, 1, 1}, {0, 0, 0}});
  rows.row(0)[1] = std::numeric_limits<float>::quiet_NaN();
  TakeLogOfProbabilities(pool, &rows);
  EXPECT_NEAR(rows.row(0)[0], 0, 1e-6);
  EXPECT_NEAR(rows.row(0)[1], std::log(1e-12), 1e-4);
  EXPECT_NEAR(rows.row(0)[2], std::log(1e-12), 1e-4);
  for (const size_t i : {1u, 2u}) {
    EXPECT_NEAR(std::exp(rows.row(i)[0]), 0.5, 1e-6);
    EXPECT_NEAR(std::exp(rows.row(i)[2]), 0.25, 1e-6);
  }
  EXPECT_THAT(std::vector<float>(rows.row(3).begin(), rows.row(3).end()),
              Each(testing::FloatNear(std::log(1.0f / 3), 1e-6f)));
}

}  // namespace
}  // namespace assay
