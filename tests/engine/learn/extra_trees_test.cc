#include "engine/learn/extra_trees.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "gtest/gtest.h"
#include "tests/reference/learn/dense_rows.h"
#include "tests/reference/learn/extra_trees_reference.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using reference::FloatRows;
using reference::RandomLabels;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Rows as columns, and the view of them.
class Table {
 public:
  explicit Table(const FloatRows& rows) : row_count_(rows.size()) {
    column_count_ = rows.empty() ? 0 : rows.front().size();
    for (size_t column = 0; column < column_count_; ++column) {
      for (const std::vector<float>& row : rows) {
        values_.push_back(row[column]);
      }
    }
  }

  DenseColumns view() const { return {row_count_, column_count_, values_}; }

 private:
  size_t row_count_;
  size_t column_count_;
  std::vector<float> values_;
};

struct Sample {
  FloatRows rows;
  std::vector<uint32_t> labels;
};

// Column 0 leans towards the class, column 1 is constant, column 2 takes three values, the others
// are noise.
Sample MakeSample(size_t row_count, size_t column_count, size_t class_count, double missing_share,
                  uint64_t seed) {
  Rng rng(seed);
  Sample sample{{}, RandomLabels(row_count, class_count, rng)};
  for (const uint32_t label : sample.labels) {
    std::vector<float> row;
    for (size_t column = 0; column < column_count; ++column) {
      auto value = static_cast<float>(2.0 * rng.Uniform() - 1.0);
      value += column == 0 ? 0.5f * static_cast<float>(label) : 0.0f;
      value = column == 1 ? 3.0f : value;
      value = column == 2 ? std::round(value) : value;
      row.push_back(rng.Uniform() < missing_share ? kNaN : value);
    }
    sample.rows.push_back(row);
  }
  return sample;
}

ExtraTreesResult Fit(const Sample& sample, size_t class_count,
                     const ExtraTreesOptions& options = {}, int thread_count = 2) {
  const Table table(sample.rows);
  WorkerPool pool(thread_count);
  NullProgress progress;
  absl::StatusOr<ExtraTreesResult> result =
      FitExtraTrees(table.view(), sample.labels, class_count, options, pool, progress);
  EXPECT_THAT(result, IsOk());
  return *std::move(result);
}

ClassMatrix Predict(const ExtraTreesForest& forest, const FloatRows& rows, int thread_count = 2) {
  const Table table(rows);
  WorkerPool pool(thread_count);
  return forest.Predict(table.view(), pool);
}

bool SameBits(const ClassMatrix& a, const ClassMatrix& b) {
  return std::equal(a.values().begin(), a.values().end(), b.values().begin(), b.values().end());
}

// Share of the rows whose most likely class is the given one.
double Accuracy(const ClassMatrix& probabilities, const std::vector<uint32_t>& labels) {
  size_t hit_count = 0;
  for (size_t i = 0; i < labels.size(); ++i) {
    const auto row = probabilities.row(i);
    hit_count += std::max_element(row.begin(), row.end()) - row.begin() == labels[i] ? 1 : 0;
  }
  return static_cast<double>(hit_count) / static_cast<double>(labels.size());
}

