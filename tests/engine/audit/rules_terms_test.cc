#include "engine/audit/rules_terms.h"

#include <cmath>
#include <limits>

#include "engine/audit/rules.h"
#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

std::vector<std::string> TermsOf(const FeatureBlock& block, size_t row) {
  std::vector<std::string> terms;
  for (const uint32_t column : block.matrix->row(row).columns) {
    terms.push_back(block.name(column));
  }
  return terms;
}

TEST(CutTermsTest, EveryCutHasARowOnOneSide) {
  // Median cut of 1, 2, 2.5, 9: 2 (the value at the lower middle); of the constant column none.
  const float missing = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values = {1, 9, 2, 2.5f, missing, 5, 5, 5, 5, 5};
  const std::vector<std::string> names = {"price", "weight"};
  const FeatureBlock block = MakeCutTerms({5, 2, values}, names, {.cut_count = 1});
  EXPECT_THAT(TermsOf(block, 0), testing::ElementsAre("price <= 2"));
  EXPECT_THAT(TermsOf(block, 1), testing::ElementsAre("price > 2"));
  EXPECT_THAT(TermsOf(block, 2), testing::ElementsAre("price <= 2"));
  EXPECT_THAT(TermsOf(block, 4), testing::IsEmpty());
}

TEST(CutTermsTest, CutsAreFewerWhereEntriesAreLimited) {
  std::vector<float> values;
  for (int i = 0; i < 100; ++i) {
    values.push_back(static_cast<float>(i));
  }
  const std::vector<std::string> names = {"n"};
  EXPECT_EQ(MakeCutTerms({100, 1, values}, names).matrix->entry_count(), 700u);
  EXPECT_EQ(MakeCutTerms({100, 1, values}, names, {.entry_limit = 250}).matrix->entry_count(),
            200u);
  EXPECT_EQ(MakeCutTerms({100, 1, values}, names, {.entry_limit = 1}).matrix->entry_count(), 100u);
}

TEST(CutTermsTest, RulesOfNumbersAreFound) {
  Rng rng(3);
  std::vector<float> values(4000);
  std::vector<int32_t> given(2000);
  for (size_t i = 0; i < 2000; ++i) {
    values[i] = static_cast<float>(rng.Uniform());
    values[2000 + i] = static_cast<float>(rng.Uniform());
    given[i] = values[i] > 0.75f && values[2000 + i] <= 0.5f ? 1 : 0;
  }
  const std::vector<std::string> names = {"a", "b"};
  const FeatureBlock block = MakeCutTerms({2000, 2, values}, names);
  WorkerPool pool(1);
  const RuleReport report = FindRules(*block.matrix, given, 2, {}, {}, pool);
  ASSERT_FALSE(report.best[1].empty());
  const LabelRule& best = report.rules[report.best[1][0]];
  ASSERT_EQ(best.terms.size(), 2u);
  EXPECT_THAT(block.name(best.terms[0]), testing::StartsWith("a > 0.7"));
  EXPECT_THAT(block.name(best.terms[1]), testing::StartsWith("b <= 0."));
  EXPECT_GT(best.precision.value, 0.9);
  EXPECT_GT(report.list_accuracy.value, 0.97);
}

}  // namespace
}  // namespace assay
