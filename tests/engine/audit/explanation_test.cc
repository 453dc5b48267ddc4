#include "engine/audit/explanation.h"

#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

// Rows of words: class 0 is about sport, class 1 about money.  Row 5 stands in the wrong class.
class ExplanationTest : public testing::Test {
 protected:
  ExplanationTest() : features_(MakeFeatures()), model_(Train()) {
    neighbours_ = NeighbourLists(6, 5);
    const SimilarRow near[] = {{3, 0.95f}, {0, 0.8f}, {4, 0.7f}, {2, 0.6f}};
    neighbours_.SetRow(5, near);
    evidence_.given = given_;
    evidence_.class_count = 2;
    evidence_.neighbours = &neighbours_;
  }

  FeatureMatrix MakeFeatures() {
    TextFeatureBuilder builder;
    for (const std::string_view text :
         {"goal match goal team", "team match win", "team goal fans", "oil price bank",
          "bank price money", "oil price bank team"}) {
      builder.AddRow(std::span(&text, 1));
    }
    text_ = std::make_shared<TextFeatures>(std::move(builder).Finish());
    return MakeFeatureViews(text_, nullptr).linear;
  }

  SoftmaxRegression Train() {
    const std::vector<uint32_t> labels = {0, 0, 0, 1, 1, 1};
    SoftmaxTrainer trainer(features_.matrix(), labels, 2, {0, 1, 2, 3, 4, 5}, {}, 1);
    const NullProgress progress;
    for (int epoch = 0; epoch < 20; ++epoch) {
      trainer.RunEpoch(nullptr, progress);
    }
    return std::move(trainer).TakeModel();
  }

  SuspectExplanation Explain(const EqualRows* equal = nullptr) const {
    const SignalVote votes[] = {{"margin", 0.1f}, {"recheck", 0.9f}, {"neighbours", 0.49f}};
    return ExplainItem({evidence_, &features_, &model_, equal}, 5, 1, votes);
  }

  const std::vector<int32_t> given_ = {0, 0, 0, 1, 1, 0};
  std::shared_ptr<const TextFeatures> text_;
  FeatureMatrix features_;
  SoftmaxRegression model_;
  NeighbourLists neighbours_;
  AuditEvidence evidence_;
};

TEST_F(ExplanationTest, FeaturesPullInBothDirections) {
  const SuspectExplanation explanation = Explain();
  ASSERT_FALSE(explanation.for_suggested.empty());
  EXPECT_THAT(explanation.for_given, ElementsAre(Field(&FeaturePull::name, "team")));
  EXPECT_LT(explanation.for_given[0].contribution, 0);
  for (const FeaturePull& pull : explanation.for_suggested) {
    EXPECT_GT(pull.contribution, 0);
    EXPECT_THAT(pull.name, testing::AnyOf("oil", "price", "bank", "oil price", "price bank"));
  }
}

TEST_F(ExplanationTest, ContributionsAreThoseOfTheModel) {
  const SuspectExplanation explanation = Explain();
  const CsrMatrix::Row row = features_.matrix().row(5);
  for (const FeaturePull& pull : explanation.for_suggested) {
    for (size_t entry = 0; entry < row.columns.size(); ++entry) {
      if (features_.Name(row.columns[entry]) == pull.name) {
        EXPECT_FLOAT_EQ(pull.contribution,
                        row.values[entry] * (model_.weight(row.columns[entry], 1) -
                                             model_.weight(row.columns[entry], 0)));
      }
    }
  }
}

TEST_F(ExplanationTest, ANameInsideAnotherIsSaidOnce) {
  const SuspectExplanation explanation = Explain();
  for (const FeaturePull& a : explanation.for_suggested) {
    for (const FeaturePull& b : explanation.for_suggested) {
      EXPECT_TRUE(&a == &b || a.name.find(b.name) == std::string::npos) << a.name << b.name;
    }
  }
}

TEST_F(ExplanationTest, NeighboursWithTheSuggestedLabelAreShownAndAllAreCounted) {
  const SuspectExplanation explanation = Explain();
  EXPECT_THAT(explanation.neighbours, ElementsAre(SimilarRow{3, 0.95f}, SimilarRow{4, 0.7f}));
  EXPECT_EQ(explanation.neighbour_count, 4u);
  EXPECT_EQ(explanation.neighbours_suggesting, 2u);
  EXPECT_EQ(explanation.neighbours_keeping, 2u);
}

TEST_F(ExplanationTest, DuplicatesWithAnotherLabelAreShownEqualOnesFirst) {
  EXPECT_THAT(Explain().duplicates, ElementsAre(SimilarRow{3, 0.95f}));
  const RowKey keys[] = {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {5, 5}};
  const EqualRows equal(keys);
  EXPECT_THAT(Explain(&equal).duplicates, ElementsAre(SimilarRow{4, 1.0f}, SimilarRow{3, 0.95f}));
}

TEST_F(ExplanationTest, SignalsAgainstTheLabelAreNamed) {
  EXPECT_THAT(Explain().agreeing_signals, ElementsAre("margin", "neighbours"));
}

TEST_F(ExplanationTest, WithoutNeighboursThereAreNone) {
  evidence_.neighbours = nullptr;
  const SuspectExplanation explanation = Explain();
  EXPECT_THAT(explanation.neighbours, IsEmpty());
  EXPECT_THAT(explanation.duplicates, IsEmpty());
  EXPECT_EQ(explanation.neighbour_count, 0u);
}

LabelRule MakeRule(std::vector<uint32_t> terms, int32_t k, double low, int64_t checked = 50) {
  return {.terms = std::move(terms),
          .class_index = k,
          .checked_count = checked,
          .precision = {.value = low, .low = low, .high = 1}};
}

TEST(RuleAgainstTest, IsTheSurestThatHolds) {
  CsrMatrix terms;
  terms.column_count = 6;
  terms.Add(1, 0.5f);
  terms.Add(2, 0.0f);
  terms.Add(4, 0.5f);
  terms.EndRow();
  RuleReport report;
  report.rules = {MakeRule({1}, 1, 0.6),  MakeRule({1, 4}, 1, 0.8), MakeRule({4, 5}, 1, 0.9),
                  MakeRule({2}, 1, 0.95), MakeRule({4}, 0, 0.97),   MakeRule({4}, 1, 0.97, 4),
                  MakeRule({4}, 2, 0.5)};
  EXPECT_EQ(FindRuleAgainst(report, terms, 0, 1), &report.rules[1]);
  EXPECT_EQ(FindRuleAgainst(report, terms, 0, 0), &report.rules[4]);
  EXPECT_EQ(FindRuleAgainst(report, terms, 0, 2), nullptr);
}

}  // namespace
}  // namespace assay
