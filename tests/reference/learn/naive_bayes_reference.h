#ifndef ASSAY_TESTS_REFERENCE_LEARN_NAIVE_BAYES_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_LEARN_NAIVE_BAYES_REFERENCE_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/reference/learn/dense_rows.h"

namespace assay::reference {

// Labels as weights, N x K: 1 for the given class.
inline DenseRows OneHot(std::span<const uint32_t> labels, size_t class_count) {
  DenseRows weights(labels.size(), std::vector<double>(class_count, 0.0));
  for (size_t i = 0; i < labels.size(); ++i) {
    weights[i][labels[i]] = 1.0;
  }
  return weights;
}

// Labels as weights, N x K, where each row counts for another class too.
inline DenseRows SoftWeights(std::span<const uint32_t> labels,
                             std::span<const uint32_t> alternative,
                             std::span<const float> alternative_weight, size_t class_count) {
  DenseRows weights(labels.size(), std::vector<double>(class_count, 0.0));
  for (size_t i = 0; i < labels.size(); ++i) {
    weights[i][alternative[i]] += static_cast<double>(alternative_weight[i]);
    weights[i][labels[i]] += 1.0 - static_cast<double>(alternative_weight[i]);
  }
  return weights;
}

// Weighted sums of each feature over the rows of each class, row `left_out` not counted:
// [class][feature].
inline DenseRows ClassFeatureSums(const DenseRows& rows, const DenseRows& weights,
                                  size_t left_out) {
  const size_t class_count = weights.front().size();
  DenseRows sums(class_count, std::vector<double>(rows.front().size(), 0.0));
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t k = 0; i != left_out && k < class_count; ++k) {
      for (size_t j = 0; j < rows[i].size(); ++j) {
        sums[k][j] += weights[i][k] * rows[i][j];
      }
    }
  }
  return sums;
}

// What a multinomial naive Bayes of these sums says of a row, by class.
inline std::vector<double> MultinomialScores(const DenseRows& sums, const std::vector<double>& row,
                                             double alpha) {
  std::vector<double> scores(sums.size(), 0.0);
  for (size_t k = 0; k < sums.size(); ++k) {
    double total = alpha * static_cast<double>(row.size());
    for (const double sum : sums[k]) {
      total += sum;
    }
    for (size_t j = 0; j < row.size(); ++j) {
      scores[k] += row[j] * std::log((sums[k][j] + alpha) / total);
    }
  }
  return scores;
}

// The same for complement naive Bayes.
inline std::vector<double> ComplementScores(const DenseRows& sums, const std::vector<double>& row,
                                            double alpha) {
  std::vector<double> scores(sums.size(), 0.0);
  for (size_t k = 0; k < sums.size(); ++k) {
    std::vector<double> complement(row.size(), alpha);
    double total = 0.0;
    for (size_t j = 0; j < row.size(); ++j) {
      for (size_t other = 0; other < sums.size(); ++other) {
        complement[j] += other == k ? 0.0 : sums[other][j];
      }
      total += complement[j];
    }
    for (size_t j = 0; j < row.size(); ++j) {
      scores[k] -= row[j] * std::log(complement[j] / total);
    }
  }
  return scores;
}

// Trains a multinomial naive Bayes on all other rows, for every row, and scores it: N x K.
inline DenseRows RetrainedMultinomial(const DenseRows& rows, const DenseRows& weights,
                                      double alpha) {
  DenseRows scores;
  for (size_t i = 0; i < rows.size(); ++i) {
    scores.push_back(MultinomialScores(ClassFeatureSums(rows, weights, i), rows[i], alpha));
  }
  return scores;
}

// The same for complement naive Bayes.
inline DenseRows RetrainedComplement(const DenseRows& rows, const DenseRows& weights,
                                     double alpha) {
  DenseRows scores;
  for (size_t i = 0; i < rows.size(); ++i) {
    scores.push_back(ComplementScores(ClassFeatureSums(rows, weights, i), rows[i], alpha));
  }
  return scores;
}

// The same with every row counting for its given class alone.
inline DenseRows RetrainedMultinomial(const DenseRows& rows, std::span<const uint32_t> labels,
                                      size_t class_count, double alpha) {
  return RetrainedMultinomial(rows, OneHot(labels, class_count), alpha);
}
inline DenseRows RetrainedComplement(const DenseRows& rows, std::span<const uint32_t> labels,
                                     size_t class_count, double alpha) {
  return RetrainedComplement(rows, OneHot(labels, class_count), alpha);
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_LEARN_NAIVE_BAYES_REFERENCE_H_
