#include "engine/consensus/crowdlab.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "engine/consensus/active_lab.h"
#include "engine/labels/label_table_builder.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr size_t kClasses = 3;
constexpr size_t kItems = 60;

// Five annotators, 60 items, a model that is right in 70 %; items in the given order.
struct Case {
  LabelTable labels;
  std::vector<float> model;
  std::vector<size_t> item_of_row;

  ConsensusInput Input() const {
    return {.labels = labels, .gold = {}, .model_probabilities = model};
  }
};

Case MakeCase(bool reversed) {
  Rng rng(3);
  std::vector<std::vector<int>> said(kItems, std::vector<int>(5, -1));
  std::vector<std::vector<float>> model(kItems);
  for (size_t item = 0; item < kItems; ++item) {
    const size_t truth = rng.Below(kClasses);
    for (size_t a = 0; a < 5; ++a) {
      if (rng.Uniform() < 0.6 || a == item % 5) {
        said[item][a] = static_cast<int>(rng.Uniform() < 0.75 ? truth : rng.Below(kClasses));
      }
    }
    const size_t peak = rng.Uniform() < 0.7 ? truth : rng.Below(kClasses);
    const float sure = 0.4f + 0.5f * static_cast<float>(rng.Uniform());
    model[item].assign(kClasses, (1 - sure) / 2);
    model[item][peak] = sure;
  }
  LabelTableBuilder builder;
  for (size_t k = 0; k < kClasses; ++k) {
    EXPECT_TRUE(builder.AddClass(std::to_string(k)).ok());
  }
  std::vector<float> rows;
  std::vector<size_t> order;
  for (size_t row = 0; row < kItems; ++row) {
    const size_t item = reversed ? kItems - 1 - row : row;
    order.push_back(item);
    for (size_t a = 0; a < 5; ++a) {
      if (said[item][a] >= 0) {
        EXPECT_TRUE(
            builder.Add(std::to_string(item), std::to_string(a), std::to_string(said[item][a]))
                .ok());
      }
    }
    rows.insert(rows.end(), model[item].begin(), model[item].end());
  }
  return {builder.Build(RepeatPolicy::kAll), rows, order};
}

TEST(CrowdlabTest, DoesNotChangeWhenItemsAreReordered) {
  const Case forward = MakeCase(false);
  const Case reversed = MakeCase(true);
  const CrowdlabScores a = ScoreCrowdlab(forward.Input(), 5).value();
  const CrowdlabScores b = ScoreCrowdlab(reversed.Input(), 5).value();
  for (size_t row = 0; row < kItems; ++row) {
    const size_t item = reversed.item_of_row[row];
    EXPECT_EQ(b.consensus[row], a.consensus[item]);
    EXPECT_NEAR(b.consensus_quality[row], a.consensus_quality[item], 1e-9);
  }
}

TEST(CrowdlabTest, RowsOfThePosteriorSumTo1) {
  const Case made = MakeCase(false);
  WorkerPool pool(1);
  NullProgress progress;
  const ConsensusResult result = CrowdlabConsensus(made.Input(), {}, pool, progress).value();
  for (size_t item = 0; item < kItems; ++item) {
    float sum = 0;
    for (size_t k = 0; k < kClasses; ++k) {
      sum += result.posterior[item * kClasses + k];
    }
    EXPECT_NEAR(sum, 1.0f, 1e-5f);
  }
  EXPECT_THAT(result.reliability, testing::Each(testing::AllOf(testing::Ge(0), testing::Le(1))));
}

TEST(CrowdlabTest, KnownClassesStandAndTeachWhomToTrust) {
  const Case made = MakeCase(false);
  const CrowdlabScores before = ScoreCrowdlab(made.Input(), 0).value();
  std::vector<int32_t> gold(kItems, kNoClass);
  for (size_t item = 0; item < kItems; item += 2) {
    gold[item] = (before.consensus[item] + 1) % static_cast<int32_t>(kClasses);
  }
  ConsensusInput input = made.Input();
  input.gold = gold;
  const CrowdlabScores after = ScoreCrowdlab(input, 0).value();
  EXPECT_EQ(after.consensus[0], gold[0]);
  EXPECT_EQ(after.consensus_quality[0], 1.0);
  for (size_t a = 0; a < 5; ++a) {
    EXPECT_LT(after.annotator_agreement[a], before.annotator_agreement[a]);
  }
  EXPECT_LT(after.model_weight, before.model_weight);
}

TEST(CrowdlabTest, AnItemWithoutLabelsHasTheProbabilitiesOfTheModel) {
  LabelTableBuilder builder;
  ASSERT_TRUE(builder.Add("a", "x", "0").ok());
  ASSERT_TRUE(builder.Add("a", "y", "0").ok());
  ASSERT_TRUE(builder.Add("b", "x", "1").ok());
  ASSERT_TRUE(builder.Add("b", "y", "1").ok());
  ASSERT_TRUE(builder.AddItem("c").ok());
  const LabelTable labels = builder.Build(RepeatPolicy::kAll);
  const std::vector<float> model = {.9f, .1f, .2f, .8f, .3f, .7f};
  const ConsensusInput input{.labels = labels, .gold = {}, .model_probabilities = model};
  const CrowdlabScores scores = ScoreCrowdlab(input, 0).value();
  EXPECT_EQ(scores.consensus[2], kNoClass);
  EXPECT_NEAR(scores.posterior[4], .3f, 1e-6f);
  EXPECT_TRUE(ScoreActiveLab(input, {}, 0).ok());
}

TEST(CrowdlabTest, OneClassIsCertain) {
  LabelTableBuilder builder;
  ASSERT_TRUE(builder.Add("a", "x", "0").ok());
  ASSERT_TRUE(builder.Add("a", "y", "0").ok());
  const LabelTable labels = builder.Build(RepeatPolicy::kAll);
  const std::vector<float> model = {1.0f};
  EXPECT_NEAR(ScoreCrowdlab({.labels = labels, .gold = {}, .model_probabilities = model}, 0)
                  ->consensus_quality[0],
              1, 1e-9);
}

TEST(CrowdlabTest, BadInputIsNamed) {
  const Case made = MakeCase(false);
  ConsensusInput input = made.Input();
  const std::vector<float> odd(4, 0.25f);
  EXPECT_EQ(ErrorReason(ScoreActiveLab(input, odd, 0).status()), "SIZE_MISMATCH");
  EXPECT_EQ(ErrorReason(ScoreActiveLab(input, {}, 0, -1).status()), "TEMPERATURE_OUT_OF_RANGE");
  input.model_probabilities = {};
  EXPECT_EQ(ErrorReason(ScoreCrowdlab(input, 0).status()), "MODEL_NEEDED");
  EXPECT_EQ(ErrorReason(ScoreActiveLab(input, {}, 0).status()), "MODEL_NEEDED");
  input.model_probabilities = std::span(made.model).first(5);
  EXPECT_EQ(ErrorReason(ScoreCrowdlab(input, 0).status()), "SIZE_MISMATCH");

  LabelTableBuilder builder;
  ASSERT_TRUE(builder.Add("a", "x", "0").ok());
  ASSERT_TRUE(builder.Add("b", "y", "1").ok());
  const LabelTable alone = builder.Build(RepeatPolicy::kAll);
  const std::vector<float> model(4, 0.5f);
  EXPECT_EQ(
      ErrorReason(
          ScoreCrowdlab({.labels = alone, .gold = {}, .model_probabilities = model}, 0).status()),
      "NO_OVERLAP");
}

}  // namespace
}  // namespace assay
