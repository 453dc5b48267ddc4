#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/consensus/made_labels.h"

namespace assay {
namespace {

std::vector<MadeLabel> Ties(int items) {
  std::vector<MadeLabel> labels;
  for (int item = 0; item < items; ++item) {
    labels.push_back({"item" + std::to_string(item), "x", "a"});
    labels.push_back({"item" + std::to_string(item), "y", "b"});
  }
  return labels;
}

std::string NameOfClass(const LabelTable& table, int32_t k) {
  return std::string(table.class_names()[static_cast<size_t>(k)]);
}

// Crowd-Kit 1.4.1 gives every tie to the first column.
TEST(ConsensusLabelsTest, FavoursNoClassWhereVotesAreTied) {
  const LabelTable table = BuildTable(Ties(2000));
  const ConsensusInput input{table, {}, {}};
  const ConsensusResult result = RunMethod("majority", input);
  EXPECT_THAT(result.posterior, testing::Each(0.5f));
  const std::vector<int32_t> labels = ConsensusLabels(input, result, 5);
  // 1000 +- 5 standard deviations of a fair coin.
  EXPECT_NEAR(static_cast<double>(std::count(labels.begin(), labels.end(), 0)), 1000.0, 112.0);
}

TEST(ConsensusLabelsTest, BreaksTiesAnewWithAnotherSeed) {
  const LabelTable table = BuildTable(Ties(200));
  const ConsensusInput input{table, {}, {}};
  const ConsensusResult result = RunMethod("majority", input);
  EXPECT_EQ(ConsensusLabels(input, result, 1), ConsensusLabels(input, result, 1));
  EXPECT_NE(ConsensusLabels(input, result, 1), ConsensusLabels(input, result, 2));
}

TEST(ConsensusLabelsTest, BreaksTheTieOfAnItemAlikeWhereverItStands) {
  std::vector<MadeLabel> labels = Ties(100);
  const LabelTable table = BuildTable(labels);
  std::reverse(labels.begin(), labels.end());
  const LabelTable reversed = BuildTable(labels);
  const auto chosen = ConsensusLabels({table, {}, {}}, RunMethod("majority", {table, {}, {}}), 3);
  const auto backwards =
      ConsensusLabels({reversed, {}, {}}, RunMethod("majority", {reversed, {}, {}}), 3);
  for (size_t item = 0; item < 100; ++item) {
    ASSERT_EQ(table.item_names()[item], reversed.item_names()[99 - item]);
    EXPECT_EQ(chosen[item], backwards[99 - item]);
  }
}

TEST(ConsensusLabelsTest, BreaksTheTieAlikeWhateverElseIsLabelled) {
  std::vector<MadeLabel> labels = Ties(50);
  const LabelTable table = BuildTable(labels);
  // One more class, which sorts before the others.
  labels.push_back({"other", "z", "_"});
  const LabelTable more = BuildTable(labels);
  const auto chosen = ConsensusLabels({table, {}, {}}, RunMethod("majority", {table, {}, {}}), 3);
  const auto with_more = ConsensusLabels({more, {}, {}}, RunMethod("majority", {more, {}, {}}), 3);
  for (size_t item = 0; item < 50; ++item) {
    EXPECT_EQ(NameOfClass(table, chosen[item]), NameOfClass(more, with_more[item]));
  }
}

TEST(ConsensusLabelsTest, ChoosesTheMostProbableClassAndTheKnownOne) {
  const LabelTable table =
      BuildTable({{"1", "x", "a"}, {"1", "y", "a"}, {"1", "z", "b"}}, {"known", "empty"});
  const std::vector<int32_t> gold = {kNoClass, 1, kNoClass};
  const ConsensusInput input{table, gold, {}};
  EXPECT_THAT(ConsensusLabels(input, RunMethod("majority", input), 0),
              testing::ElementsAre(0, 1, kNoClass));
}

}  // namespace
}  // namespace assay
