#include "engine/learn/naive_bayes.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/learn/dense_rows.h"
#include "tests/reference/learn/naive_bayes_reference.h"

namespace assay {
namespace {

using reference::DenseRows;
using reference::RandomLabels;
using reference::RandomRows;
using reference::ToDense;

void ExpectScoresNear(const ClassMatrix& scores, const DenseRows& expected) {
  ASSERT_EQ(scores.row_count(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    for (size_t k = 0; k < scores.class_count(); ++k) {
      EXPECT_NEAR(scores.row(i)[k], expected[i][k], 1e-5 * std::max(1.0, std::abs(expected[i][k])))
          << "row " << i << " class " << k;
    }
  }
}

class LeaveOneOutTest : public testing::TestWithParam<std::tuple<size_t, double>> {
 protected:
  LeaveOneOutTest() {
    Rng rng(std::get<0>(GetParam()));
    features_ = RandomRows(60, 17, 0.3, rng);
    // Row 60 has no features; class 0 has one member, row 61.
    features_.EndRow();
    features_.Add(3, 0.7f);
    features_.Add(9, 1.5f);
    features_.EndRow();
    labels_ = RandomLabels(61, class_count() - 1, rng);
    for (uint32_t& label : labels_) {
      ++label;
    }
    labels_.push_back(0);
  }

  size_t class_count() const { return std::get<0>(GetParam()); }
  double alpha() const { return std::get<1>(GetParam()); }

  CsrMatrix features_;
  std::vector<uint32_t> labels_;
  WorkerPool pool_{2};
};

TEST_P(LeaveOneOutTest, ComplementScoresEqualThoseOfModelsRetrainedWithoutTheRow) {
  ExpectScoresNear(
      LeaveOneOutNaiveBayes(features_, class_count(), pool_).Complement({labels_}, alpha()),
      reference::RetrainedComplement(ToDense(features_), labels_, class_count(), alpha()));
}

TEST_P(LeaveOneOutTest, MultinomialScoresEqualThoseOfModelsRetrainedWithoutTheRow) {
  ExpectScoresNear(
      LeaveOneOutNaiveBayes(features_, class_count(), pool_).Multinomial({labels_}, alpha()),
      reference::RetrainedMultinomial(ToDense(features_), labels_, class_count(), alpha()));
}

TEST_P(LeaveOneOutTest, RowsThatCountForTwoClassesEqualModelsRetrainedWithoutTheRow) {
  Rng rng(5);
  std::vector<uint32_t> alternative;
  std::vector<float> alternative_weight;
  DenseRows weights;
  for (const uint32_t given : labels_) {
    const auto step = 1 + static_cast<uint32_t>(rng.Below(class_count() - 1));
    alternative.push_back(static_cast<uint32_t>((given + step) % class_count()));
    alternative_weight.push_back(rng.Below(3) == 0 ? 0.0f : static_cast<float>(rng.Uniform()));
    weights.emplace_back(class_count(), 0.0);
    weights.back()[alternative.back()] = static_cast<double>(alternative_weight.back());
    weights.back()[given] = 1.0 - static_cast<double>(alternative_weight.back());
  }
  const SoftLabels soft{labels_, alternative, alternative_weight};
  ExpectScoresNear(LeaveOneOutNaiveBayes(features_, class_count(), pool_).Complement(soft, alpha()),
                   reference::RetrainedComplement(ToDense(features_), weights, alpha()));
  ExpectScoresNear(
      LeaveOneOutNaiveBayes(features_, class_count(), pool_).Multinomial(soft, alpha()),
      reference::RetrainedMultinomial(ToDense(features_), weights, alpha()));
}

INSTANTIATE_TEST_SUITE_P(ClassCounts, LeaveOneOutTest,
                         testing::Combine(testing::Values(2, 4, 5, 9, 77, 200),
                                          testing::Values(0.01, 0.3, 1.0)));

TEST(NaiveBayesTest, ARowWithoutFeaturesScoresAllClassesAlike) {
  CsrMatrix features;
  features.column_count = 2;
  features.EndRow();
  features.Add(0, 1.0f);
  features.EndRow();
  WorkerPool pool(1);
  const std::vector<uint32_t> labels = {0, 1};
  for (const ClassMatrix& scores :
       {LeaveOneOutNaiveBayes(features, 3, pool).Complement({labels}, kComplementAlpha),
        LeaveOneOutNaiveBayes(features, 3, pool).Multinomial({labels}, kMultinomialAlpha)}) {
    for (const float score : scores.row(0)) {
      EXPECT_EQ(score, 0.0f);
    }
  }
}

TEST(NaiveBayesTest, DataWithoutAnyFeatureScoresAllClassesAlike) {
  CsrMatrix features;
  features.EndRow();
  features.EndRow();
  WorkerPool pool(1);
  const std::vector<uint32_t> labels = {0, 1};
  for (const ClassMatrix& scores :
       {LeaveOneOutNaiveBayes(features, 2, pool).Complement({labels}, kComplementAlpha),
        LeaveOneOutNaiveBayes(features, 2, pool).Multinomial({labels}, kMultinomialAlpha)}) {
    for (const float score : scores.values()) {
      EXPECT_EQ(score, 0.0f);
    }
  }
}

TEST(NaiveBayesTest, ScoresDoNotDependOnTheNumberOfThreads) {
  Rng rng(3);
  const CsrMatrix features = RandomRows(3000, 50, 0.1, rng);
  const std::vector<uint32_t> labels = RandomLabels(3000, 7, rng);
  WorkerPool one(1);
  WorkerPool four(4);
  const ClassMatrix a = LeaveOneOutNaiveBayes(features, 7, one).Complement({labels}, 0.3);
  const ClassMatrix b = LeaveOneOutNaiveBayes(features, 7, four).Complement({labels}, 0.3);
  EXPECT_TRUE(std::equal(a.values().begin(), a.values().end(), b.values().begin()));
}

TEST(NaiveBayesTest, RenamingTheClassesPermutesTheScores) {
  Rng rng(13);
  const CsrMatrix features = RandomRows(80, 12, 0.3, rng);
  const std::vector<uint32_t> labels = RandomLabels(80, 6, rng);
  std::vector<uint32_t> renamed = labels;
  for (uint32_t& label : renamed) {
    label = 5 - label;
  }
  WorkerPool pool(1);
  const ClassMatrix a = LeaveOneOutNaiveBayes(features, 6, pool).Multinomial({labels}, 0.1);
  const ClassMatrix b = LeaveOneOutNaiveBayes(features, 6, pool).Multinomial({renamed}, 0.1);
  for (size_t i = 0; i < 80; ++i) {
    for (size_t k = 0; k < 6; ++k) {
      EXPECT_NEAR(a.row(i)[k], b.row(i)[5 - k], 1e-5);
    }
  }
}

// Large sums in one class must not swallow what little the complement holds.
TEST(NaiveBayesTest, SmallComplementsOfLargeSumsStayExact) {
  CsrMatrix features;
  features.column_count = 2;
  std::vector<uint32_t> labels;
  for (int i = 0; i < 200000; ++i) {
    features.Add(0, 1.0f);
    features.EndRow();
    labels.push_back(0);
  }
  features.Add(0, 0.25f);
  features.Add(1, 1.0f);
  features.EndRow();
  labels.push_back(1);
  WorkerPool pool(1);
  const ClassMatrix scores = LeaveOneOutNaiveBayes(features, 2, pool).Complement({labels}, 0.3);
  // Row 0, class 0: the complement is the last row alone.
  const double expected = -std::log((0.25 + 0.3) / (1.25 + 0.6));
  EXPECT_NEAR(scores.row(0)[0], expected, 1e-5);
}

}  // namespace
}  // namespace assay
