#include "engine/audit/suspicion_score.h"

#include <cmath>
#include <limits>
#include <tuple>

#include "engine/audit/model_mixture.h"
#include "engine/audit/noise_direction.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/log_probability_case.h"
#include "tests/reference/audit/suspicion_reference.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::Le;

ClassMatrix DirectionOf(const LogProbabilityCase& data) {
  WorkerPool pool(1);
  return NoiseDirection(EstimateLabelNoise(data.log_probabilities, data.given, 1, pool));
}

SuspicionScores Score(const LogProbabilityCase& data, const ClassMatrix& direction) {
  WorkerPool pool(2);
  return ScoreSuspicion(data.log_probabilities, data.given, direction, pool);
}

ClassMatrix FlatDirection(size_t class_count) {
  ClassMatrix direction(class_count, class_count);
  for (size_t g = 0; g < class_count; ++g) {
    for (size_t k = 0; k < class_count; ++k) {
      direction.row(g)[k] = k == g ? 0.0f : 1.0f / static_cast<float>(class_count - 1);
    }
  }
  return direction;
}

class ScoreSuspicionReferenceTest : public testing::TestWithParam<std::tuple<size_t, size_t>> {};

TEST_P(ScoreSuspicionReferenceTest, QualityAndSuggestionAgreeWithTheSlowReference) {
  const auto [item_count, class_count] = GetParam();
  const LogProbabilityCase data(item_count, class_count, 41);
  const ClassMatrix direction = DirectionOf(data);
  const SuspicionScores scores = Score(data, direction);
  const reference::Rows rows = reference::ToRows(data.log_probabilities);
  const reference::Rows shares = reference::ToRows(direction);
  for (size_t i = 0; i < item_count; ++i) {
    const reference::Row& share = shares[data.given[i]];
    const double quality = reference::Quality(rows[i], data.given[i], share);
    EXPECT_NEAR(scores.quality[i], quality, 2e-6 * quality);
    EXPECT_EQ(scores.suggested[i],
              reference::FindRivals(rows[i], data.given[i], share, 1, 0.5).best);
  }
}

// Class counts around the 4 and 8 floats of a vector, row counts around a group of 64.
INSTANTIATE_TEST_SUITE_P(Sizes, ScoreSuspicionReferenceTest,
                         testing::Combine(testing::Values(1, 63, 64, 65, 1100),
                                          testing::Values(2, 3, 4, 5, 8, 9, 77)));

// p = (0.2, 0.5, 0.3), R[0] = (-, 0.9, 0.1): a = ln(2 (0.45 + 0.03) / 0.2) = ln 4.8, b = ln 4,
// c = ln 2.5.
TEST(ScoreSuspicionTest, MatchesAnExampleWorkedByHand) {
  const LogProbabilityCase data(LogMatrixOf({{0.2, 0.5, 0.3}}), {0});
  const SuspicionScores scores =
      Score(data, MatrixOf({{0, 0.9, 0.1}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}));
  EXPECT_NEAR(scores.quality[0], 1 / (1 + std::sqrt(4.8 * std::sqrt(4 * 2.5))), 1e-6);
  EXPECT_EQ(scores.suggested[0], 1u);
}

// 0.45 * sqrt(0.1) < 0.35 * sqrt(0.9): the direction decides between close alternatives.
TEST(ScoreSuspicionTest, TheDirectionMaySuggestTheSecondMostProbableClass) {
  const LogProbabilityCase data(LogMatrixOf({{0.2, 0.45, 0.35}}), {0});
  EXPECT_EQ(Score(data, MatrixOf({{0, 0.1, 0.9}, {0.5, 0, 0.5}, {0.5, 0.5, 0}})).suggested[0], 2u);
  EXPECT_EQ(Score(data, FlatDirection(3)).suggested[0], 1u);
}

TEST(ScoreSuspicionTest, OfTwoClassesQualityIsTheProbabilityOfTheGivenLabel) {
  const LogProbabilityCase data(200, 2, 43);
  const SuspicionScores scores = Score(data, FlatDirection(2));
  for (size_t i = 0; i < data.given.size(); ++i) {
    const double p = std::exp(static_cast<double>(data.log_probabilities.row(i)[data.given[i]]));
    EXPECT_NEAR(scores.quality[i], p, 2e-6);
  }
}

TEST(ScoreSuspicionTest, TheDirectionCountsByItsShare) {
  const LogProbabilityCase data(100, 5, 47);
  const ClassMatrix direction = DirectionOf(data);
  WorkerPool pool(1);
  for (const double share : {0.0, 0.25, 1.0}) {
    const SuspicionScores scores =
        ScoreSuspicion(data.log_probabilities, data.given, direction, pool, share);
    for (size_t i = 0; i < data.given.size(); ++i) {
      const double expected =
          reference::Quality(reference::ToRows(data.log_probabilities)[i], data.given[i],
                             reference::ToRows(direction)[data.given[i]], share);
      EXPECT_NEAR(scores.quality[i], expected, 2e-6);
    }
  }
}

