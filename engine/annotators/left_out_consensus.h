#ifndef ASSAY_ENGINE_ANNOTATORS_LEFT_OUT_CONSENSUS_H_
#define ASSAY_ENGINE_ANNOTATORS_LEFT_OUT_CONSENSUS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/annotators/annotator_input.h"
#include "engine/consensus/incremental_confusions.h"

namespace assay {

// A label on an item, to be left out.
struct GivenLabel {
  uint32_t annotator;
  uint16_t said;
};

// What the consensus of an item is without some of its labels, so that nobody vouches for himself:
//
//   q_i^(-j)(k) ~ P(k) prod over the other labels j' of T_j'(k, y_ij')
//   T_j(k, l) = (n_jkl - q_i(k) [y_ij = l] + 1/K + [k = l]) / (n_jk - q_i(k) + 2)
//
// n are the counts by the given posterior q; each is used without the item in question.  P(k) is
// the share of class k in q.  Known classes stand as they are.
//
// Thread-safe after construction.  Construction O(L K); memory 4 K N bytes and that of
// IncrementalConfusions.
class LeftOutConsensus {
 public:
  // The input must outlive this.
  explicit LeftOutConsensus(const AnnotatorInput& input);

  // Writes the posterior of the item without `left_out`, labels that it has, into K values; O(K)
  // for each.  False where nothing is left to tell by: then the class shares.
  bool Write(size_t item, std::span<const GivenLabel> left_out, std::span<double> out) const;

  // n, and the probabilities that follow, by the given posterior.
  const IncrementalConfusions& confusions() const { return confusions_; }
  // P(k); K values that sum to 1.
  std::span<const double> class_shares() const { return class_shares_; }

 private:
  // log T_j(k, l) without the item.
  double LogLikelihood(size_t item, const GivenLabel& label, size_t truth) const;

  const AnnotatorInput& input_;
  IncrementalConfusions confusions_;
  std::vector<double> class_shares_;
  std::vector<float> scores_;  // N x K: log P(k) + sum over all labels of log T
};

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_LEFT_OUT_CONSENSUS_H_
