#ifndef ASSAY_ENGINE_AUDIT_COMBINATION_H_
#define ASSAY_ENGINE_AUDIT_COMBINATION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// Several out-of-sample models put together.
struct Combination {
  ClassMatrix probabilities;    // N x K, rows sum to 1
  std::vector<double> weights;  // one per model, sum 1
  // What the pool was divided by before the last softmax; below 1 sharpens it.
  double temperature = 1.0;
};

// Pools the probabilities of M >= 1 models (each N x K, rows sum to 1, out of sample):
//
//   p_i ~ exp( sum_m w_m log p_m,i / t ),   w_m ~ 1 / L_m,   L_m = mean_i -log p_m,i[given_i]
//
// t makes the pooled probabilities most likely on the given labels (FitTemperature).  Models that
// are about as good share the weight evenly, on purpose: with systematic errors in the labels the
// model with the least loss is often the one that learned the errors, so the loss may only tell a
// useless model from a good one.  Probabilities count as at least 1e-12, losses as at least 1e-6.
//
// labels: size N, in [0, K).  O(M*N*K).  The same bits for any number of threads.
//
// Source: log-linear opinion pool, C. Genest, J. Zidek, "Combining probability distributions: a
// critique and an annotated bibliography", Statistical Science 1 (1986).
Combination CombineModels(std::span<const ClassMatrix* const> models,
                          std::span<const uint32_t> labels, WorkerPool& pool);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_COMBINATION_H_
