#include "engine/audit/confident_learning.h"

#include <numeric>
#include <tuple>

#include "engine/audit/label_issues.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/random_case.h"
#include "tests/reference/audit/confident_learning_reference.h"

namespace assay {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

constexpr IssueFilterOptions kNoMinimum{.noise_share = 1, .min_items_per_class = 0};

class ReferenceTest : public testing::TestWithParam<std::tuple<size_t, size_t>> {
 protected:
  size_t item_count() const { return std::get<0>(GetParam()); }
  size_t class_count() const { return std::get<1>(GetParam()); }

  template <typename T>
  void ExpectEqualToTheReference(uint64_t seed) const {
    const RandomCase<T> random(item_count(), class_count(), seed);
    const LabelledProbabilities<T> data = random.Data();
    const ConfidentLearning learned = LearnConfidently(data);
    EXPECT_THAT(learned.thresholds, Pointwise(DoubleNear(1e-12), reference::Thresholds(data)));
    EXPECT_EQ(learned.joint.counts, reference::ConfidentCounts(data));
    EXPECT_EQ(FindLabelIssues(data, learned, IssueFilter::kPruneByNoiseRate, kNoMinimum),
              reference::PruneByNoiseRate(data, learned.calibrated));
    EXPECT_EQ(FindLabelIssues(data, learned, IssueFilter::kPruneByClass, kNoMinimum),
              reference::PruneByClass(data, learned.calibrated));
  }
};

TEST_P(ReferenceTest, FloatsAgreeWithTheSlowReference) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    ExpectEqualToTheReference<float>(seed);
  }
}

TEST_P(ReferenceTest, DoublesAgreeWithTheSlowReference) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    ExpectEqualToTheReference<double>(seed);
  }
}

// Sizes around the block of 64 items, and class counts around the width of vector registers.
INSTANTIATE_TEST_SUITE_P(Sizes, ReferenceTest,
                         testing::Combine(testing::Values(0, 1, 63, 64, 65, 500),
                                          testing::Values(2, 3, 10, 16, 37)));

TEST(ConfidentLearningTest, TheJointCountsEveryConfidentItemOnce) {
  const RandomCase<float> random(400, 5, 11);
  const ConfidentLearning learned = LearnConfidently(random.Data());
  EXPECT_EQ(static_cast<int64_t>(learned.joint.off_diagonal_items.size()),
            learned.joint.counts.sum() - learned.joint.counts.trace());
  EXPECT_LE(learned.joint.counts.sum(), 400 + 5);
}

TEST(ConfidentLearningTest, CalibrationKeepsTheGivenClassSizes) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const RandomCase<double> random(150, 9, seed);
    const auto data = random.Data();
    const CountMatrix calibrated = LearnConfidently(data).calibrated;
    for (Eigen::Index k = 0; k < calibrated.rows(); ++k) {
      EXPECT_EQ(calibrated.row(k).sum(), data.class_sizes()[static_cast<size_t>(k)]);
    }
    EXPECT_GE(calibrated.minCoeff(), 0);
  }
}

TEST(ConfidentLearningTest, EqualFractionsGoToTheLastClasses) {
  CountMatrix counts(2, 2);
  counts << 1, 1, 1, 1;
  const std::vector<int64_t> sizes = {3, 4};
  CountMatrix expected(2, 2);
  expected << 1, 2, 2, 2;
  EXPECT_EQ(CalibrateConfidentJoint(counts, sizes), expected);
}

TEST(ConfidentLearningTest, NoiseMatricesAreConditionalDistributions) {
  const RandomCase<double> random(300, 6, 3);
  const CountMatrix calibrated = LearnConfidently(random.Data()).calibrated;
  for (Eigen::Index k = 0; k < 6; ++k) {
    EXPECT_NEAR(NoiseMatrix(calibrated).col(k).sum(), 1, 1e-12);
    EXPECT_NEAR(InverseNoiseMatrix(calibrated).col(k).sum(), 1, 1e-12);
  }
  EXPECT_NEAR(JointOfCounts(calibrated).sum(), 1, 1e-12);
  EXPECT_NEAR(TruePrior(calibrated).sum(), 1, 1e-12);
}

TEST(ConfidentLearningTest, AClassWithoutItemsIsNeverConfident) {
  RandomCase<float> random(200, 4, 5);
  for (int32_t& label : random.labels) {
    label = label == 3 ? 0 : label;
  }
  const ConfidentLearning learned = LearnConfidently(random.Data());
  EXPECT_EQ(learned.thresholds[3], kUnreachableThreshold);
  EXPECT_EQ(learned.calibrated.row(3).sum(), 0);
  EXPECT_EQ(learned.calibrated.col(3).sum(), 0);
}

