#ifndef ASSAY_ENGINE_LEARN_NAIVE_BAYES_WEIGHTS_H_
#define ASSAY_ENGINE_LEARN_NAIVE_BAYES_WEIGHTS_H_

#include <cstddef>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"
#include "engine/learn/csr_matrix.h"
#include "engine/learn/naive_bayes.h"

namespace assay {

// Naive Bayes trained on all rows, as the linear model that it is, for rows it was not trained on:
//
//   score_k(x) = sum_j x_j weights[j,k] + |x| length_weights[k],   |x| = sum_j x_j
//
// (naive_bayes.h without leaving a row out).
struct NaiveBayesWeights {
  ClassMatrix weights;                // D x K
  std::vector<float> length_weights;  // size K
};

enum class NaiveBayesKind { kComplement, kMultinomial };

// Adds factor times the weights of naive Bayes to *sum, which has D rows and K columns.  Symbols as
// in naive_bayes.h:
//
//   complement   weights[j,k] = -ln(T_j - F_kj + alpha),  length[k] =  ln(T - C_k + alpha d)
//   multinomial  weights[j,k] =  ln(F_kj + alpha),        length[k] = -ln(C_k + alpha d)
//
// O(nnz + D * K).  The same bits for any number of threads.
void AddNaiveBayesWeights(NaiveBayesKind kind, const CsrMatrix& features, const SoftLabels& labels,
                          double alpha, float factor, WorkerPool& pool, NaiveBayesWeights* sum);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_NAIVE_BAYES_WEIGHTS_H_
