#include <array>
#include <string>

#include "engine/agreement/agreement_registry.h"
#include "engine/labels/label_table_builder.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

// Shrout, Fleiss (1979), table 2: six targets, four judges.
constexpr std::array<std::array<int, 4>, 6> kTargets = {
    {{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}}};

LabelTable Targets(int extra_item_labels = 0) {
  LabelTableBuilder builder;
  for (size_t target = 0; target < kTargets.size(); ++target) {
    for (size_t judge = 0; judge < 4; ++judge) {
      EXPECT_THAT(builder.Add(std::to_string(target), std::to_string(judge),
                              std::to_string(kTargets[target][judge])),
                  IsOk());
    }
  }
  for (int judge = 0; judge < extra_item_labels; ++judge) {
    EXPECT_THAT(builder.Add("extra", std::to_string(judge), "5"), IsOk());
  }
  return builder.Build(RepeatPolicy::kAll);
}

AgreementValue ValueOf(const std::string& name, const LabelTable& table) {
  const auto value = (*FindAgreementCoefficient(name))->compute({table, ClassWeights::kNominal});
  EXPECT_THAT(value, IsOk());
  return value.ok() ? *value : AgreementValue();
}

// The paper prints .17, .29, .71 (table 4) and the mean squares 11.24, 6.26, 32.49, 1.02 (table 3).
TEST(IccTest, HasTheValuesOfShroutAndFleiss) {
  EXPECT_NEAR(ValueOf("icc_1", Targets()).value, 0.17, 0.005);
  EXPECT_NEAR(ValueOf("icc_a1", Targets()).value, 0.29, 0.005);
  EXPECT_NEAR(ValueOf("icc_c1", Targets()).value, 0.71, 0.005);
  EXPECT_NEAR(ValueOf("icc_1", Targets()).value, (11.24 - 6.26) / (11.24 + 3 * 6.26), 5e-4);
  EXPECT_NEAR(ValueOf("icc_c1", Targets()).value, (11.24 - 1.02) / (11.24 + 3 * 1.02), 5e-4);
}

TEST(IccTest, TwoWayFormsLeaveOutItemsThatNotAllLabelled) {
  EXPECT_EQ(ValueOf("icc_a1", Targets(3)).value, ValueOf("icc_a1", Targets()).value);
  EXPECT_EQ(ValueOf("icc_c1", Targets(3)).item_count, 6);
  EXPECT_NE(ValueOf("icc_1", Targets(3)).value, ValueOf("icc_1", Targets()).value);
}

TEST(IccTest, SaysThatTooFewItemsAreComplete) {
  LabelTableBuilder builder;
  ASSERT_THAT(builder.Add("x", "a", "1"), IsOk());
  ASSERT_THAT(builder.Add("x", "b", "2"), IsOk());
  ASSERT_THAT(builder.Add("y", "a", "3"), IsOk());
  const LabelTable table = builder.Build(RepeatPolicy::kAll);
  for (const char* name : {"icc_1", "icc_a1", "icc_c1"}) {
    EXPECT_THAT((*FindAgreementCoefficient(name))->compute({table, ClassWeights::kNominal}),
                HasReason("TOO_FEW_COMPARABLE_ITEMS"));
  }
}

// A judge who is always 10 higher changes the agreement, not the order of the targets.
TEST(IccTest, ConsistencyIgnoresWhatAnAnnotatorAddsToEverything) {
  LabelTableBuilder builder;
  for (size_t target = 0; target < kTargets.size(); ++target) {
    for (size_t judge = 0; judge < 4; ++judge) {
      const int value = kTargets[target][judge] + (judge == 1 ? 10 : 0);
      ASSERT_THAT(builder.Add(std::to_string(target), std::to_string(judge), std::to_string(value)),
                  IsOk());
    }
  }
  const LabelTable table = builder.Build(RepeatPolicy::kAll);
  EXPECT_NEAR(ValueOf("icc_c1", table).value, ValueOf("icc_c1", Targets()).value, 1e-12);
  EXPECT_LT(ValueOf("icc_a1", table).value, ValueOf("icc_a1", Targets()).value);
}

}  // namespace
}  // namespace assay
