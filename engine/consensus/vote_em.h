#ifndef ASSAY_ENGINE_CONSENSUS_VOTE_EM_H_
#define ASSAY_ENGINE_CONSENSUS_VOTE_EM_H_

#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

// Rounds of weighted voting: what all models share in which an annotator is one number.
//
//   s_i(k) = base(k) + sum_j w_j [y_ij = k],   q_i = the row made of s_i by the caller
//
// and of each round the agreement of each annotator with q.  An item with a known class has q = 1
// for it; an item without labels has the row of base alone, and counts nowhere.
// O(L + N K) a round.  Not thread-safe.
class VoteEm {
 public:
  // The input must outlive this.
  VoteEm(const ConsensusInput& input, WorkerPool& pool);

  struct Round {
    std::vector<double> agreement;   // A: sum_i q_i(y_ij)
    std::vector<double> square_sum;  // A: sum_i sum_k q_i(k)^2 over the labels of an annotator
    std::vector<double> class_sum;   // K: sum_i q_i(k)
    double change = 0;               // mean |q - q before|
  };
  // finish(row, weight) turns s_i into q_i; weight = sum_j w_j.  weights: A values; base: K values.
  // Must be thread-safe.
  using Finish = std::function<void(std::span<float> row, float weight)>;
  Round Run(std::span<const float> weights, std::span<const float> base, const Finish& finish);

  // The same for a row that the labels do not tell apart by annotator: shares of the votes.
  Round CountVotes();

  // Labels of each annotator.
  const std::vector<double>& label_counts() const { return label_counts_; }
  size_t counted_items() const { return counted_items_; }
  const std::vector<float>& posterior() const { return posterior_; }
  std::vector<float> TakePosterior() { return std::move(posterior_); }

 private:
  void RunSlice(size_t slice, std::span<const float> weights, std::span<const float> base,
                const Finish& finish, Round& round);

  const ConsensusInput& input_;
  WorkerPool& pool_;
  std::vector<size_t> bounds_;
  std::vector<double> label_counts_;
  size_t counted_items_ = 0;
  std::vector<float> posterior_;
};

// row := row / sum(row); unchanged where the sum is not positive.
void ShareRow(std::span<float> row);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_VOTE_EM_H_
