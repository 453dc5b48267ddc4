#include "engine/learn/duplicates.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/base/check.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 4096;

uint64_t Mix(uint64_t value) {
  // SplitMix64's finaliser.
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ull;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBull;
  return value ^ (value >> 31);
}

struct KeyHash {
  size_t operator()(const RowKey& key) const { return Mix(Mix(key.high) ^ key.low); }
};

RowKey KeyOf(const CsrMatrix::Row& row) {
  if (row.columns.empty()) {
    return {};
  }
  RowKey key{0x9E3779B97F4A7C15ull, 0xC2B2AE3D27D4EB4Full};
  for (size_t entry = 0; entry < row.columns.size(); ++entry) {
    // The two zeros are one number.
    const auto value = std::bit_cast<uint32_t>(row.values[entry] + 0.0f);
    const uint64_t word = uint64_t{row.columns[entry]} << 32 | value;
    key.high = Mix(key.high ^ word);
    key.low = Mix(key.low + std::rotl(word, 29)) * 0x165667B19E3779F9ull;
  }
  return key;
}

// Labels and how often they occur, few of them.
class LabelTally {
 public:
  void Add(int32_t label, uint32_t count) {
    for (auto& [known, total] : counts_) {
      if (known == label) {
        total += count;
        return;
      }
    }
    counts_.emplace_back(label, count);
  }
  void Clear() { counts_.clear(); }

  // Without one row labelled `own` where `itself` is counted too.
  DuplicateLabels Summary(int32_t own, bool itself) const {
    DuplicateLabels labels;
    int32_t rival = -1;
    for (const auto& [label, count] : counts_) {
      if (label == own) {
        labels.same_count = count - (itself ? 1 : 0);
      } else {
        labels.other_count += count;
        if (count > labels.rival_count || (count == labels.rival_count && label < rival)) {
          labels.rival_count = count;
          rival = label;
        }
      }
    }
    if (labels.same_count + labels.other_count > 0) {
      const bool own_leads = labels.same_count >= labels.rival_count;
      labels.majority = own_leads ? own : rival;
      labels.majority_count = own_leads ? labels.same_count : labels.rival_count;
    }
    return labels;
  }

 private:
  std::vector<std::pair<int32_t, uint32_t>> counts_;
};

std::vector<LabelTally> TallyGroups(std::span<const int32_t> labels, const EqualRows& equal,
                                    WorkerPool& pool) {
  std::vector<LabelTally> tallies(equal.group_count());
  pool.ForRanges(tallies.size(), kRowsPerTask, [&](size_t begin, size_t end) {
    for (size_t group = begin; group < end; ++group) {
      for (const uint32_t row : equal.group(group)) {
        tallies[group].Add(labels[row], 1);
      }
    }
  });
  return tallies;
}

}  // namespace

std::vector<RowKey> RowKeys(const CsrMatrix& rows, WorkerPool& pool) {
  std::vector<RowKey> keys(rows.row_count());
  pool.ForRanges(keys.size(), kRowsPerTask, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      keys[i] = KeyOf(rows.row(i));
    }
  });
  return keys;
}

EqualRows::EqualRows(std::span<const RowKey> keys) : group_of_(keys.size(), kNone) {
  // The first row of each content; where a second one turns up, they become a group.
  absl::flat_hash_map<RowKey, uint32_t, KeyHash> first_rows;
  first_rows.reserve(keys.size());
  std::vector<uint32_t> first_of(keys.size());
  std::vector<bool> repeated(keys.size(), false);
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto row = static_cast<uint32_t>(i);
    first_of[i] = keys[i] == RowKey{} ? row : first_rows.try_emplace(keys[i], row).first->second;
    repeated[first_of[i]] = repeated[first_of[i]] || first_of[i] != row;
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    if (repeated[first_of[i]]) {
      if (first_of[i] == i) {
        group_of_[i] = static_cast<uint32_t>(offsets_.size() - 1);
        offsets_.push_back(0);
      }
      group_of_[i] = group_of_[first_of[i]];
      ++offsets_[group_of_[i] + 1];
    }
  }
  std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
  members_.resize(offsets_.back());
  std::vector<size_t> next(offsets_.begin(), offsets_.end() - 1);
  for (size_t i = 0; i < keys.size(); ++i) {
    if (group_of_[i] != kNone) {
      members_[next[group_of_[i]]++] = static_cast<uint32_t>(i);
    }
  }
}

std::vector<DuplicateLabels> CountDuplicateLabels(std::span<const int32_t> labels,
                                                  const EqualRows& equal,
                                                  const NeighbourLists& neighbours,
                                                  WorkerPool& pool, float similarity) {
  const bool has_equal = equal.row_count() > 0;
  const bool has_neighbours = neighbours.row_count() > 0;
  ASSAY_CHECK(!has_equal || equal.row_count() == labels.size());
  ASSAY_CHECK(!has_neighbours || neighbours.row_count() == labels.size());
  const std::vector<LabelTally> groups = TallyGroups(labels, equal, pool);
  std::vector<DuplicateLabels> result(labels.size());
  pool.ForRanges(labels.size(), kRowsPerTask, [&](size_t begin, size_t end) {
    LabelTally tally;
    for (size_t i = begin; i < end; ++i) {
      const bool in_group = has_equal && !equal.EqualTo(i).empty();
      tally.Clear();
      if (in_group) {
        tally = groups[equal.group_index(i)];
      }
      for (const SimilarRow& near :
           has_neighbours ? neighbours.row(i) : std::span<const SimilarRow>()) {
        if (near.similarity >= similarity && !(has_equal && equal.AreEqual(i, near.row))) {
          tally.Add(labels[near.row], 1);
        }
      }
      result[i] = tally.Summary(labels[i], in_group);
    }
  });
  return result;
}

}  // namespace assay
