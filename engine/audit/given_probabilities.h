#ifndef ASSAY_ENGINE_AUDIT_GIVEN_PROBABILITIES_H_
#define ASSAY_ENGINE_AUDIT_GIVEN_PROBABILITIES_H_

#include <cstdint>
#include <span>

#include "engine/audit/noise_direction.h"
#include "engine/audit/probability_matrix.h"
#include "engine/audit/suspicion_score.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// What an audit makes of probabilities that a model of the user has computed.
struct GivenProbabilityJudgement {
  // N x K, natural logarithms: what the audit believes, in the place of a mixture of its own models
  // (AuditModels::log_mixture).
  ClassMatrix log_mixture;
  NoiseEstimate noise;     // of log_mixture, tau = 1
  SuspicionScores scores;  // of log_mixture
  // Share of the probabilities as they came in log_mixture; the rest is the discriminant's.
  double supplied_weight = 1;
};

// Judges the given labels by out-of-sample probabilities p of another model (docs/decisions/0002).
//
//   l_ik = ln p_ik, zeros standing for half the smallest positive entry; tempered
//   log_mixture = Recalibrate(l) with prior 3: the discriminant is the better judge of networks
//   scores = ScoreSuspicion with a quarter of direction
//
// probabilities: N x K, K >= 2, as LabelledProbabilities has checked them; rows need not sum to 1.
// given: size N, entries in [0, K).
//
// O(N * K^2).  Memory: 20 N K bytes.  Pure; the same bits for any number of threads.
GivenProbabilityJudgement JudgeGivenProbabilities(ProbabilityMatrix<float> probabilities,
                                                  std::span<const uint32_t> given,
                                                  WorkerPool& pool);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_GIVEN_PROBABILITIES_H_
