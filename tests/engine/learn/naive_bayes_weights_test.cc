#include "engine/learn/naive_bayes_weights.h"

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

NaiveBayesWeights Zeros(size_t column_count, size_t class_count) {
  return {ClassMatrix(column_count, class_count), std::vector<float>(class_count)};
}

// sum_j x_j weights[j,k] + |x| length_weights[k]
std::vector<double> ScoresOf(const NaiveBayesWeights& model, const std::vector<double>& row) {
  std::vector<double> scores(model.length_weights.size(), 0.0);
  for (size_t k = 0; k < scores.size(); ++k) {
    for (size_t j = 0; j < row.size(); ++j) {
      scores[k] += row[j] * (static_cast<double>(model.weights.row(j)[k]) +
                             static_cast<double>(model.length_weights[k]));
    }
  }
  return scores;
}

template <typename Expected>
void ExpectNear(const std::vector<double>& scores, const Expected& expected) {
  ASSERT_EQ(scores.size(), expected.size());
  for (size_t k = 0; k < scores.size(); ++k) {
    const auto value = static_cast<double>(expected[k]);
    EXPECT_NEAR(scores[k], value, 2e-5 * std::max(1.0, std::abs(value))) << "class " << k;
  }
}

CsrMatrix WithoutRow(const CsrMatrix& rows, size_t left_out) {
  CsrMatrix rest;
  rest.column_count = rows.column_count;
  for (size_t i = 0; i < rows.row_count(); ++i) {
    if (i != left_out) {
      const CsrMatrix::Row row = rows.row(i);
      for (size_t entry = 0; entry < row.columns.size(); ++entry) {
        rest.Add(row.columns[entry], row.values[entry]);
      }
      rest.EndRow();
    }
  }
  return rest;
}

template <typename T>
std::vector<T> WithoutItem(std::vector<T> items, size_t left_out) {
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(left_out));
  return items;
}

class NaiveBayesWeightsTest
    : public testing::TestWithParam<std::tuple<NaiveBayesKind, size_t, double>> {
 protected:
  // Class 0 has no rows; a third of the rows counts for its given class alone.
  NaiveBayesWeightsTest() : rng_(std::get<1>(GetParam())) {
    features_ = RandomRows(50, 17, 0.3, rng_);
    other_rows_ = ToDense(RandomRows(20, 17, 0.3, rng_));
    labels_ = RandomLabels(50, class_count() - 1, rng_);
    for (uint32_t& label : labels_) {
      ++label;
      const auto step = 1 + static_cast<uint32_t>(rng_.Below(class_count() - 1));
      alternative_.push_back(static_cast<uint32_t>((label + step) % class_count()));
      alternative_weight_.push_back(rng_.Below(3) == 0 ? 0.0f : static_cast<float>(rng_.Uniform()));
    }
  }

  NaiveBayesKind kind() const { return std::get<0>(GetParam()); }
  size_t class_count() const { return std::get<1>(GetParam()); }
  double alpha() const { return std::get<2>(GetParam()); }
  SoftLabels soft() const { return {labels_, alternative_, alternative_weight_}; }

  NaiveBayesWeights Fit(const CsrMatrix& features, const SoftLabels& labels) {
    NaiveBayesWeights model = Zeros(features.column_count, class_count());
    AddNaiveBayesWeights(kind(), features, labels, alpha(), 1.0f, pool_, &model);
    return model;
  }

  std::vector<double> SlowScores(const DenseRows& class_weights,
                                 const std::vector<double>& row) const {
    const DenseRows sums =
        reference::ClassFeatureSums(ToDense(features_), class_weights, labels_.size());
    return kind() == NaiveBayesKind::kComplement ? reference::ComplementScores(sums, row, alpha())
                                                 : reference::MultinomialScores(sums, row, alpha());
  }

  ClassMatrix LeaveOneOut(const SoftLabels& labels) {
    return kind() == NaiveBayesKind::kComplement
               ? LeaveOneOutNaiveBayes(features_, class_count(), pool_).Complement(labels, alpha())
               : LeaveOneOutNaiveBayes(features_, class_count(), pool_)
                     .Multinomial(labels, alpha());
  }

  Rng rng_;
  CsrMatrix features_;
  DenseRows other_rows_;
  std::vector<uint32_t> labels_;
  std::vector<uint32_t> alternative_;
  std::vector<float> alternative_weight_;
  WorkerPool pool_{2};
};

