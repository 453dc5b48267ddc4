#ifndef ASSAY_ENGINE_AUDIT_RECALIBRATION_H_
#define ASSAY_ENGINE_AUDIT_RECALIBRATION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// A recalibration that was fitted, for rows it was not fitted to:
//
//   log-softmax_k(kept l_k + sum_j x_j weights[j,k] + offsets[k])      (l, x as below)
struct RecalibrationMap {
  double kept = 1;
  ClassMatrix weights = {};  // K x K; empty: kept alone
  std::vector<float> offsets = {};
};

struct Recalibrated {
  ClassMatrix log_probabilities;  // N x K, tempered
  double share = 0;               // of the discriminant in them, in [0, 1)
  RecalibrationMap map = {};
};

// Applies a map to N x K log-probabilities, in place; entries at least kLowestLogProbability.
// O(N * K^2).  The same bits for any number of threads.
void ApplyRecalibration(const RecalibrationMap& map, WorkerPool& pool, ClassMatrix* logs);

// Out-of-sample probabilities, corrected by what the rows of each class usually look like.
//
//   x_i = max(l_i, ln 1e-6) less its mean over the classes,  l = log_probabilities
//   q = leave-one-out discriminant of the given labels on x, shrinkage 0.3, tempered; L2 its
//       log-loss; then once more with rows weighted by e^(l_i[g_i])
//   result: l and q as MixtureWeights has them with loss scale 0.01, priors 1 and `prior`; tempered
//
// A model is surer of some classes than of others, and fond of certain wrong ones.  The
// discriminant knows how rows of a class usually are predicted; an item whose row is unlike them is
// suspicious, be it another class's or no class's at all.  Where classes are small or mostly wrong
// that cannot be learnt: the loss on the given labels then keeps q out (docs/decisions/0002).
//
// log_probabilities: N x K, K >= 2, finite, tempered.  given: size N, in [0, K); a class that is
// never given keeps what l says of it.
//
// O(N * K^2) and about twenty passes over N x K; 12 N K bytes beside the result.  Pure; the same
// bits for any number of threads.
Recalibrated Recalibrate(ClassMatrix log_probabilities, std::span<const uint32_t> given,
                         double prior, WorkerPool& pool);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_RECALIBRATION_H_
