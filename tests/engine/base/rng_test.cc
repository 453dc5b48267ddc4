#include "engine/base/rng.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(RngTest, TheSameSeedGivesTheSameNumbers) {
  Rng a(7, 3);
  Rng b(7, 3);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(a.Next(), b.Next());
  }
}

TEST(RngTest, StreamsAndSeedsDiffer) {
  EXPECT_NE(Rng(7, 0).Next(), Rng(7, 1).Next());
  EXPECT_NE(Rng(7, 0).Next(), Rng(8, 0).Next());
}

// 60,000 throws of a die: each face within five standard deviations (91) of 10,000.
TEST(RngTest, BelowIsUniform) {
  Rng rng(1);
  std::vector<int> counts(6);
  for (int i = 0; i < 60000; ++i) {
    ++counts[rng.Below(6)];
  }
  for (const int count : counts) {
    EXPECT_NEAR(count, 10000, 460);
  }
}

TEST(RngTest, UniformStaysInsideTheUnitInterval) {
  Rng rng(2);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double value = rng.Uniform();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.015);
}

TEST(RngTest, ShuffleIsAPermutation) {
  std::vector<int> values(100);
  std::iota(values.begin(), values.end(), 0);
  std::vector<int> shuffled = values;
  Rng rng(3);
  rng.Shuffle(std::span<int>(shuffled));
  EXPECT_NE(shuffled, values);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, values);
}

}  // namespace
}  // namespace assay