TEST(ScoreSuspicionTest, TinyQualitiesKeepTheirDigitsAndTheirOrder) {
  ClassMatrix rows(60, 3);
  for (size_t i = 0; i < 60; ++i) {
    rows.row(i)[0] = -1.0f - 1.13f * static_cast<float>(i);
    rows.row(i)[1] = -0.5f;
    rows.row(i)[2] = -1.0f;
  }
  const LogProbabilityCase data(std::move(rows), std::vector<uint32_t>(60, 0));
  const ClassMatrix direction = MatrixOf({{0, 0.3, 0.7}, {0.5, 0, 0.5}, {0.5, 0.5, 0}});
  const SuspicionScores scores = Score(data, direction);
  for (size_t i = 0; i < 60; ++i) {
    const double expected = reference::Quality(reference::ToRows(data.log_probabilities)[i], 0,
                                               reference::ToRows(direction)[0]);
    EXPECT_NEAR(scores.quality[i] / expected, 1, 2e-6);
    EXPECT_TRUE(i == 0 || scores.quality[i] < scores.quality[i - 1]) << i;
  }
}

TEST(ScoreSuspicionTest, ProbabilitiesOfExactlyZeroAndOneHaveAScore) {
  WorkerPool pool(1);
  ClassMatrix rows = MatrixOf({{1, 0, 0}, {0, 1, 0}, {0, 0, 0}, {0, 0, 1}});
  TakeLogOfProbabilities(pool, &rows);
  const LogProbabilityCase data(std::move(rows), {0, 0, 0, 1});
  const SuspicionScores scores = Score(data, DirectionOf(data));
  EXPECT_THAT(scores.quality, Each(AllOf(Ge(0.0), Le(1.0))));
  EXPECT_GT(scores.quality[0], 1 - 1e-9);
  EXPECT_GT(scores.quality[1], 0);
  EXPECT_LT(scores.quality[1], 1e-9);
  EXPECT_GT(scores.quality[2], 0.1);
  EXPECT_LT(scores.quality[3], 1e-9);
  EXPECT_EQ(scores.suggested[1], 1u);
  EXPECT_EQ(scores.suggested[3], 2u);
}

TEST(ScoreSuspicionTest, ScoresFarApartStayInRange) {
  const LogProbabilityCase data(MatrixOf({{-1e5, 0, -2e5}, {0, -1e5, -2e5}}), {0, 0});
  const SuspicionScores scores = Score(data, FlatDirection(3));
  EXPECT_THAT(scores.quality, ElementsAre(0.0, 1.0));
}

TEST(ScoreSuspicionTest, OfEqualAlternativesTheFirstIsSuggested) {
  const LogProbabilityCase data(LogMatrixOf({{0.2, 0.2, 0.2, 0.2, 0.2}, {.2, .2, .2, .2, .2}}),
                                {0, 3});
  EXPECT_THAT(Score(data, FlatDirection(5)).suggested, ElementsAre(1u, 0u));
}

TEST(ScoreSuspicionTest, TheGivenLabelIsNeverSuggested) {
  const LogProbabilityCase data(400, 12, 47);
  const SuspicionScores scores = Score(data, DirectionOf(data));
  for (size_t i = 0; i < data.given.size(); ++i) {
    EXPECT_NE(scores.suggested[i], data.given[i]);
    EXPECT_LT(scores.suggested[i], 12u);
  }
}

TEST(ScoreSuspicionTest, RowsAndClassesMayBeRenamed) {
  const LogProbabilityCase data(300, 7, 53);
  const std::vector<uint32_t> rows = RandomOrder(300, 5);
  const std::vector<uint32_t> classes = RandomOrder(7, 6);
  const LogProbabilityCase renamed = data.WithRows(rows).WithClasses(classes);
  const SuspicionScores scores = Score(data, DirectionOf(data));
  const SuspicionScores renamed_scores = Score(renamed, DirectionOf(renamed));
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_NEAR(renamed_scores.quality[i], scores.quality[rows[i]], 1e-5);
    EXPECT_EQ(classes[renamed_scores.suggested[i]], scores.suggested[rows[i]]);
  }
}

TEST(ScoreSuspicionTest, GivesTheSameBitsForAnyNumberOfThreads) {
  const LogProbabilityCase data(5000, 9, 59);
  const ClassMatrix direction = DirectionOf(data);
  WorkerPool one(1);
  WorkerPool five(5);
  const SuspicionScores first = ScoreSuspicion(data.log_probabilities, data.given, direction, one);
  const SuspicionScores second =
      ScoreSuspicion(data.log_probabilities, data.given, direction, five);
  EXPECT_EQ(first.quality, second.quality);
  EXPECT_EQ(first.suggested, second.suggested);
}

TEST(ScoreSuspicionTest, NoItemsHaveNoScores) {
  const LogProbabilityCase data(ClassMatrix(0, 3), {});
  EXPECT_TRUE(Score(data, FlatDirection(3)).quality.empty());
}

}  // namespace
}  // namespace assay
