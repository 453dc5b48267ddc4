#ifndef ASSAY_ENGINE_LEARN_NAIVE_BAYES_H_
#define ASSAY_ENGINE_LEARN_NAIVE_BAYES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"
#include "engine/learn/csr_matrix.h"

namespace assay {

// Default smoothing: best on verified label errors in topic text.
inline constexpr double kComplementAlpha = 0.3;
inline constexpr double kMultinomialAlpha = 0.1;

// The classes of N rows: each row counts for one other class with some weight and for its given
// class with the rest.  Views; all spans have N elements, or the last two are empty: the labels as
// they are given.
struct SoftLabels {
  std::span<const uint32_t> given;                 // in [0, K)
  std::span<const uint32_t> alternative = {};      // in [0, K), not the given class
  std::span<const float> alternative_weight = {};  // in [0, 1]
};

// The entries of a matrix by column.
struct EntriesByColumn {
  std::vector<size_t> offsets;
  std::vector<uint32_t> rows;
  std::vector<float> values;
};

// Exact leave-one-out scores of naive Bayes, for several labellings of the same N rows.
//
// Row i is scored by the model trained on all rows but i, without training N models: its own
// counts are subtracted.  x = features of row i (>= 0), |x| their sum, q_ik the weight of row i for
// class k ([k=g] for labels as given), F_kj = sum_i q_ik x_ij, T_j = sum_k F_kj, C_k = sum_j F_kj,
// T = sum_k C_k, d the number of features, alpha > 0.
//
// Log scores (N x K), high = likely; unbounded and not normalised (see temperature.h).  A row
// without features scores 0 for every class; classes with one member, or none, are scored from the
// smoothing alone.
//
// O(nnz * K) time a call; 8 * nnz + 8 * N bytes as long as it lives, and 4 * D * pad(K) bytes
// beside the result during a call, twice that for the multinomial.  The same bits for any number of
// threads.  Thread-safe, one call at a time; features and pool must outlive it.
class LeaveOneOutNaiveBayes {
 public:
  LeaveOneOutNaiveBayes(const CsrMatrix& features, size_t class_count, WorkerPool& pool);

  // Complement naive Bayes:
  //
  //   score_ik = sum_j x_j * -log[ (T_j - x_j - F_kj + q_ik x_j + alpha)
  //                                / (T - |x| - C_k + q_ik |x| + alpha d) ]
  //
  // Source: J. Rennie, L. Shih, J. Teevan, D. Karger, "Tackling the Poor Assumptions of Naive Bayes
  // Text Classifiers", ICML 2003, section 3.1; without weight normalisation.
  ClassMatrix Complement(const SoftLabels& labels, double alpha) const;

  // Multinomial naive Bayes without a class prior:
  //
  //   score_ik = sum_j x_j log[ (F_kj - q_ik x_j + alpha) / (C_k - q_ik |x| + alpha d) ]
  //
  // Source: A. McCallum, K. Nigam, "A Comparison of Event Models for Naive Bayes Text
  // Classification", AAAI-98 workshop, eq. (6), here on weights in place of counts.
  ClassMatrix Multinomial(const SoftLabels& labels, double alpha) const;

 private:
  ClassMatrix Scores(const SoftLabels& labels, double alpha, bool complement) const;

  const CsrMatrix& features_;
  const size_t class_count_;
  WorkerPool& pool_;
  EntriesByColumn by_column_;
  std::vector<double> row_sums_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_NAIVE_BAYES_H_
