#ifndef ASSAY_ENGINE_LEARN_NAIVE_BAYES_H_
#define ASSAY_ENGINE_LEARN_NAIVE_BAYES_H_

#include <cstddef>
#include <cstdint>
#include <span>

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

// Exact leave-one-out scores (N x K) of complement naive Bayes.
//
// Row i is scored by the model trained on all rows but i, without training N models: its own
// counts are subtracted.  x = features of row i (>= 0), |x| their sum, q_ik the weight of row i for
// class k ([k=g] for labels as given), F_kj = sum_i q_ik x_ij, T_j = sum_k F_kj, C_k = sum_j F_kj,
// T = sum_k C_k, d the number of features:
//
//   score_ik = sum_j x_j * -log[ (T_j - x_j - F_kj + q_ik x_j + alpha)
//                                / (T - |x| - C_k + q_ik |x| + alpha d) ]
//
// Log scores, high = likely; unbounded and not normalised (see temperature.h).  A row without
// features scores 0 for every class; classes with one member, or none, are scored from the
// smoothing alone.  alpha > 0.
//
// O(nnz * K) time, 4 * D * pad(K) + 8 * nnz bytes beside the result.  The same bits for any number
// of threads.
//
// Source: J. Rennie, L. Shih, J. Teevan, D. Karger, "Tackling the Poor Assumptions of Naive Bayes
// Text Classifiers", ICML 2003, section 3.1; without weight normalisation.
ClassMatrix LeaveOneOutComplementNaiveBayes(const CsrMatrix& features, const SoftLabels& labels,
                                            size_t class_count, double alpha, WorkerPool& pool);

// Exact leave-one-out scores (N x K) of multinomial naive Bayes without a class prior.
//
//   score_ik = sum_j x_j log[ (F_kj - q_ik x_j + alpha) / (C_k - q_ik |x| + alpha d) ]
//
// Symbols, edge cases and cost as above.
//
// Source: A. McCallum, K. Nigam, "A Comparison of Event Models for Naive Bayes Text
// Classification", AAAI-98 workshop, eq. (6), here on weights in place of counts.
ClassMatrix LeaveOneOutMultinomialNaiveBayes(const CsrMatrix& features, const SoftLabels& labels,
                                             size_t class_count, double alpha, WorkerPool& pool);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_NAIVE_BAYES_H_
