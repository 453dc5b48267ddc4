#include "engine/audit/noise_direction.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/log_probability_case.h"
#include "tests/reference/audit/suspicion_reference.h"

namespace assay {
namespace {

using testing::Each;
using testing::FloatNear;

NoiseEstimate Estimate(const LogProbabilityCase& data, double tau = 1) {
  WorkerPool pool(2);
  return EstimateLabelNoise(data.log_probabilities, data.given, tau, pool);
}

NoiseEstimate NoiseOf(const std::vector<std::vector<double>>& counts) {
  const auto size = static_cast<Eigen::Index>(counts.size());
  NoiseEstimate noise{.counts = SoftCountMatrix(size, size), .expected_errors = 0};
  for (Eigen::Index g = 0; g < size; ++g) {
    for (Eigen::Index k = 0; k < size; ++k) {
      noise.counts(g, k) = counts[static_cast<size_t>(g)][static_cast<size_t>(k)];
    }
  }
  noise.expected_errors = noise.counts.sum() - noise.counts.trace();
  return noise;
}

class NoiseDirectionReferenceTest : public testing::TestWithParam<std::tuple<size_t, size_t>> {};

TEST_P(NoiseDirectionReferenceTest, CountsAndDirectionAgreeWithTheSlowReference) {
  const auto [item_count, class_count] = GetParam();
  for (const double tau : {1.0, 1.5}) {
    const LogProbabilityCase data(item_count, class_count, 7);
    const NoiseEstimate noise = Estimate(data, tau);
    const reference::Rows expected = reference::NoiseCounts(
        reference::ToRows(data.log_probabilities), data.given, class_count, tau);
    const reference::Rows expected_direction = reference::Direction(expected);
    const ClassMatrix direction = NoiseDirection(noise);
    const double tolerance = 1e-6 * (1 + static_cast<double>(item_count));
    EXPECT_NEAR(noise.expected_errors, reference::OffDiagonal(expected), tolerance);
    for (size_t g = 0; g < class_count; ++g) {
      for (size_t k = 0; k < class_count; ++k) {
        EXPECT_NEAR(noise.counts(static_cast<Eigen::Index>(g), static_cast<Eigen::Index>(k)),
                    expected[g][k], tolerance);
        const double share = expected_direction[g][k];
        EXPECT_NEAR(static_cast<double>(direction.row(g)[k]), share, 1e-4 * share);
      }
    }
  }
}

// Sizes around a block of 16 rows of one class, and beyond the 2048 rows that are one task.
INSTANTIATE_TEST_SUITE_P(Sizes, NoiseDirectionReferenceTest,
                         testing::Combine(testing::Values(1, 15, 16, 17, 400),
                                          testing::Values(2, 3, 9, 16, 77)));
INSTANTIATE_TEST_SUITE_P(ManyRows, NoiseDirectionReferenceTest,
                         testing::Values(std::tuple(9001, 2)));

// Rows that are sure of a class are sure of it whatever the labels say.
TEST(EstimateLabelNoiseTest, OneHotRowsAreCountedLikeAConfusionMatrix) {
  const LogProbabilityCase data(
      LogMatrixOf({{1, 1e-30, 1e-30}, {1e-30, 1, 1e-30}, {1e-30, 1, 1e-30}, {1, 1e-30, 1e-30}}),
      {0, 1, 0, 0});
  const NoiseEstimate noise = Estimate(data);
  SoftCountMatrix expected(3, 3);
  expected << 2, 1, 0, 0, 1, 0, 0, 0, 0;
  EXPECT_TRUE(noise.counts.isApprox(expected, 1e-6)) << noise.counts;
  EXPECT_NEAR(noise.expected_errors, 1, 1e-6);
}

TEST(EstimateLabelNoiseTest, RowsSumToTheNumberOfItemsGivenEachClass) {
  const LogProbabilityCase data(500, 11, 3);
  const NoiseEstimate noise = Estimate(data);
  for (uint32_t g = 0; g < 11; ++g) {
    EXPECT_NEAR(noise.counts.row(g).sum(),
                static_cast<double>(std::count(data.given.begin(), data.given.end(), g)), 1e-9);
  }
}

TEST(EstimateLabelNoiseTest, FewErrorsAmongManyItemsKeepTheirDigits) {
  const double p = 1e-7;
  const LogProbabilityCase data(
      LogMatrixOf(std::vector<std::vector<double>>(5000, {1 - 2 * p, p, p})),
      std::vector<uint32_t>(5000, 0));
  const double expected = reference::OffDiagonal(
      reference::NoiseCounts(reference::ToRows(data.log_probabilities), data.given, 3, 1));
  EXPECT_GT(expected, 0);
  EXPECT_NEAR(Estimate(data).expected_errors / expected, 1, 1e-5);
}

TEST(EstimateLabelNoiseTest, DoesNotDependOnTheOrderOfRows) {
  const LogProbabilityCase data(700, 5, 13);
  const NoiseEstimate noise = Estimate(data);
  const NoiseEstimate shuffled = Estimate(data.WithRows(RandomOrder(700, 1)));
  EXPECT_TRUE(noise.counts.isApprox(shuffled.counts, 1e-6));
}

TEST(NoiseDirectionTest, RenamingTheClassesRenamesTheResult) {
  const LogProbabilityCase data(700, 6, 17);
  const std::vector<uint32_t> order = RandomOrder(6, 2);
  const NoiseEstimate noise = Estimate(data);
  const NoiseEstimate renamed = Estimate(data.WithClasses(order));
  const ClassMatrix direction = NoiseDirection(noise);
  const ClassMatrix renamed_direction = NoiseDirection(renamed);
  for (size_t g = 0; g < 6; ++g) {
    for (size_t k = 0; k < 6; ++k) {
      EXPECT_NEAR(renamed.counts(static_cast<Eigen::Index>(g), static_cast<Eigen::Index>(k)),
                  noise.counts(order[g], order[k]), 1e-3);
      EXPECT_NEAR(renamed_direction.row(g)[k], direction.row(order[g])[order[k]], 1e-5f);
    }
  }
}

TEST(EstimateLabelNoiseTest, GivesTheSameBitsForAnyNumberOfThreads) {
  for (const auto& [item_count, class_count] : {std::pair{20000, 3}, std::pair{3000, 40}}) {
    const LogProbabilityCase data(static_cast<size_t>(item_count), static_cast<size_t>(class_count),
                                  23);
    WorkerPool one(1);
    const NoiseEstimate expected = EstimateLabelNoise(data.log_probabilities, data.given, 1.5, one);
    for (const int threads : {2, 5}) {
      WorkerPool pool(threads);
      const NoiseEstimate noise = EstimateLabelNoise(data.log_probabilities, data.given, 1.5, pool);
      EXPECT_TRUE((noise.counts.array() == expected.counts.array()).all());
    }
  }
}

TEST(NoiseDirectionTest, AClassThatNobodyIsGivenIsHarmless) {
  LogProbabilityCase data(300, 4, 29);
  for (uint32_t& label : data.given) {
    label = label == 2 ? 3 : label;
  }
  const NoiseEstimate noise = Estimate(data);
  EXPECT_EQ(noise.counts.row(2).sum(), 0);
  const ClassMatrix direction = NoiseDirection(noise);
  for (size_t g = 0; g < 4; ++g) {
    float sum = 0;
    for (const float share : direction.row(g)) {
      sum += share;
    }
    EXPECT_NEAR(sum, 1, 1e-5) << g;
  }
  // The items of class 2 are all given 3, and most errors given 3 are these.
  EXPECT_GT(direction.row(3)[2], 0.5f);
}

TEST(NoiseDirectionTest, NoItemsAtAllGiveAFlatDirection) {
  const NoiseEstimate noise = Estimate(LogProbabilityCase(ClassMatrix(0, 3), {}));
  EXPECT_EQ(noise.expected_errors, 0);
  EXPECT_EQ(NoiseDirection(noise).row(0)[1], 0.5f);
  EXPECT_EQ(NoiseDirection(noise).row(2)[0], 0.5f);
}

TEST(NoiseDirectionTest, TwoClassesHaveOneOtherClassEach) {
  const ClassMatrix direction = NoiseDirection(Estimate(LogProbabilityCase(200, 2, 31)));
  EXPECT_EQ(direction.row(0)[0], 0.0f);
  EXPECT_EQ(direction.row(0)[1], 1.0f);
  EXPECT_EQ(direction.row(1)[0], 1.0f);
}

// Excess S: 2 items given 1 that are truly 0.  s = (1 + 3) - 2 = 2, spread as 2 n_g n_k / 27^2 with
// n = 9, 12, 6.  Row 1: (2 + 216/729 + 1/3) / (8 + 2 + 216/729 + 108/729 + 1) towards 0 and
// (144/729 + 1/3) / (6 + 108/729 + 144/729 + 1) towards 2.
TEST(NoiseDirectionTest, OnlyTheExcessInOneDirectionCounts) {
  const ClassMatrix direction = NoiseDirection(NoiseOf({{8, 1, 0}, {3, 9, 0}, {0, 0, 6}}));
  const double towards_0 = (2 + 216 / 729.0 + 1 / 3.0) / (11 + 324 / 729.0);
  const double towards_2 = (144 / 729.0 + 1 / 3.0) / (7 + 252 / 729.0);
  EXPECT_NEAR(static_cast<double>(direction.row(1)[0]), towards_0 / (towards_0 + towards_2), 1e-6);
  EXPECT_NEAR(static_cast<double>(direction.row(1)[2]), towards_2 / (towards_0 + towards_2), 1e-6);
}

TEST(NoiseDirectionTest, ConfusionThatRunsBothWaysAlikeHasNoDirection) {
  const ClassMatrix direction =
      NoiseDirection(NoiseOf({{70, 30, 0, 0}, {30, 70, 0, 0}, {0, 0, 70, 30}, {0, 0, 30, 70}}));
  for (size_t g = 0; g < 4; ++g) {
    for (size_t k = 0; k < 4; ++k) {
      EXPECT_NEAR(direction.row(g)[k], k == g ? 0.0f : 1 / 3.0f, 1e-6f) << g << " " << k;
    }
  }
}

TEST(NoiseDirectionTest, SharesAreAtLeastOneInAMillion) {
  const ClassMatrix direction = NoiseDirection(NoiseOf({{10, 1e4, 0}, {0, 10, 0}, {0, 0, 1e9}}));
  EXPECT_EQ(direction.row(0)[2], 1e-6f);
  EXPECT_EQ(direction.row(0)[0], 0.0f);
  EXPECT_NEAR(direction.row(0)[1], 1.0f, 1e-6f);
}

}  // namespace
}  // namespace assay
