#ifndef ASSAY_ENGINE_AUDIT_SOFT_RELABEL_H_
#define ASSAY_ENGINE_AUDIT_SOFT_RELABEL_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// Labels shared between the given class and its best alternative, for models of a second pass.
struct Relabelling {
  std::vector<uint32_t> alternative;      // size N; never the given class
  std::vector<float> alternative_weight;  // size N, in [0, 1]; the given class has the rest
};

// How much each label should count for another class, so that the doubts add up.
//
//   p = softmax(tau * log_probabilities_i),  r_i = sum_{k != g} p_k R[g,k] / p_g
//   kappa such that  sum_i kappa r_i / (1 + kappa r_i) = expected_errors,  ln kappa in [-20, 20]
//   b = argmax_{k != g} p_k R[g,k], of equal ones the first;  v = kappa p_b R[g,b] / p_g
//   weight of b = v / (1 + v),  weight of g = 1 / (1 + v)
//
// The direction R says where errors come from but not how many there are: kappa takes that from
// `expected_errors`, of EstimateLabelNoise with the same tau.  Only the best alternative is kept:
// spread thin over all K classes, doubt would blur the classes that a second model is to learn.
//
// log_probabilities: N x K, K >= 2, finite.  direction: of NoiseDirection.  tau > 0 (1.5 in an
// audit).  expected_errors in [0, N].
//
// O(N * K) once and O(N) for each of about ten steps of the root.  Pure; the same bits for any
// number of threads.
Relabelling SoftRelabel(const ClassMatrix& log_probabilities, std::span<const uint32_t> given,
                        const ClassMatrix& direction, double tau, double expected_errors,
                        WorkerPool& pool);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_SOFT_RELABEL_H_
