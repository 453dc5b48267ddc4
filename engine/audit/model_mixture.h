#ifndef ASSAY_ENGINE_AUDIT_MODEL_MIXTURE_H_
#define ASSAY_ENGINE_AUDIT_MODEL_MIXTURE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// ln(1e-30): the lowest log-probability that leaves a function of this header.  A class that a
// model rules out stays possible, so that every ratio of probabilities is a number.
inline constexpr float kLowestLogProbability = -69.0775528f;

// One model of a mixture.
struct MixtureLeg {
  // N x K, natural logarithms of out-of-sample probabilities.  Not owned.
  const ClassMatrix* log_probabilities = nullptr;
  double log_loss = 0;  // mean -log p[given] of those, >= 0
  double prior = 1;     // >= 0: how much the kind of model is trusted before it is seen to work
};

struct MixtureRule {
  // A model whose log-loss is this share above the best one's counts 1/e of it.
  double loss_scale = 0.1;
  // -sum_k s_k ln s_k of the shares of the given classes: the loss of knowing no more than them.
  double label_entropy = 0;
};

// How much each model counts.
//
//   w_m = prior_m * max(exp(-(l_m - l_min) / (loss_scale l_min)) * u_m^2, 0.05), scaled to sum to 1
//   u_m = clip((H - l_m) / (0.7 (H - l_min)), 0, 1), or 1 where H <= l_min
//
// l_m is the log-loss of model m, l_min the least of them, H = label_entropy.  No model falls below
// 5 %, since a worse model still errs elsewhere than the best one does, and that is what a mixture
// lives on.  u bounds models that explain little of what can be explained: where all losses are
// high (sentiment), they are alike in ratio though one model is near chance.  Where l_min = 0,
// models with l_m > 0 get the 5 %.  At least one prior is > 0.
//
// O(number of models).  Pure.
std::vector<double> MixtureWeights(std::span<const MixtureLeg> legs, const MixtureRule& rule = {});

// The weighted geometric mean of the models, normalised:
//
//   log-softmax_k sum_m w_m log p_m[i,k],   log p_m at least kLowestLogProbability
//
// All legs are N x K; weights are of MixtureWeights (any finite >= 0 will do).  Logarithms are
// averaged, not probabilities: one model that rules a class out is heard.  An entry that is not a
// number counts as ruled out.  Temper the result: means of logarithms are less sure than their
// members.
//
// O(N * K * number of models) time, one N x K result.  Pure; the same bits for any number of
// threads.
ClassMatrix MixLogProbabilities(std::span<const MixtureLeg> legs, std::span<const double> weights,
                                WorkerPool& pool);

// Replaces each row by log-softmax(row / t), at least kLowestLogProbability, with the t of
// FitTemperature, and returns the log-loss mean_i -log p[i, given_i] (0 where N = 0).  For raw
// scores of models as for mixtures; scores are finite.  given has N entries in [0, K).
//
// O(N * K), about ten passes over the scores.  The same bits for any number of threads.
//
// *factor, unless it is null, becomes 1 / t: the scores times it are the result up to a constant of
// each row.
double TemperLogProbabilities(std::span<const uint32_t> given, WorkerPool& pool,
                              ClassMatrix* scores, double* factor = nullptr);

// Replaces probabilities that come from elsewhere by log-probabilities: each entry at least 1e-12,
// rows scaled to sum to 1.  No temperature is fitted: who supplies probabilities means them.
// Entries are >= 0; one that is not a number counts as 0.
//
// O(N * K).  The same bits for any number of threads.
void TakeLogOfProbabilities(WorkerPool& pool, ClassMatrix* probabilities);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_MODEL_MIXTURE_H_
