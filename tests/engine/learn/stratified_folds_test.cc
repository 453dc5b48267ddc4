#include "engine/learn/stratified_folds.h"

#include <algorithm>
#include <vector>

#include "engine/base/rng.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

std::vector<uint32_t> SkewedLabels() {
  std::vector<uint32_t> labels;
  Rng rng(3);
  for (int i = 0; i < 997; ++i) {
    labels.push_back(static_cast<uint32_t>(rng.Below(1 + rng.Below(30))));
  }
  return labels;
}

int Spread(const std::vector<int>& sizes) {
  const auto [low, high] = std::minmax_element(sizes.begin(), sizes.end());
  return *high - *low;
}

TEST(StratifiedFoldsTest, EveryClassIsSpreadAsEvenlyAsItCanBe) {
  const std::vector<uint32_t> labels = SkewedLabels();
  for (const uint32_t fold_count : {2u, 3u, 5u, 10u}) {
    const std::vector<uint32_t> folds = StratifiedFolds(labels, 30, fold_count, 1);
    std::vector<int> all(fold_count);
    std::vector<std::vector<int>> by_class(30, std::vector<int>(fold_count));
    for (size_t row = 0; row < labels.size(); ++row) {
      ASSERT_LT(folds[row], fold_count);
      ++all[folds[row]];
      ++by_class[labels[row]][folds[row]];
    }
    EXPECT_LE(Spread(all), 1);
    for (const std::vector<int>& sizes : by_class) {
      EXPECT_LE(Spread(sizes), 1);
    }
  }
}

TEST(StratifiedFoldsTest, TheSeedDecides) {
  const std::vector<uint32_t> labels = SkewedLabels();
  EXPECT_EQ(StratifiedFolds(labels, 30, 5, 1), StratifiedFolds(labels, 30, 5, 1));
  EXPECT_NE(StratifiedFolds(labels, 30, 5, 1), StratifiedFolds(labels, 30, 5, 2));
}

TEST(StratifiedFoldsTest, ClassesSmallerThanTheFoldsAreDealtToDifferentFolds) {
  const std::vector<uint32_t> labels = {0, 0, 1, 2, 2, 2};
  const std::vector<uint32_t> folds = StratifiedFolds(labels, 4, 5, 9);
  EXPECT_NE(folds[0], folds[1]);
  EXPECT_NE(folds[3], folds[4]);
  EXPECT_NE(folds[4], folds[5]);
  EXPECT_NE(folds[3], folds[5]);
}

}  // namespace
}  // namespace assay
