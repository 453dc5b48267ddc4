#ifndef ASSAY_ENGINE_CONSENSUS_CONFUSION_EM_H_
#define ASSAY_ENGINE_CONSENSUS_CONFUSION_EM_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/consensus/confusion_kernels.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

// EM for models that give each annotator a confusion matrix (the family of Dawid & Skene).
//
//   E:  q_i(k) = softmax_k( log pi_k + sum_j log T_j(k, y_ij) )
//   M:  n_jkl = sum_i q_i(k) [y_ij = l],   m_k = sum_i q_i(k)
//
// Both in one pass over the items.  What is made of n and m is the caller's.  Tables lie as
// [annotator][label][true class], so that each label adds and counts one contiguous row; labels
// that an annotator never gives have no row where that saves memory.
//
// Items with a known class have q = 1 for it; items with neither label nor known class count
// nowhere.  O(L K) a round.  Memory: N K floats; 12 bytes for each cell of the tables (A K rows of
// K, padded to whole vectors), and as much again for each of at most 8 slices of items that are
// counted side by side, up to 64 MB.  Not thread-safe.
class ConfusionEm {
 public:
  // The input must outlive this.
  ConfusionEm(const ConsensusInput& input, WorkerPool& pool);

  size_t class_count() const { return rows_.class_count; }
  size_t annotator_count() const { return row_begin_.size() - 1; }
  // Floats between the rows of all tables; those above class_count() are padding.
  size_t width() const { return rows_.width; }
  // The rows of annotator a are [row_begin()[a], row_begin()[a + 1]); row r is that of the label
  // row_class()[r].
  std::span<const uint64_t> row_begin() const { return row_begin_; }
  std::span<const uint16_t> row_class() const { return row_class_; }

  // n and m of the last round.
  const double* counts_of_row(size_t row) const { return counts_.data() + row * width(); }
  const double* class_counts() const { return counts_of_row(rows_.row_count); }
  // Items that have labels or a known class.
  size_t counted_items() const { return counted_items_; }

  // What the next round uses; the caller writes them.  Padding of the prior is set.
  float* log_row(size_t row) { return log_table_.data() + row * width(); }
  float* log_prior() { return log_prior_.data(); }

  struct Round {
    // sum_i log sum_k pi_k prod_j T_j(k, y_ij) by the tables that the round used.
    double log_likelihood = 0;
    // Mean of |q - q before| over items and classes.
    double change = 0;
  };
  // q := shares of the votes; counts.
  void CountVotes(bool harden);
  // One round.  harden: counts the most probable class alone, equal ones in equal shares.
  Round Run(bool harden);

  // Also the N x K posterior as of the last round.
  std::vector<float> TakePosterior() { return std::move(posterior_); }

  // Runs body(annotator) for all annotators.
  void ForAnnotators(const std::function<void(size_t)>& body);

 private:
  void NumberRows(const LabelTable& labels);
  void MakeSlices(const LabelTable& labels);
  Round RunSlices(const float* log_table, bool harden);

  WorkerPool& pool_;
  LabelRows rows_{};
  std::vector<uint64_t> row_begin_;
  std::vector<uint16_t> row_class_;
  std::vector<uint32_t> row_of_pair_;
  size_t counted_items_ = 0;
  std::vector<float> posterior_;
  std::vector<float> log_table_;
  std::vector<float> log_prior_;
  std::vector<double> counts_;
  std::vector<ConfusionSlice> slices_;
  std::vector<std::vector<float>> block_counts_;
  std::vector<std::vector<double>> slice_counts_;
  std::vector<std::vector<float>> scratch_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_CONFUSION_EM_H_
