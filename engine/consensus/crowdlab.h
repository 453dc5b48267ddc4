#ifndef ASSAY_ENGINE_CONSENSUS_CROWDLAB_H_
#define ASSAY_ENGINE_CONSENSUS_CROWDLAB_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

// What CROWDLAB tells of N items, L labels and A annotators.
struct CrowdlabScores {
  std::vector<float> posterior;    // N x K; rows sum to 1
  std::vector<int32_t> consensus;  // N; kNoClass for an item without labels and gold
  std::vector<double>
      consensus_quality;             // N, in [0, 1]: posterior of the consensus; low = doubtful
  std::vector<double> agreement;     // N: share of the item's labels that are the consensus
  std::vector<float> label_quality;  // L, in [0, 1]: posterior of the class that was said
  std::vector<double> annotator_quality;    // A, in [0, 1]
  std::vector<double> annotator_agreement;  // A: share of his labels that are the consensus
  std::vector<int32_t> worst_class;         // A: the class of which his labels are wrong most often
  std::vector<double> annotator_weight;     // A, > 0
  double model_weight = 0;                  // > 0
};

// Consensus of annotators and a model, which counts as one more annotator of measured worth.
//
//   post_i = (W p_i + sum_j w_j v_ij) / (W + sum_j w_j)          over the labels j of item i
//   v_ij(k) = P if j said k, else (1 - P) / (K - 1)
//   w_j = max(1e-6, 1 - (1 - agreement of j with the other labels of his items) / e)
//   W   = max(1e-6, 1 - (error of the model) / e) sqrt(mean number of labels an item)
//
// P is the mean share of labels that are the consensus, e >= 1e-6 the error of always saying the
// most common consensus, both and the model's error over the items with two labels or more.  The
// consensus is first the majority (ties: by p, then the class said less often, then by the
// annotators' agreement, then by the seed), then the class with the largest posterior; weights and
// posterior are made anew from that.  Annotators who share no item have the mean agreement.
//
// annotator_quality = w q + (1 - w) a, w = W / (W + mean number of labels * mean w_j): q the mean
// posterior of his labels, a his agreement with the consensus on items with two labels or more;
// q alone where he has none.
//
// Items with a known class have it as consensus and posterior 1; items without labels have
// posterior p.  Neither differs from the peer where all items have labels and none is known.
//
// Errors: as ConsensusMethod, and
//   FAILED_PRECONDITION NO_OVERLAP  no item has two labels, so nothing tells whom to trust.
//
// O(L K + N K).  Pure.
//
// Source: H. W. Goh, U. Tkachenko, J. Mueller, "CROWDLAB: supervised learning to infer consensus
// labels and quality scores for data with multiple annotators", arXiv:2210.06812 (2022).
absl::StatusOr<CrowdlabScores> ScoreCrowdlab(const ConsensusInput& input, uint64_t seed);

// The same as a ConsensusMethod with needs_model; reliability is annotator_quality.
absl::StatusOr<ConsensusResult> CrowdlabConsensus(const ConsensusInput& input,
                                                  const ConsensusOptions& options, WorkerPool& pool,
                                                  ProgressSink& progress);

// What CROWDLAB starts from: the majority, ties broken as above.  N classes; kNoClass where an item
// has neither labels nor gold.  Needs input.model_probabilities.  O(L + N K).
std::vector<int32_t> CrowdlabMajority(const ConsensusInput& input, uint64_t seed);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_CROWDLAB_H_
