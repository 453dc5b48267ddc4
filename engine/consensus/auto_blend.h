#ifndef ASSAY_ENGINE_CONSENSUS_AUTO_BLEND_H_
#define ASSAY_ENGINE_CONSENSUS_AUTO_BLEND_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

// The pieces of the method "auto" (auto_consensus.h).

// Share of each class among the labels: (count + .5) / (L + K / 2).  K values.  O(L).
std::vector<double> VoteShares(const LabelTable& labels);

// The same of a posterior, over the items that have labels; N x K, row-major.  O(N K).
std::vector<double> PosteriorShares(const LabelTable& labels, std::span<const float> posterior);

// Adds to each item that has labels and no known class one label that is any class alike:
// q_i(k) := (n_i q_i(k) + 1/K) / (n_i + 1).  Shares of few votes are far from sure.  O(N K).
void SoftenVotes(const ConsensusInput& input, std::span<float> posterior);

// How far a model whose class shares are `model` is trusted next to votes with shares `votes`:
//
//   exp(-20 max(0, sum_k votes_k log(votes_k / model_k)))
//
// 1 where they agree; .14 at a divergence of .1.  A model of the truth that drifts onto few classes
// reaches .2 and more.  Both have K positive entries that sum to 1.
double ShareTrust(std::span<const double> votes, std::span<const double> model);

// One model of a blend.
struct AutoLeg {
  std::string_view name;
  std::vector<float> posterior;  // N x K
  std::vector<double> shares;    // PosteriorShares
  // Whether the model holds the errors of annotators on an item to be independent.
  bool assumes_independence = true;
  double weight = 0;
};

// Sets the weights to the ShareTrust of each leg, made to sum to 1.  At least one leg.
void WeighLegs(std::span<const double> vote_shares, std::span<AutoLeg> legs);

// How sure it is that annotators err together, from the evidence in nats: 0 up to 5 ("decisive" on
// the scale of Kass and Raftery, JASA 1995), 1 - exp(-(evidence - 5) / 5) above.
double CorrelationProof(double evidence);

// Adds a leg that knows of correlated errors: proof * ShareTrust of the weight of each leg that
// assumes independence moves to it.  The weights of `legs` sum to 1 before and after.
void AddCorrelatedLeg(std::span<const double> vote_shares, double proof, AutoLeg leg,
                      std::vector<AutoLeg>& legs);

// sum over legs of weight * posterior, each row made to sum to 1.  Independent of threads.
// O(N K) a leg.
std::vector<float> BlendLegs(const LabelTable& labels, std::span<const AutoLeg> legs,
                             WorkerPool& pool);

// Of each annotator (sum_i q_i(y_ij) + m) / (n_j + 1), m the mean of q_i(y_ij) over all labels: the
// probability that a label of theirs is right.  A values.  O(L).
std::vector<float> BlendReliability(const LabelTable& labels, std::span<const float> posterior);

// Weights in words, and of each leg that was set aside (weight below a quarter of the largest) the
// class that it finds most out of line with the votes.
std::string ExplainBlend(const LabelTable& labels, std::span<const double> vote_shares,
                         std::span<const AutoLeg> legs);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_AUTO_BLEND_H_
