#ifndef ASSAY_ANNOTATOR_EXCHANGE_COLUMN_PROFILE_H_
#define ASSAY_ANNOTATOR_EXCHANGE_COLUMN_PROFILE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace assay::exchange {

// The number a cell holds: decimal or scientific notation, the whole cell apart from spaces and
// tabs around it, an optional sign, finite.  Not "1,5", "0x10", "nan", "inf" or "12 kg".
// The same rule decides what a numeric column is and what its values are.
std::optional<double> ParseNumber(std::string_view cell);

// How many different strings were added: exact up to kExactCount, an estimate above.
//
// Keeps the k = 1024 smallest of the 64-bit hashes; above k the estimate is (k - 1) / u, where u in
// (0, 1] is the largest kept hash scaled by 2^-64.  Its relative standard error is about
// 1 / sqrt(k - 2) = 3 %.  The same strings give the same count in every run.
//
// O(1) a string on average, at most 40 KiB.
//
// Source: K. Beyer et al., "On Synopses for Distinct-Value Estimation Under Multiset Operations",
// SIGMOD 2007, section 4.
class DistinctCounter {
 public:
  static constexpr size_t kExactCount = 1023;

  void Add(std::string_view value);
  bool is_exact() const { return hashes_.size() <= kExactCount; }
  double count() const;

 private:
  absl::flat_hash_set<uint64_t> hashes_;
  std::vector<uint64_t> largest_first_;  // the same hashes as a heap, once they are 1024
};

// What one column holds, gathered in one pass in bounded memory.  Empty cells are left out of every
// figure.  Not thread-safe; one profile a column.
class ColumnProfile {
 public:
  struct Offender {
    int64_t row_number;
    std::string found;  // at most 40 characters
  };

  // `row_number` as in TableRow; rows in file order.
  void Add(std::string_view cell, int64_t row_number);

  int64_t cell_count() const { return cell_count_; }
  // Cells that ParseNumber accepts.
  int64_t number_count() const { return number_count_; }
  // Cells that begin and end like a JSON array or object.
  int64_t json_count() const { return json_count_; }
  const DistinctCounter& distinct() const { return distinct_; }
  uint64_t total_bytes() const { return total_bytes_; }
  uint64_t max_bytes() const { return max_bytes_; }
  // Words a cell, by spaces; two Chinese, Japanese or Korean characters count as a word.  Over the
  // first 4096 cells and each 16th after them.  0 where there is no cell.
  double mean_tokens() const;
  // Every cell is an integer greater than the one before.
  bool is_increasing_integers() const { return is_increasing_ && cell_count_ > 0; }
  // Every cell is an integer.
  bool is_integers() const { return is_integers_ && cell_count_ > 0; }
  // The first cell that is not a number.
  const std::optional<Offender>& first_non_number() const { return first_non_number_; }

 private:
  void AddNumber(std::string_view cell, int64_t row_number);

  int64_t cell_count_ = 0;
  int64_t number_count_ = 0;
  int64_t json_count_ = 0;
  uint64_t total_bytes_ = 0;
  uint64_t max_bytes_ = 0;
  int64_t token_cell_count_ = 0;
  double token_count_ = 0;
  bool is_increasing_ = true;
  bool is_integers_ = true;
  double last_number_ = 0;
  std::optional<Offender> first_non_number_;
  DistinctCounter distinct_;
};

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_COLUMN_PROFILE_H_
