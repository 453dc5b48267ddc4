#ifndef ASSAY_ENGINE_AUDIT_SUSPICION_SCORE_H_
#define ASSAY_ENGINE_AUDIT_SUSPICION_SCORE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// What an audit says of each of N labels.
struct SuspicionScores {
  std::vector<double> quality;  // in [0, 1], LOW = suspicious
  std::vector<uint32_t>
      suggested;  // the class to put in the given one's place; never the given one
};

// How much each given label g looks right.
//
//   a_i = ln sum_{k != g} p_k R[g,k] + ln(K-1) - ln p_g
//   b_i = ln(1 - p_g) - ln p_g
//   c_i = ln max_{k != g} p_k - ln p_g
//   quality_i = 1 / (1 + e^s),  s = direction_share a_i + (1 - direction_share) (b_i + c_i) / 2
//   suggested_i = argmax_{k != g} p_k sqrt(R[g,k]), of equal ones the first
//
// p = softmax of row i, R = `direction`.  b asks whether the label is wrong, c whether one other
// class is better, a whether it is wrong the way labels of this data set go wrong; a direction
// learnt from data that has none is noise itself, which its share bounds.  The root in the
// suggestion is the same compromise.  With K = 2, a = b = c and quality is p_g itself.
//
// 1 - p_g is the sum of the others, and all of it is done on logarithms: labels that are almost
// surely wrong keep their order down to a quality of e^-700, and no score is NaN.
//
// log_probabilities: N x K, K >= 2, finite (model_mixture.h).  direction: of NoiseDirection.
// direction_share in [0, 1].
//
// O(N * K).  Pure; the same bits for any number of threads.
SuspicionScores ScoreSuspicion(const ClassMatrix& log_probabilities,
                               std::span<const uint32_t> given, const ClassMatrix& direction,
                               WorkerPool& pool, double direction_share = 0.5);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_SUSPICION_SCORE_H_
