#include "engine/audit/label_scores.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/random_case.h"

namespace assay {
namespace {

TEST(LabelScoresTest, OfARowWorkedByHand) {
  const std::vector<double> row = {0.5, 0.25, 0.25};
  EXPECT_DOUBLE_EQ(SelfConfidence<double>(row, 1), 0.25);
  EXPECT_DOUBLE_EQ(NormalizedMargin<double>(row, 0), 0.625);
  EXPECT_DOUBLE_EQ(NormalizedMargin<double>(row, 1), 0.375);
  EXPECT_DOUBLE_EQ(LogOdds<double>(row, 0), std::log(2.0));
  // H = 1.5 bits of log2(3): x = 1.5 / 1.5849625 / 0.5.
  const double x = 1.5 / std::log2(3.0) / 0.5;
  EXPECT_DOUBLE_EQ(ConfidenceWeightedEntropy<double>(row, 0), std::log(x + 1) / x);
}

TEST(LabelScoresTest, AllButLogOddsStayBetweenZeroAndOne) {
  const RandomCase<float> random(500, 7, 2);
  for (const LabelScore score : {LabelScore::kSelfConfidence, LabelScore::kNormalizedMargin,
                                 LabelScore::kConfidenceWeightedEntropy}) {
    EXPECT_THAT(ScoreItems(random.Data(), score),
                testing::Each(testing::AllOf(testing::Ge(0.0f), testing::Le(1.0f))));
  }
}

TEST(LabelScoresTest, TheScoreFallsWhenTheGivenClassIsWorseSupported) {
  const std::vector<double> row = {0.6, 0.3, 0.1};
  for (const auto score : {&SelfConfidence<double>, &NormalizedMargin<double>,
                           &ConfidenceWeightedEntropy<double>, &LogOdds<double>}) {
    EXPECT_GT(score(row, 0), score(row, 1));
    EXPECT_GT(score(row, 1), score(row, 2));
  }
}

TEST(LabelScoresTest, WithTwoClassesMarginEqualsSelfConfidence) {
  const RandomCase<double> random(100, 2, 6);
  const auto data = random.Data();
  EXPECT_THAT(ScoreItems(data, LabelScore::kNormalizedMargin),
              testing::Pointwise(testing::DoubleNear(1e-12),
                                 ScoreItems(data, LabelScore::kSelfConfidence)));
}

TEST(LabelScoresTest, LogOddsOfImpossibleClassesAreFinite) {
  const std::vector<float> row = {1.0f, 0.0f};
  EXPECT_TRUE(std::isfinite(LogOdds<float>(row, 1)));
  EXPECT_LT(LogOdds<float>(row, 1), -60);
}

TEST(AdjustForThresholdsTest, EqualThresholdsChangeNothingButTheScale) {
  const RandomCase<double> random(50, 3, 13);
  const std::vector<double> thresholds(3, 0.4);
  const std::vector<double> adjusted = AdjustForThresholds<double>(random.Data(), thresholds);
  for (size_t i = 0; i < adjusted.size(); ++i) {
    EXPECT_NEAR(adjusted[i], random.probabilities[i], 1e-12);
  }
}

TEST(RankFlaggedTest, LowestScoresFirstAndTiesInItemOrder) {
  const std::vector<double> scores = {0.5, 0.1, 0.5, 0.0, 0.2};
  const std::vector<uint8_t> flags = {1, 1, 1, 0, 1};
  EXPECT_THAT(RankFlagged<double>(scores, flags), testing::ElementsAre(1, 4, 0, 2));
}

}  // namespace
}  // namespace assay
