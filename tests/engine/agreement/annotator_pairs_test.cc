#include "engine/agreement/annotator_pairs.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "gtest/gtest.h"
#include "tests/engine/agreement/random_labels.h"
#include "tests/reference/agreement/agreement_reference.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

absl::StatusOr<AnnotatorPairs> Pairs(const LabelTable& table, size_t max_pair_count,
                                     int thread_count = 1) {
  WorkerPool pool(thread_count);
  NullProgress progress;
  return AgreementByPair({table, ClassWeights::kNominal}, max_pair_count, pool, progress);
}

TEST(AnnotatorPairsTest, AreWhatTheCommonItemsOfEachTwoSay) {
  const reference::Items items =
      RandomLabels(3, {.item_count = 60, .annotator_count = 40, .missing = 0.9});
  // All annotators are named in the order of their first labels; number by name.
  const LabelTable table = TableOf(items, 4);
  const auto found = Pairs(table, 1000, 2);
  ASSERT_THAT(found, IsOk());
  const auto different = [](int k, int l) { return k == l ? 0.0 : 1.0; };
  size_t expected_count = 0;
  for (uint32_t first = 0; first < table.annotator_count(); ++first) {
    for (uint32_t second = first + 1; second < table.annotator_count(); ++second) {
      const auto number = [&](uint32_t annotator) {
        return std::stoi(std::string(table.annotator_names()[annotator].substr(9)));
      };
      const reference::Items common = reference::CommonItems(items, number(first), number(second));
      if (common.empty()) {
        continue;
      }
      ASSERT_LT(expected_count, found->pairs.size());
      const AnnotatorPair& pair = found->pairs[expected_count++];
      EXPECT_EQ(pair.first, first);
      EXPECT_EQ(pair.second, second);
      EXPECT_EQ(pair.item_count, static_cast<int64_t>(common.size()));
      EXPECT_NEAR(pair.agreement, 1 - reference::ObservedDisagreement(common, different), 1e-12);
      const double kappa = reference::Cohen(items, number(first), number(second), different);
      EXPECT_EQ(pair.cohen_kappa.has_value(), std::isfinite(kappa));
      if (pair.cohen_kappa) {
        EXPECT_NEAR(*pair.cohen_kappa, kappa, 1e-12);
      }
    }
  }
  EXPECT_GT(expected_count, 100u);
  EXPECT_EQ(found->pairs.size(), expected_count);
  EXPECT_EQ(found->pair_count, static_cast<int64_t>(expected_count));
}

TEST(AnnotatorPairsTest, KeepsThoseWithMostCommonItems) {
  const LabelTable table =
      TableOf(RandomLabels(5, {.item_count = 200, .annotator_count = 12, .missing = 0.7}));
  const auto all = Pairs(table, 1000);
  const auto some = Pairs(table, 10);
  ASSERT_THAT(some, IsOk());
  EXPECT_EQ(some->pairs.size(), 10u);
  EXPECT_EQ(some->pair_count, all->pair_count);
  int64_t least = INT64_MAX;
  for (const AnnotatorPair& pair : some->pairs) {
    least = std::min(least, pair.item_count);
  }
  int64_t larger = 0;
  for (const AnnotatorPair& pair : all->pairs) {
    larger += pair.item_count > least ? 1 : 0;
  }
  EXPECT_LT(larger, 10);
}

TEST(AnnotatorPairsTest, RepeatedLabelsOfAnItemShareOneVote) {
  const LabelTable table = TableOf({{{0, 1}, {0, 2}, {1, 1}}, {{0, 0}, {1, 0}}});
  const auto found = Pairs(table, 10);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->pairs[0].item_count, 2);
  EXPECT_DOUBLE_EQ(found->pairs[0].agreement, (0.5 + 1) / 2);
}

TEST(AnnotatorPairsTest, RefusesNoRoomAndNoOverlap) {
  EXPECT_THAT(Pairs(TableOf({{{0, 1}, {1, 1}}}), 0), HasReason("COUNT_OUT_OF_RANGE"));
  EXPECT_THAT(Pairs(TableOf({{{0, 1}}, {{1, 1}}}), 5), HasReason("NO_OVERLAP"));
}

}  // namespace
}  // namespace assay
