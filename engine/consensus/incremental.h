#ifndef ASSAY_ENGINE_CONSENSUS_INCREMENTAL_H_
#define ASSAY_ENGINE_CONSENSUS_INCREMENTAL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/consensus/consensus_registry.h"
#include "engine/consensus/incremental_agreement.h"
#include "engine/consensus/incremental_confusions.h"
#include "engine/labels/label_table.h"

namespace assay {

// What changed between two states of the posterior, over items with labels or a known class.
struct ConsensusDifference {
  int64_t item_count = 0;  // items that were looked at
  double largest = 0;      // of |dq|
  double mean = 0;         // of |dq|, over the classes of those items
  int64_t changed_labels = 0;
  int iterations = 0;     // of the batch method
  bool converged = true;  // so the batch method says
};

// Dawid-Skene MAP (methods.h) that takes one label at a time.  Keeps what the model is made of:
//
//   n_jkl = sum_i r_i(k) [y_ij = l],   m_k = sum_i r_i(k)
//   q_i(k) ~ (m_k + 1/K) prod_j (n_jkl + 1/K + [k = l]) / (sum_l n_jkl + 2),   l = y_ij
//
// q_i is made from the counts when it is asked for.  r_i is the share with which an item is
// counted: the shares of its votes when its labels change (so the batch method starts, too), q_i
// from its next turn on.  Every change gives kTurns other items their turn, round and round: O(R K)
// for items of R labels.  Turns and Sweep are incremental EM, which never decreases the objective
// of the batch method.
//
// Items, annotators and classes may be added at any time; indices count from 0 in the order of
// adding.  An annotator has at most one label on an item: the last.
//
// Memory: 56 bytes and 4 K' an item, 6 bytes a label, 8 K' for each pair of an annotator and a
// class that he said, K' = K up to the next power of two.  Not thread-safe.
//
// Source: A. Dawid, A. Skene, Applied Statistics 28 (1979); R. Neal, G. Hinton, "A view of the EM
// algorithm that justifies incremental, sparse, and other variants" (1998).
class IncrementalConsensus {
 public:
  static constexpr int kTurns = 4;

  uint32_t AddItem();
  uint32_t AddAnnotator();
  // INVALID_ARGUMENT TOO_MANY_CLASSES after 65,535.  Amortised O((N + A K) / K).
  absl::StatusOr<uint16_t> AddClass();
  size_t item_count() const { return items_.size(); }
  size_t annotator_count() const { return confusions_.annotator_count(); }
  size_t class_count() const { return confusions_.class_count(); }
  size_t label_count() const { return label_count_; }

  // Adds the items, annotators, classes and labels of a table, in its order; gold as
  // ConsensusInput. Of repeated labels the last counts.  Only while this is empty (ASSAY_CHECK).
  absl::Status Load(const LabelTable& labels, std::span<const int32_t> gold);

  // A label, or the one that takes the place of the annotator's last on the item.
  // INVALID_ARGUMENT UNKNOWN_INDEX: there is no such item, annotator or class; metadata "field",
  // "found", "expected".
  absl::Status SetLabel(uint32_t item, uint32_t annotator, uint16_t said);
  // UNKNOWN_INDEX; NOT_FOUND NO_SUCH_LABEL.
  absl::Status RemoveLabel(uint32_t item, uint32_t annotator);
  // The known class of an item; kNoClass takes it back.  UNKNOWN_INDEX.
  absl::Status SetGold(uint32_t item, int32_t gold);
  // Takes back the last of the three, once.  FAILED_PRECONDITION NOTHING_TO_UNDO: it was taken back
  // already, or a Sweep, a Refit or an addition came after it.
  absl::Status Undo();

  // Gives a turn to the items of every annotator whose counts have moved by more than
  // tolerance * (his labels + 2) since they were last swept; to all items where tolerance < 0.
  // Differences are those of r.  O(L + labels of those items * K).
  ConsensusDifference Sweep(double tolerance = 0);

  // Counts anew with the answer of a batch method as r; says how far q was from it.
  // Errors: those of the method; the state is untouched then.
  absl::StatusOr<ConsensusDifference> Refit(
      absl::StatusOr<ConsensusResult> (*method)(const ConsensusInput&, const ConsensusOptions&,
                                                WorkerPool&, ProgressSink&),
      const ConsensusOptions& options, WorkerPool& pool, ProgressSink& progress);

  // Writes q_i, K values that sum to 1: the class shares where the item has neither label nor known
  // class, 1 / K while nothing is known at all.  O(R_i K).
  void PosteriorOf(uint32_t item, std::span<float> out) const;
  // Writes r_i; all 0 where the item has neither label nor known class.
  void CountedShareOf(uint32_t item, std::span<float> out) const;
  // The most probable class, the first of equals; kNoClass for an item without label and gold.
  int32_t LabelOf(uint32_t item) const;
  // sum_k P(k) P(j says k | k), in [0, 1].  O(K).
  double ReliabilityOf(uint32_t annotator) const;
  // n, m and what follows from them.
  const IncrementalConfusions& confusions() const { return confusions_; }
  // As of now; errors of AgreementTally::Agreement.  O(K).
  absl::StatusOr<RunningAgreement> Agreement() const { return tally_.Agreement(); }

  // The annotators of an item, in no particular order, and what they said.
  std::span<const uint32_t> annotators_of(uint32_t item) const { return items_[item].annotators; }
  std::span<const uint16_t> classes_of(uint32_t item) const { return items_[item].classes; }

 private:
  struct Item {
    std::vector<uint32_t> annotators;
    std::vector<uint16_t> classes;
    int32_t gold = kNoClass;

    bool counted() const { return gold != kNoClass || !classes.empty(); }
  };
  // What Undo restores: the changed item as it was, and the shares that changed, in order.
  struct LastChange {
    static constexpr uint32_t kNone = UINT32_MAX;
    uint32_t item = kNone;
    Item before;
    uint32_t next_turn = 0;
    std::vector<uint32_t> share_items;
    std::vector<float> shares;  // rows of width_
  };

  float* Row(size_t item) { return shares_.data() + item * width_; }
  const float* Row(size_t item) const { return shares_.data() + item * width_; }
  size_t PlaceOf(const Item& item, uint32_t annotator) const;
  absl::Status CheckIndices(uint32_t item, uint32_t annotator, size_t said) const;
  void Widen();
  void RememberShare(uint32_t item);
  // Takes the item out of all sums; what is changed then is remembered.
  void Open(uint32_t item);
  // Puts the item in again, with its votes, and lets others have their turn.
  void Close(uint32_t item);
  void Forget() { last_.item = LastChange::kNone; }
  // Adds sign * r_i to all sums.
  void Count(uint32_t item, double sign);
  void MarkMoved(uint32_t item, double distance);
  // weights := q of the item by the sums as they are; width_ values.
  void Infer(const Item& item, std::vector<double>& weights) const;
  // r_i := weights, with the sums; returns sum_k |dr|.
  double SetShare(uint32_t item, const std::vector<double>& weights);
  void TakeTurns();
  ConsensusDifference Replace(std::span<const float> posterior);
  LabelTable Table() const;
  std::vector<int32_t> Gold() const;

  std::vector<Item> items_;
  IncrementalConfusions confusions_;
  AgreementTally tally_;
  size_t width_ = 0;           // floats between rows of shares_
  std::vector<float> shares_;  // r
  std::vector<double> scratch_;
  size_t label_count_ = 0;
  uint32_t next_turn_ = 0;
  LastChange last_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_INCREMENTAL_H_
