#ifndef ASSAY_ENGINE_CONSENSUS_ACTIVE_LAB_H_
#define ASSAY_ENGINE_CONSENSUS_ACTIVE_LAB_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

struct ActiveLabScores {
  std::vector<double> labelled;    // N, in [0, 1]; LOW = another label is wanted most
  std::vector<double> unlabelled;  // U, on the same scale
  // What the model's logarithms were divided by, so that it fits the annotators' labels; 1 where
  // every item has one label.
  double temperature = 1;
};

// How little another label would tell, for items with labels and for others.
//
//   labelled:   (q_i (W + sum_j w_j) + m / K) / (W + sum_j w_j + m)       over the labels j of i
//   unlabelled: (W max_k p_k + m / K) / (W + m)
//
// q_i is CROWDLAB's quality of the consensus, W and w_j its weights (crowdlab.h), m the mean of
// w_j; p are the model's probabilities at a temperature that is chosen from a grid by the cross
// entropy with the shares of the votes.  Where every item has exactly one label, q_i is the model's
// probability of it and all weights are 1.  Items of the table without labels are scored as
// unlabelled ones are.
//
// unlabelled: U x K probabilities of items that are not in the table, row-major.  temperature: what
// to divide the model's logarithms by, > 0; 0: choose.
//
// The peer (cleanlab 2.9.0) chooses another temperature: it counts the votes of an item that names
// n classes as if they were for the first n classes.  At its temperature the scores are the same.
//
// Errors: as ScoreCrowdlab; INVALID_ARGUMENT SIZE_MISMATCH for a size that is not a multiple of K;
// INVALID_ARGUMENT TEMPERATURE_OUT_OF_RANGE.
//
// O((L + (N + U) K) * 18).  Pure.
//
// Source: H. W. Goh, J. Mueller, "ActiveLab: active learning with re-labeling by multiple
// annotators", arXiv:2301.11856 (2023).
absl::StatusOr<ActiveLabScores> ScoreActiveLab(const ConsensusInput& input,
                                               std::span<const float> unlabelled, uint64_t seed,
                                               double temperature = 0);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_ACTIVE_LAB_H_
