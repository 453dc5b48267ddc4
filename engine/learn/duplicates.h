#ifndef ASSAY_ENGINE_LEARN_DUPLICATES_H_
#define ASSAY_ENGINE_LEARN_DUPLICATES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/csr_matrix.h"
#include "engine/learn/neighbours.h"

namespace assay {

// 128 bits that stand for the content of a row; rows of equal content have equal keys.  All zeros
// stand for no content: such a row equals no other.
struct RowKey {
  uint64_t high = 0;
  uint64_t low = 0;

  bool operator==(const RowKey&) const = default;
};

// Keys of the columns and values of each row; zeros for a row without entries.  Different rows
// share a key with a probability of about N^2 / 2^129, for data that nobody made for the purpose.
// O(entries).  The same bits for any number of threads.
std::vector<RowKey> RowKeys(const CsrMatrix& rows, WorkerPool& pool);

// Rows that are equal.  8 bytes a row and 8 a group.
class EqualRows {
 public:
  EqualRows() = default;
  // Expected O(N).
  explicit EqualRows(std::span<const RowKey> keys);

  size_t row_count() const { return group_of_.size(); }
  // Groups of two rows or more, numbered by their first rows.
  size_t group_count() const { return offsets_.size() - 1; }
  std::span<const uint32_t> group(size_t index) const {
    return {members_.data() + offsets_[index], offsets_[index + 1] - offsets_[index]};
  }
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  // The group of a row, kNone where no other row equals it.
  uint32_t group_index(size_t row) const { return group_of_[row]; }
  // The rows that equal a row, itself among them, ascending; empty where there is no other.
  std::span<const uint32_t> EqualTo(size_t row) const {
    return group_of_[row] == kNone ? std::span<const uint32_t>() : group(group_of_[row]);
  }
  bool AreEqual(size_t a, size_t b) const {
    return group_of_[a] != kNone && group_of_[a] == group_of_[b];
  }

 private:
  std::vector<uint32_t> group_of_;
  std::vector<size_t> offsets_ = {0};
  std::vector<uint32_t> members_;
};

// From this cosine on, rows count as nearly equal.
inline constexpr float kNearDuplicateSimilarity = 0.9f;

// The labels of the rows that equal a row, or nearly so, without the row itself.
struct DuplicateLabels {
  uint32_t same_count = 0;   // with the row's own label
  uint32_t other_count = 0;  // with any other label
  // The most frequent label among them, and how many carry it; of equally frequent ones the row's
  // own, then the smallest.  -1 and 0 where the row has no duplicates.
  int32_t majority = -1;
  uint32_t majority_count = 0;
  // The most frequent label but the row's own; 0 where other_count is 0.
  uint32_t rival_count = 0;
};

// Counts for each of N rows the labels of all rows that equal it, and of those among its
// neighbours that do not, but reach `similarity`.
//
// labels: size N.  equal, neighbours: of the same N rows, or default-made where they were not
// looked for.  O(N * neighbours + the sum over groups of members times labels in the group).  The
// same for any number of threads.
std::vector<DuplicateLabels> CountDuplicateLabels(std::span<const int32_t> labels,
                                                  const EqualRows& equal,
                                                  const NeighbourLists& neighbours,
                                                  WorkerPool& pool,
                                                  float similarity = kNearDuplicateSimilarity);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_DUPLICATES_H_
