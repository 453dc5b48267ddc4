#ifndef ASSAY_TESTS_REFERENCE_LEARN_NAIVE_BAYES_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_LEARN_NAIVE_BAYES_REFERENCE_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/reference/learn/dense_rows.h"

namespace assay::reference {

// Sums of each feature over the rows of each class, row `left_out` not counted: [class][feature].
inline DenseRows ClassFeatureSums(const DenseRows& rows, std::span<const uint32_t> labels,
                                  size_t class_count, size_t left_out) {
  DenseRows sums(class_count, std::vector<double>(rows.front().size(), 0.0));
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t j = 0; i != left_out && j < rows[i].size(); ++j) {
      sums[labels[i]][j] += rows[i][j];
    }
  }
  return sums;
}

// Trains a multinomial naive Bayes on all other rows, for every row, and scores it: N x K.
inline DenseRows RetrainedMultinomial(const DenseRows& rows, std::span<const uint32_t> labels,
                                      size_t class_count, double alpha) {
  DenseRows scores(rows.size(), std::vector<double>(class_count, 0.0));
  const size_t d = rows.front().size();
  for (size_t i = 0; i < rows.size(); ++i) {
    const DenseRows sums = ClassFeatureSums(rows, labels, class_count, i);
    for (size_t k = 0; k < class_count; ++k) {
      double total = alpha * static_cast<double>(d);
      for (const double sum : sums[k]) {
        total += sum;
      }
      for (size_t j = 0; j < d; ++j) {
        scores[i][k] += rows[i][j] * std::log((sums[k][j] + alpha) / total);
      }
    }
  }
  return scores;
}

// The same for complement naive Bayes.
inline DenseRows RetrainedComplement(const DenseRows& rows, std::span<const uint32_t> labels,
                                     size_t class_count, double alpha) {
  DenseRows scores(rows.size(), std::vector<double>(class_count, 0.0));
  const size_t d = rows.front().size();
  for (size_t i = 0; i < rows.size(); ++i) {
    const DenseRows sums = ClassFeatureSums(rows, labels, class_count, i);
    for (size_t k = 0; k < class_count; ++k) {
      std::vector<double> complement(d, alpha);
      double total = 0.0;
      for (size_t j = 0; j < d; ++j) {
        for (size_t other = 0; other < class_count; ++other) {
          complement[j] += other == k ? 0.0 : sums[other][j];
        }
        total += complement[j];
      }
      for (size_t j = 0; j < d; ++j) {
        scores[i][k] -= rows[i][j] * std::log(complement[j] / total);
      }
    }
  }
  return scores;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_LEARN_NAIVE_BAYES_REFERENCE_H_