void ExpectNear(const ClassMatrix& found, const reference::DenseRows& expected) {
  ASSERT_EQ(found.row_count(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    for (size_t k = 0; k < found.class_count(); ++k) {
      ASSERT_NEAR(found.row(i)[k], expected[i][k], 2e-6) << "row " << i << " class " << k;
    }
  }
}

void ExpectProbabilityRows(const ClassMatrix& probabilities, double floor) {
  for (size_t i = 0; i < probabilities.row_count(); ++i) {
    double sum = 0.0;
    for (const float entry : probabilities.row(i)) {
      ASSERT_GE(entry, floor * (1.0 - 1e-5)) << "row " << i;
      sum += static_cast<double>(entry);
    }
    ASSERT_NEAR(sum, 1.0, 1e-5) << "row " << i;
  }
}

struct ReferenceCase {
  const char* name;
  size_t row_count;
  size_t column_count;
  size_t class_count;
  double missing_share;
  // Of the rows to predict.
  double new_missing_share;
  ExtraTreesOptions options;
};

std::string CaseName(const testing::TestParamInfo<ReferenceCase>& tested) {
  return tested.param.name;
}

class ExtraTreesReferenceTest : public testing::TestWithParam<ReferenceCase> {};

// One split that differs would move some probability by far more than the tolerance.
TEST_P(ExtraTreesReferenceTest, GrowsTheTreesOfTheSlowReference) {
  const ReferenceCase& c = GetParam();
  const Sample sample = MakeSample(c.row_count, c.column_count, c.class_count, c.missing_share, 11);
  const Sample others = MakeSample(50, c.column_count, c.class_count, c.new_missing_share, 12);
  const ExtraTreesResult result = Fit(sample, c.class_count, c.options);
  const reference::SlowForestResult expected =
      reference::FitSlowForest(sample.rows, sample.labels, c.class_count, c.options, others.rows);
  ExpectNear(result.out_of_bag, expected.out_of_bag);
  ExpectNear(Predict(result.forest, others.rows), expected.predicted);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ExtraTreesReferenceTest,
    testing::Values(ReferenceCase{"TwoClasses", 300, 9, 2, 0.0, 0.0, {.tree_count = 20}},
                    ReferenceCase{"MissingInNewRowsOnly", 300, 9, 2, 0.0, 0.3, {.tree_count = 20}},
                    ReferenceCase{"SomeMissing", 300, 9, 3, 0.1, 0.1, {.tree_count = 20}},
                    ReferenceCase{"MostlyMissing", 300, 9, 3, 0.9, 0.9, {.tree_count = 20}},
                    ReferenceCase{"ManyClasses", 400, 5, 150, 0.05, 0.05, {.tree_count = 10}},
                    ReferenceCase{"DownToSingleRows",
                                  200,
                                  7,
                                  4,
                                  0.1,
                                  0.1,
                                  {.tree_count = 10, .max_depth = 64, .min_leaf_rows = 1}},
                    ReferenceCase{"AllFeaturesTried",
                                  200,
                                  7,
                                  4,
                                  0.1,
                                  0.1,
                                  {.tree_count = 10, .max_depth = 5, .features_per_node = 100}},
                    ReferenceCase{"OneFeatureTried",
                                  200,
                                  7,
                                  4,
                                  0.1,
                                  0.1,
                                  {.tree_count = 10, .min_leaf_rows = 2, .features_per_node = 1}},
                    ReferenceCase{"OtherSeedNoSmoothing",
                                  100,
                                  4,
                                  2,
                                  0.1,
                                  0.1,
                                  {.tree_count = 5, .smoothing = 0.0, .seed = 99}},
                    ReferenceCase{
                        "FewRows", 12, 4, 2, 0.1, 0.1, {.tree_count = 10, .min_leaf_rows = 1}}),
    CaseName);

TEST(ExtraTreesTest, RowsSumToOneAndNoEntryFallsBelowTheSmoothing) {
  for (const size_t class_count : {2u, 7u, 1000u}) {
    const Sample sample = MakeSample(700, 6, class_count, 0.1, class_count);
    const ExtraTreesResult result = Fit(sample, class_count);
    const double floor = 0.005 / static_cast<double>(class_count) / 1.005;
    ExpectProbabilityRows(result.out_of_bag, floor);
    ExpectProbabilityRows(Predict(result.forest, sample.rows), floor);
  }
}

TEST(ExtraTreesTest, ResultsDoNotDependOnTheNumberOfThreads) {
  const Sample sample = MakeSample(2000, 12, 3, 0.05, 4);
  const ExtraTreesResult one = Fit(sample, 3, {}, 1);
  const ClassMatrix predicted = Predict(one.forest, sample.rows, 1);
  for (const int thread_count : {2, 5}) {
    const ExtraTreesResult other = Fit(sample, 3, {}, thread_count);
    EXPECT_TRUE(SameBits(one.out_of_bag, other.out_of_bag)) << thread_count << " threads";
    EXPECT_TRUE(SameBits(predicted, Predict(other.forest, sample.rows, thread_count)));
  }
}

TEST(ExtraTreesTest, AnotherSeedGrowsAnotherForest) {
  const Sample sample = MakeSample(200, 5, 2, 0.0, 4);
  EXPECT_FALSE(
      SameBits(Fit(sample, 2, {.seed = 1}).out_of_bag, Fit(sample, 2, {.seed = 2}).out_of_bag));
}

TEST(ExtraTreesTest, ARowsOwnLabelHasNoPartInItsOutOfBagProbabilities) {
  Sample sample = MakeSample(300, 5, 3, 0.1, 21);
  const ExtraTreesResult before = Fit(sample, 3);
  sample.labels[17] = (sample.labels[17] + 1) % 3;
  const ExtraTreesResult after = Fit(sample, 3);
  const auto a = before.out_of_bag.row(17);
  const auto b = after.out_of_bag.row(17);
  EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin()));
  EXPECT_FALSE(SameBits(before.out_of_bag, after.out_of_bag));
}

