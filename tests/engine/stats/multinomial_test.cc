#include "engine/stats/multinomial.h"

#include <cmath>
#include <numeric>
#include <vector>

#include "engine/stats/percentile.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(DrawBootstrapCountsTest, DrawsAsManyAsThereAre) {
  const std::vector<uint32_t> sizes = {0, 5, 1, 70'000, 0, 3};
  std::vector<uint32_t> counts(sizes.size());
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed);
    DrawBootstrapCounts(sizes, rng, counts);
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0u), 70'009u);
    EXPECT_EQ(counts[0], 0u);
    EXPECT_EQ(counts[4], 0u);
  }
}

// Mean n p, variance n p (1 - p), covariance - n p q of a multinomial.
TEST(DrawBootstrapCountsTest, HasTheMomentsOfAMultinomial) {
  const std::vector<uint32_t> sizes = {2, 30, 8, 160};
  constexpr double kTotal = 200;
  constexpr int kDraws = 20'000;
  std::vector<double> sums(sizes.size(), 0);
  std::vector<double> squares(sizes.size(), 0);
  double product = 0;
  std::vector<uint32_t> counts(sizes.size());
  for (int draw = 0; draw < kDraws; ++draw) {
    Rng rng(5, static_cast<uint64_t>(draw));
    DrawBootstrapCounts(sizes, rng, counts);
    for (size_t j = 0; j < sizes.size(); ++j) {
      const double excess = static_cast<double>(counts[j]) - sizes[j];
      sums[j] += excess;
      squares[j] += excess * excess;
    }
    product += (static_cast<double>(counts[1]) - 30) * (static_cast<double>(counts[3]) - 160);
  }
  for (size_t j = 0; j < sizes.size(); ++j) {
    const double variance = sizes[j] * (1 - sizes[j] / kTotal);
    EXPECT_NEAR(sums[j] / kDraws, 0, 4 * std::sqrt(variance / kDraws));
    EXPECT_NEAR(squares[j] / kDraws, variance, 0.08 * variance);
  }
  EXPECT_NEAR(product / kDraws, -kTotal * 0.15 * 0.8, 1.5);
}

TEST(PercentileTest, IsLinearBetweenNeighbours) {
  const std::vector<double> sorted = {1, 2, 4, 8};
  EXPECT_EQ(Percentile(sorted, 0), 1);
  EXPECT_EQ(Percentile(sorted, 1), 8);
  EXPECT_EQ(Percentile(sorted, 0.5), 3);
  EXPECT_DOUBLE_EQ(Percentile(sorted, 0.9), 4 + 0.7 * 4);
  EXPECT_EQ(Percentile(std::vector<double>{7}, 0.3), 7);
}

}  // namespace
}  // namespace assay
