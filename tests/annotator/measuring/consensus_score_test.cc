#include "annotator/measuring/consensus_score.h"

#include <cmath>
#include <limits>
#include <vector>

#include "engine/labels/label_table.h"
#include "gmock/gmock.h"

namespace assay {
namespace {

TEST(ScoreClassesTest, CountsTiesAsAFairDrawWould) {
  const std::vector<float> posterior = {0.5F, 0.5F, 0.0F, 1.0F, 0.0F, 0.0F};
  v1::ConsensusScore score;
  ScoreClasses(posterior, 3, std::vector<int32_t>{1, 0}, score);
  EXPECT_EQ(score.item_count(), 2);
  EXPECT_DOUBLE_EQ(score.accuracy(), 0.75);
  EXPECT_DOUBLE_EQ(score.log_loss(), -std::log(0.5) / 2);
}

TEST(ScoreClassesTest, LeavesOutItemsWithoutATruth) {
  const std::vector<float> posterior = {1.0F, 0.0F, 0.0F, 1.0F};
  v1::ConsensusScore score;
  ScoreClasses(posterior, 2, std::vector<int32_t>{kNoClass, 0}, score);
  EXPECT_EQ(score.item_count(), 1);
  EXPECT_DOUBLE_EQ(score.accuracy(), 0);
  v1::ConsensusScore nothing;
  ScoreClasses(posterior, 2, std::vector<int32_t>{kNoClass, kNoClass}, nothing);
  EXPECT_FALSE(nothing.has_accuracy());
}

TEST(ScoreClassesTest, ATrueClassThatNobodySaidIsWrongAndNotInfinitelyBad) {
  v1::ConsensusScore score;
  ScoreClasses(std::vector<float>{1.0F, 0.0F}, 2, std::vector<int32_t>{kClassOfNoLabel}, score);
  EXPECT_DOUBLE_EQ(score.accuracy(), 0);
  EXPECT_DOUBLE_EQ(score.log_loss(), -std::log(1e-12));
}

// Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, eq. (3), by
// hand: bin (.9, 1] holds two items of confidence 1, one right; bin (.6, .7] one of .65, right.
TEST(ScoreClassesTest, CalibrationErrorIsTheGapOfEachBinWeightedByItsItems) {
  const std::vector<float> posterior = {1.0F, 0.0F, 1.0F, 0.0F, 0.65F, 0.35F};
  v1::ConsensusScore score;
  ScoreClasses(posterior, 2, std::vector<int32_t>{0, 1, 0}, score);
  EXPECT_NEAR(score.calibration_error(), 2.0 / 3 * 0.5 + 1.0 / 3 * 0.35, 1e-7);
}

TEST(ScoreNumbersTest, ComparesWhereBothAreKnown) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  v1::ConsensusScore score;
  ScoreNumbers(std::vector<double>{1, 2, none, 9}, std::vector<double>{4, -2, 1, none}, score);
  EXPECT_EQ(score.item_count(), 2);
  EXPECT_DOUBLE_EQ(score.root_mean_squared_error(), std::sqrt((9.0 + 16.0) / 2));
  EXPECT_DOUBLE_EQ(score.mean_absolute_error(), 3.5);
}

}  // namespace
}  // namespace assay