TEST(ExtraTreesTest, ScalingAColumnByAPowerOfTwoChangesNothing) {
  Sample sample = MakeSample(300, 5, 3, 0.1, 5);
  const ExtraTreesResult before = Fit(sample, 3);
  for (std::vector<float>& row : sample.rows) {
    row[0] *= 1024.0f;
    row[3] *= 0.125f;
  }
  EXPECT_TRUE(SameBits(before.out_of_bag, Fit(sample, 3).out_of_bag));
}

TEST(ExtraTreesTest, RenamingTheClassesPermutesTheProbabilities) {
  Sample sample = MakeSample(300, 5, 4, 0.1, 6);
  const ExtraTreesResult before = Fit(sample, 4);
  for (uint32_t& label : sample.labels) {
    label = 3 - label;
  }
  const ExtraTreesResult after = Fit(sample, 4);
  for (size_t i = 0; i < 300; ++i) {
    for (size_t k = 0; k < 4; ++k) {
      ASSERT_NEAR(before.out_of_bag.row(i)[k], after.out_of_bag.row(i)[3 - k], 1e-6);
    }
  }
}

TEST(ExtraTreesTest, InfinitiesCountAsTheLargestFiniteNumbers) {
  Sample infinite = MakeSample(200, 4, 2, 0.1, 7);
  Sample largest = infinite;
  for (size_t i = 0; i < 200; i += 5) {
    const float sign = i % 2 == 0 ? 1.0f : -1.0f;
    infinite.rows[i][0] = sign * std::numeric_limits<float>::infinity();
    largest.rows[i][0] = sign * std::numeric_limits<float>::max();
  }
  EXPECT_TRUE(SameBits(Fit(infinite, 2).out_of_bag, Fit(largest, 2).out_of_bag));
}

TEST(ExtraTreesTest, ZeroIsZeroWhateverItsSign) {
  Sample negative = MakeSample(200, 4, 2, 0.0, 8);
  Sample positive = negative;
  for (size_t i = 0; i < 200; i += 3) {
    negative.rows[i][0] = -0.0f;
    positive.rows[i][0] = 0.0f;
  }
  EXPECT_TRUE(SameBits(Fit(negative, 2).out_of_bag, Fit(positive, 2).out_of_bag));
}

TEST(ExtraTreesTest, NeighbouringFloatsAreStillToldApart) {
  Sample sample;
  for (size_t i = 0; i < 200; ++i) {
    sample.labels.push_back(i % 2 == 0 ? 0 : 1);
    sample.rows.push_back({i % 2 == 0 ? 1.0f : std::nextafter(1.0f, 2.0f)});
  }
  const ExtraTreesResult result = Fit(sample, 2);
  for (const ExtraTree& tree : result.forest.trees()) {
    EXPECT_EQ(tree.nodes.size(), 3u);
  }
}

// The class is the sign of a product, so that no column tells anything alone.
TEST(ExtraTreesTest, LearnsWhatNoColumnTellsAlone) {
  Rng rng(31);
  Sample sample;
  for (size_t i = 0; i < 3000; ++i) {
    const auto x = static_cast<float>(rng.Uniform() - 0.5);
    const auto y = static_cast<float>(rng.Uniform() - 0.5);
    sample.rows.push_back({x, y});
    sample.labels.push_back(x * y > 0.0f ? 1 : 0);
  }
  const ExtraTreesResult result = Fit(sample, 2, {.features_per_node = 2});
  EXPECT_GT(Accuracy(result.out_of_bag, sample.labels), 0.9);
}

