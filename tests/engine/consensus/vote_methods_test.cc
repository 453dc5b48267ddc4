#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/consensus/made_labels.h"

namespace assay {
namespace {

TEST(MajorityTest, SharesTheVotes) {
  const LabelTable table = BuildTable({{"1", "x", "a"}, {"1", "y", "b"}, {"1", "z", "b"}});
  const ConsensusResult result = RunMethod("majority", {table, {}, {}});
  EXPECT_THAT(result.posterior,
              testing::ElementsAre(testing::FloatEq(1.0f / 3), testing::FloatEq(2.0f / 3)));
}

TEST(WawaTest, BelievesWhoAgreesWithTheOthers) {
  // x, y, z agree on items 1 to 4; w does not.  On item 5, x and w are alone.
  std::vector<MadeLabel> labels;
  for (const char* item : {"1", "2", "3", "4"}) {
    for (const char* annotator : {"x", "y", "z"}) {
      labels.push_back({item, annotator, "a"});
    }
    labels.push_back({item, "w", "b"});
  }
  labels.push_back({"5", "x", "b"});
  labels.push_back({"5", "w", "a"});
  const LabelTable table = BuildTable(labels);
  const ConsensusResult result = RunMethod("wawa", {table, {}, {}});
  // x agrees in 4 of 4 and, the tie being broken for it, in 5 of 5; w never.
  EXPECT_GT(result.posterior[9], 0.999f);
}

TEST(WawaTest, KeepsPlainVotesWhereNobodyEverAgrees) {
  const LabelTable table = BuildTable({{"1", "x", "a"}, {"2", "y", "b"}});
  const std::vector<int32_t> gold = {1, kNoClass};
  const ConsensusResult result = RunMethod("wawa", {table, gold, {}});
  EXPECT_EQ(result.posterior[3], 1.0f);
}

TEST(MaceTest, EndsAtTheSameLikelihoodFromEverySeed) {
  const LabelTable table = BuildTable(MakeLabels({.items = 150, .classes = 4, .seed = 21}));
  const ConsensusOptions first{.max_iterations = 500, .seed = 1};
  const ConsensusOptions second{.max_iterations = 500, .seed = 2};
  const ConsensusResult one = RunMethod("mace", {table, {}, {}}, first);
  const ConsensusResult two = RunMethod("mace", {table, {}, {}}, second);
  for (size_t cell = 0; cell < one.posterior.size(); ++cell) {
    EXPECT_NEAR(one.posterior[cell], two.posterior[cell], 5e-3f);
  }
}

TEST(MaceTest, KnowsASpammer) {
  std::vector<MadeLabel> labels = MakeLabels({.items = 200, .classes = 4, .seed = 22});
  for (int item = 0; item < 200; ++item) {
    labels.push_back({"item" + std::to_string(item), "spammer", "class2"});
  }
  const LabelTable table = BuildTable(labels);
  const ConsensusResult result = RunMethod("mace", {table, {}, {}});
  for (size_t j = 0; j < table.annotator_count(); ++j) {
    if (table.annotator_names()[j] == "spammer") {
      EXPECT_LT(result.reliability[j], 0.15f);
    } else {
      EXPECT_GT(result.reliability[j], 0.2f) << table.annotator_names()[j];
    }
  }
}

TEST(GladTest, HoldsItemsWithMuchDisagreementForHard) {
  // Everybody says a of item 1, and they are split on item 2.
  std::vector<MadeLabel> labels = MakeLabels({.items = 100, .classes = 2, .seed = 23});
  for (int j = 0; j < 8; ++j) {
    labels.push_back({"easy", "annotator" + std::to_string(j), "class0"});
    labels.push_back({"hard", "annotator" + std::to_string(j), j % 2 == 0 ? "class0" : "class1"});
  }
  const LabelTable table = BuildTable(labels);
  const ConsensusResult result = RunMethod("glad", {table, {}, {}});
  const size_t easy = table.item_count() - 2;
  EXPECT_GT(result.posterior[2 * easy], 0.99f);
  EXPECT_LT(std::abs(result.posterior[2 * easy + 2] - 0.5f), 0.49f);
}

}  // namespace
}  // namespace assay