TEST_P(NaiveBayesWeightsTest, ScoreOtherRowsAsTheModelOfAllRowsDoes) {
  const NaiveBayesWeights model = Fit(features_, {labels_});
  const DenseRows class_weights = reference::OneHot(labels_, class_count());
  for (const std::vector<double>& row : other_rows_) {
    ExpectNear(ScoresOf(model, row), SlowScores(class_weights, row));
  }
}

TEST_P(NaiveBayesWeightsTest, CountRowsForTwoClassesAsTheModelOfAllRowsDoes) {
  const NaiveBayesWeights model = Fit(features_, soft());
  const DenseRows class_weights =
      reference::SoftWeights(labels_, alternative_, alternative_weight_, class_count());
  for (const std::vector<double>& row : other_rows_) {
    ExpectNear(ScoresOf(model, row), SlowScores(class_weights, row));
  }
}

TEST_P(NaiveBayesWeightsTest, FittedWithoutARowScoreItAsLeavingItOutDoes) {
  const ClassMatrix left_out = LeaveOneOut(soft());
  const DenseRows rows = ToDense(features_);
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::vector<uint32_t> labels = WithoutItem(labels_, i);
    const std::vector<uint32_t> alternative = WithoutItem(alternative_, i);
    const std::vector<float> alternative_weight = WithoutItem(alternative_weight_, i);
    const NaiveBayesWeights model =
        Fit(WithoutRow(features_, i), {labels, alternative, alternative_weight});
    ExpectNear(ScoresOf(model, rows[i]), left_out.row(i));
  }
}

TEST_P(NaiveBayesWeightsTest, AreAddedTimesTheFactor) {
  NaiveBayesWeights sum = Zeros(features_.column_count, class_count());
  AddNaiveBayesWeights(kind(), features_, {labels_}, alpha(), 0.25f, pool_, &sum);
  AddNaiveBayesWeights(kind(), features_, soft(), alpha(), -2.0f, pool_, &sum);
  const NaiveBayesWeights given = Fit(features_, {labels_});
  const NaiveBayesWeights moved = Fit(features_, soft());
  for (const std::vector<double>& row : other_rows_) {
    std::vector<double> expected = ScoresOf(given, row);
    const std::vector<double> of_moved = ScoresOf(moved, row);
    for (size_t k = 0; k < expected.size(); ++k) {
      expected[k] = 0.25 * expected[k] - 2.0 * of_moved[k];
    }
    ExpectNear(ScoresOf(sum, row), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, NaiveBayesWeightsTest,
                         testing::Combine(testing::Values(NaiveBayesKind::kComplement,
                                                          NaiveBayesKind::kMultinomial),
                                          testing::Values(2, 5, 33), testing::Values(0.1, 1.0)));

TEST(NaiveBayesWeightsThreadTest, ThreadsDoNotChangeABit) {
  Rng rng(3);
  const CsrMatrix features = RandomRows(200, 4000, 0.01, rng);
  const std::vector<uint32_t> labels = RandomLabels(200, 7, rng);
  WorkerPool one(1);
  WorkerPool four(4);
  NaiveBayesWeights a = Zeros(4000, 7);
  NaiveBayesWeights b = Zeros(4000, 7);
  AddNaiveBayesWeights(NaiveBayesKind::kComplement, features, {labels}, 0.3, 1.5f, one, &a);
  AddNaiveBayesWeights(NaiveBayesKind::kComplement, features, {labels}, 0.3, 1.5f, four, &b);
  EXPECT_TRUE(
      std::equal(a.weights.values().begin(), a.weights.values().end(), b.weights.values().begin()));
  EXPECT_EQ(a.length_weights, b.length_weights);
}

}  // namespace
}  // namespace assay