TEST(ExtraTreesTest, BeatsTheMajorityOnASeparableSetWithLabelErrors) {
  Rng rng(32);
  Sample sample;
  std::vector<uint32_t> truth;
  for (size_t i = 0; i < 2000; ++i) {
    std::vector<float> row;
    for (size_t column = 0; column < 10; ++column) {
      row.push_back(static_cast<float>(rng.Uniform()));
    }
    truth.push_back(row[0] + row[1] > 1.2f ? 1 : 0);
    sample.labels.push_back(rng.Uniform() < 0.1 ? 1 - truth.back() : truth.back());
    sample.rows.push_back(row);
  }
  const double majority = static_cast<double>(std::count(truth.begin(), truth.end(), 0u)) / 2000.0;
  const ExtraTreesResult result = Fit(sample, 2);
  EXPECT_LT(majority, 0.75);
  EXPECT_GT(Accuracy(result.out_of_bag, truth), 0.9);
}

TEST(ExtraTreesTest, FindsAClassThatOnlyMissingValuesTell) {
  Rng rng(33);
  Sample sample{{}, RandomLabels(500, 2, rng)};
  for (const uint32_t label : sample.labels) {
    const auto varied = static_cast<float>(rng.Uniform());
    sample.rows.push_back({label == 1 ? kNaN : varied, label == 1 ? 2.0f : kNaN});
  }
  EXPECT_EQ(Accuracy(Fit(sample, 2).out_of_bag, sample.labels), 1.0);
}

TEST(ExtraTreesTest, AClassWithoutRowsKeepsTheSmoothingAlone) {
  const Sample sample = MakeSample(100, 4, 2, 0.0, 9);
  const ExtraTreesResult result = Fit(sample, 3);
  for (size_t i = 0; i < 100; ++i) {
    ASSERT_NEAR(result.out_of_bag.row(i)[2], 0.005 / 3.0 / 1.005, 1e-7);
  }
}

TEST(ExtraTreesTest, ConstantColumnsOrNoneGiveTheClassShares) {
  Sample sample;
  for (size_t i = 0; i < 1000; ++i) {
    sample.labels.push_back(i % 4 == 0 ? 1 : 0);
  }
  const std::vector<FloatRows> tables = {FloatRows(1000), FloatRows(1000, {1.0f, -2.0f}),
                                         FloatRows(1000, {kNaN, 5.0f, kNaN})};
  for (const FloatRows& rows : tables) {
    sample.rows = rows;
    const ExtraTreesResult result = Fit(sample, 2);
    for (size_t i = 0; i < 1000; ++i) {
      ASSERT_NEAR(result.out_of_bag.row(i)[1], 0.25, 0.02);
    }
  }
}

TEST(ExtraTreesTest, ALeafSizeOverHalfTheRowsLeavesOnlyRoots) {
  const Sample sample = MakeSample(60, 4, 2, 0.0, 10);
  const ExtraTreesResult result = Fit(sample, 2, {.min_leaf_rows = 31});
  for (const ExtraTree& tree : result.forest.trees()) {
    EXPECT_EQ(tree.nodes.size(), 1u);
  }
}

TEST(ExtraTreesTest, NoTreeIsDeeperThanAsked) {
  const Sample sample = MakeSample(500, 4, 5, 0.0, 10);
  const ExtraTreesResult result = Fit(sample, 5, {.max_depth = 3, .min_leaf_rows = 1});
  size_t largest = 0;
  for (const ExtraTree& tree : result.forest.trees()) {
    largest = std::max(largest, tree.nodes.size());
  }
  EXPECT_EQ(largest, 15u);
}