TEST(ConfidentLearningTest, RenamingTheClassesRenamesTheJoint) {
  const RandomCase<double> random(250, 4, 8);
  const std::vector<size_t> new_index = {2, 0, 3, 1};
  RandomCase<double> renamed = random;
  for (size_t i = 0; i < random.labels.size(); ++i) {
    const auto given = static_cast<size_t>(random.labels[i]);
    renamed.labels[i] = static_cast<int32_t>(new_index[given]);
    for (size_t k = 0; k < 4; ++k) {
      renamed.probabilities[i * 4 + new_index[k]] = random.probabilities[i * 4 + k];
    }
  }
  const CountMatrix before = LearnConfidently(random.Data()).joint.counts;
  const CountMatrix after = LearnConfidently(renamed.Data()).joint.counts;
  for (size_t g = 0; g < 4; ++g) {
    for (size_t y = 0; y < 4; ++y) {
      EXPECT_EQ(
          after(static_cast<Eigen::Index>(new_index[g]), static_cast<Eigen::Index>(new_index[y])),
          before(static_cast<Eigen::Index>(g), static_cast<Eigen::Index>(y)));
    }
  }
}

TEST(LabelIssuesTest, NoFilterFlagsALabelTheModelAgreesWith) {
  const RandomCase<float> random(300, 5, 21);
  const auto data = random.Data();
  const ConfidentLearning learned = LearnConfidently(data);
  for (const IssueFilter filter :
       {IssueFilter::kPruneByNoiseRate, IssueFilter::kPruneByClass, IssueFilter::kBoth,
        IssueFilter::kConfidentLearning, IssueFilter::kPredictedNeqGiven,
        IssueFilter::kLowSelfConfidence, IssueFilter::kLowNormalizedMargin}) {
    const std::vector<uint8_t> flags = FindLabelIssues(data, learned, filter);
    EXPECT_GT(std::accumulate(flags.begin(), flags.end(), 0), 0);
    for (size_t i = 0; i < flags.size(); ++i) {
      EXPECT_FALSE(flags[i] != 0 && ArgMax(data.row(i)) == data.given(i)) << "item " << i;
    }
  }
}

// cleanlab's low-memory path flags items in bulk when a class is absent from the labels (its
// batched result for missing_class_k5 has 31 items, its ordinary one 12).
TEST(LabelIssuesTest, AnAbsentClassDoesNotRaiseTheNumberOfFlags) {
  RandomCase<double> random(300, 3, 4);
  const auto data = random.Data();
  std::vector<double> widened;
  for (size_t i = 0; i < data.item_count(); ++i) {
    widened.insert(widened.end(), data.row(i).begin(), data.row(i).end());
    widened.push_back(0);
  }
  const auto wide = LabelledProbabilities<double>::Create(random.labels, {widened, 4}).value();
  for (const IssueFilter filter : {IssueFilter::kPruneByNoiseRate, IssueFilter::kPruneByClass,
                                   IssueFilter::kConfidentLearning}) {
    EXPECT_EQ(FindLabelIssues(wide, LearnConfidently(wide), filter),
              FindLabelIssues(data, LearnConfidently(data), filter));
  }
}

TEST(LabelIssuesTest, ASmallerShareFlagsASubset) {
  const RandomCase<double> random(300, 4, 9);
  const auto data = random.Data();
  const ConfidentLearning learned = LearnConfidently(data);
  const auto all = FindLabelIssues(data, learned, IssueFilter::kPruneByNoiseRate);
  const auto half =
      FindLabelIssues(data, learned, IssueFilter::kPruneByNoiseRate, {.noise_share = 0.5});
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_LE(half[i], all[i]);
  }
  EXPECT_LT(std::accumulate(half.begin(), half.end(), 0),
            std::accumulate(all.begin(), all.end(), 0));
}

TEST(IssueCountsTest, WhatAColumnLosesStaysOnItsDiagonal) {
  CountMatrix calibrated(3, 3);
  calibrated << 10, 4, 2,  //
      0, 8, 0,             //
      6, 2, 0;
  CountMatrix halved(3, 3);
  halved << 13, 0, 3,  //
      2, 8, 1,         //
      1, 0, 4;
  EXPECT_EQ(IssueCounts(calibrated, {.noise_share = 0.5, .min_items_per_class = 0}), halved);
}

TEST(IssueCountsTest, ASmallDiagonalIsFilledFromTheRestOfItsColumn) {
  CountMatrix calibrated(2, 2);
  calibrated << 9, 1, 6, 2;
  CountMatrix expected(2, 2);
  expected << 9, 3, 1, 5;
  EXPECT_EQ(IssueCounts(calibrated, {.min_items_per_class = 5}), expected);
}

}  // namespace
}  // namespace assay