// A row is drawn by one bootstrap sample with probability 1 - (1 - 1/N)^N, about 0.632.
TEST(ExtraTreesTest, RowsThatAllTreesDrewGetTheUniformDistribution) {
  const Sample sample = MakeSample(1000, 4, 2, 0.0, 13);
  const ExtraTreesResult result = Fit(sample, 4, {.tree_count = 1});
  size_t uniform_count = 0;
  for (size_t i = 0; i < 1000; ++i) {
    const auto row = result.out_of_bag.row(i);
    uniform_count += std::count(row.begin(), row.end(), 0.25f) == 4 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(uniform_count), 632.0, 40.0);
}

TEST(ExtraTreesTest, TwoRowsAreEnough) {
  const Sample sample{{{0.0f}, {1.0f}}, {0, 1}};
  const ExtraTreesResult result = Fit(sample, 2, {.min_leaf_rows = 1});
  ExpectProbabilityRows(result.out_of_bag, 0.0);
  // Trees that did not draw a row drew the other one twice.
  EXPECT_GT(result.out_of_bag.row(0)[1], 0.99f);
  EXPECT_GT(result.out_of_bag.row(1)[0], 0.99f);
}

TEST(ExtraTreesTest, PredictsNoRows) {
  const Sample sample = MakeSample(50, 4, 2, 0.0, 14);
  const ExtraTreesResult result = Fit(sample, 2);
  WorkerPool pool(1);
  EXPECT_EQ(result.forest.Predict({0, 4, {}}, pool).row_count(), 0u);
}

TEST(ExtraTreesTest, TooFewRowsOrClassesAreRefused) {
  WorkerPool pool(1);
  NullProgress progress;
  const std::vector<uint32_t> labels = {0, 0};
  const std::vector<float> values = {1.0f, 2.0f};
  const std::span<const uint32_t> one_label(labels.data(), 1);
  const std::span<const float> one_value(values.data(), 1);
  const auto one_class = FitExtraTrees({2, 1, values}, labels, 1, {}, pool, progress);
  EXPECT_THAT(one_class, HasReason("TOO_FEW_CLASSES"));
  EXPECT_THAT(one_class, HasMetadata("class_count", "1"));
  const auto one_row = FitExtraTrees({1, 1, one_value}, one_label, 2, {}, pool, progress);
  EXPECT_THAT(one_row, HasReason("TOO_FEW_ROWS"));
  EXPECT_THAT(one_row, HasMetadata("row_count", "1"));
  EXPECT_THAT(FitExtraTrees({0, 1, {}}, {}, 2, {}, pool, progress), HasReason("TOO_FEW_ROWS"));
}

// Is cancelled as soon as so many trees are done.
class CountingProgress final : public ProgressSink {
 public:
  explicit CountingProgress(int64_t limit) : limit_(limit) {}
  void Report(std::string_view, int64_t done, int64_t total) override {
    largest_ = std::max(largest_.load(), done);
    total_ = total;
  }
  bool cancelled() const override { return largest_ >= limit_; }
  int64_t largest() const { return largest_; }
  int64_t total() const { return total_; }

 private:
  const int64_t limit_;
  std::atomic<int64_t> largest_ = 0;
  std::atomic<int64_t> total_ = 0;
};

TEST(ExtraTreesTest, CancelledWorkEndsWithoutAResult) {
  const Sample sample = MakeSample(300, 4, 2, 0.0, 15);
  const Table table(sample.rows);
  WorkerPool pool(1);
  for (const int64_t limit : {0, 1, 30}) {
    CountingProgress progress(limit);
    EXPECT_THAT(FitExtraTrees(table.view(), sample.labels, 2, {}, pool, progress),
                HasReason("CANCELLED"));
    EXPECT_EQ(progress.largest(), limit);
  }
}

TEST(ExtraTreesTest, ProgressCountsTheTrees) {
  const Sample sample = MakeSample(300, 4, 2, 0.0, 15);
  const Table table(sample.rows);
  WorkerPool pool(1);
  CountingProgress progress(1000);
  EXPECT_THAT(FitExtraTrees(table.view(), sample.labels, 2, {.tree_count = 40}, pool, progress),
              IsOk());
  EXPECT_EQ(progress.largest(), 40);
  EXPECT_EQ(progress.total(), 40);
}

}  // namespace
}  // namespace assay
