#include "engine/audit/noise_rate_pruning.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <span>

#include "engine/audit/scratch_pool.h"
#include "engine/base/kernel.h"

namespace assay {
namespace {

constexpr size_t kGrain = 4096;
constexpr size_t kChunk = 16;

// Whether a margin of the kChunk classes from k on is below its limit.
template <typename T>
inline __attribute__((always_inline)) bool ChunkHasBelow(const T* row, T given_value,
                                                         const T* limits, size_t k) {
  int below = 0;
  for (size_t i = 0; i < kChunk; ++i) {
    below |= given_value - row[k + i] < limits[k + i] ? 1 : 0;
  }
  return below != 0;
}

// Writes the classes whose margin is below their limit to `found` and returns how many.
template <typename T>
inline __attribute__((always_inline)) size_t ListBelow(const T* row, T given_value, const T* limits,
                                                       size_t class_count, uint32_t* found) {
  size_t count = 0;
  size_t k = 0;
  while (k < class_count) {
    const bool is_whole = k + kChunk <= class_count;
    const size_t end = is_whole ? k + kChunk : class_count;
    if (is_whole && !ChunkHasBelow(row, given_value, limits, k)) {
      k = end;
    }
    for (; k < end; ++k) {
      found[count] = static_cast<uint32_t>(k);
      count += given_value - row[k] < limits[k] ? 1 : 0;
    }
  }
  return count;
}

ASSAY_KERNEL size_t FindBelow(const float* row, float given_value, const float* limits,
                              size_t class_count, uint32_t* found) {
  return ListBelow(row, given_value, limits, class_count, found);
}
ASSAY_KERNEL size_t FindBelow(const double* row, double given_value, const double* limits,
                              size_t class_count, uint32_t* found) {
  return ListBelow(row, given_value, limits, class_count, found);
}

// Asks for a row that is soon looked at: the processor does not foresee which rows are.
template <typename T>
void PrefetchAhead(const LabelledProbabilities<T>& data, std::span<const size_t> items, size_t at) {
  constexpr size_t kAhead = 8;
  constexpr size_t kLine = 64 / sizeof(T);
  constexpr size_t kMaxValues = 16 * kLine;
  if (at + kAhead < items.size()) {
    const std::span<const T> row = data.row(items[at + kAhead]);
    for (size_t k = 0; k < std::min(row.size(), kMaxValues); k += kLine) {
      __builtin_prefetch(&row[k]);
    }
    __builtin_prefetch(&row.back());
  }
}

// For pairs of a given class g and another class j, pair = g * K + j: how many margins to select.
struct Wanted {
  size_t class_count = 0;
  // -1: the pair is not asked for.
  std::vector<int64_t> counts;
  // Where the pair's values stand among those of all pairs: room for twice as many as are kept, so
  // that what is too large is dropped only now and then.
  std::vector<size_t> offsets;
};

template <typename T>
struct Margin {
  T value;
  size_t item;
  bool operator<(const Margin& other) const { return value < other.value; }
};

// The smallest margins of each pair among the rows it has seen: at least counts + 1 of them, where
// there were as many below the starting limit.
template <typename T>
class SmallestMargins {
 public:
  SmallestMargins(const Wanted& wanted, T limit)
      : wanted_(wanted),
        limits_(wanted.counts.size(), -std::numeric_limits<T>::infinity()),
        sizes_(wanted.counts.size(), 0),
        margins_(wanted.offsets.back()),
        found_(wanted.class_count) {
    for (size_t pair = 0; pair < limits_.size(); ++pair) {
      if (wanted.counts[pair] >= 0) {
        limits_[pair] = limit;
      }
    }
  }

  void Add(std::span<const T> row, size_t given, size_t item) {
    const size_t first_pair = given * wanted_.class_count;
    const size_t count =
        FindBelow(row.data(), row[given], &limits_[first_pair], wanted_.class_count, found_.data());
    for (const uint32_t j : std::span(found_).first(count)) {
      Keep(first_pair + j, {row[given] - row[j], item});
    }
  }

  std::span<const Margin<T>> MarginsOf(size_t pair) const {
    return {margins_.data() + wanted_.offsets[pair], sizes_[pair]};
  }

 private:
  void Keep(size_t pair, const Margin<T>& margin) {
    Margin<T>* const margins = margins_.data() + wanted_.offsets[pair];
    const size_t capacity = wanted_.offsets[pair + 1] - wanted_.offsets[pair];
    margins[sizes_[pair]++] = margin;
    if (sizes_[pair] == capacity) {
      const auto count = static_cast<size_t>(wanted_.counts[pair]);
      std::nth_element(margins, margins + count, margins + capacity);
      sizes_[pair] = count + 1;
      limits_[pair] = margins[count].value;
    }
  }

  const Wanted& wanted_;
  std::vector<T> limits_;
  std::vector<size_t> sizes_;
  std::vector<Margin<T>> margins_;
  std::vector<uint32_t> found_;
};

// The smallest margins among many rows.
template <typename T>
class MarginSelection {
 public:
  MarginSelection(const Wanted& wanted, T limit)
      : scratch_([&wanted, limit] { return std::make_unique<SmallestMargins<T>>(wanted, limit); }) {
  }

  // Adds the rows of `items` whose given class `takes_part` (size K).
  void AddAll(const LabelledProbabilities<T>& data, std::span<const size_t> items,
              const std::vector<uint8_t>& takes_part, WorkerPool& pool) {
    pool.ForRanges(items.size(), kGrain, [&](size_t begin, size_t end) {
      scratch_.Use([&](SmallestMargins<T>& margins) {
        for (size_t at = begin; at < end; ++at) {
          PrefetchAhead(data, items, at);
          const size_t given = data.given(items[at]);
          if (takes_part[given] != 0) {
            margins.Add(data.row(items[at]), given, items[at]);
          }
        }
      });
    });
  }

  // All margins kept for the pair, in no order.
  std::vector<Margin<T>> MarginsOf(size_t pair) const {
    std::vector<Margin<T>> margins;
    for (const auto& scratch : scratch_.all()) {
      const std::span<const Margin<T>> part = scratch->MarginsOf(pair);
      margins.insert(margins.end(), part.begin(), part.end());
    }
    return margins;
  }

 private:
  ScratchPool<SmallestMargins<T>> scratch_;
};

template <typename T>
class Pruning {
 public:
  Pruning(const LabelledProbabilities<T>& data, const CountMatrix& issue_counts, int64_t min_items,
          WorkerPool& pool)
      : data_(data), class_count_(data.class_count()), pool_(pool), flags_(data.item_count(), 0) {
    wanted_.class_count = class_count_;
    wanted_.counts.assign(class_count_ * class_count_, -1);
    for (size_t g = 0; g < class_count_; ++g) {
      for (size_t j = 0; j < class_count_ && data.class_sizes()[g] > min_items; ++j) {
        const int64_t count =
            issue_counts(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(g));
        if (j != g && count > 0) {
          wanted_.counts[g * class_count_ + j] = count;
        }
      }
    }
  }

  std::vector<uint8_t> Run() {
    SelectWholeClasses();
    SelectNegative();
    SelectFromAll();
    return std::move(flags_);
  }

 private:
  // Settles the pairs that ask for all items of the given class.
  void SelectWholeClasses() {
    std::vector<uint8_t> is_whole(class_count_, 0);
    for (size_t pair = 0; pair < wanted_.counts.size(); ++pair) {
      const size_t g = pair / class_count_;
      if (wanted_.counts[pair] >= data_.class_sizes()[g]) {
        is_whole[g] = 1;
        wanted_.counts[pair] = -1;
      }
    }
    for (const size_t item : data_.contradicted_items()) {
      flags_[item] = is_whole[data_.given(item)];
    }
  }

  // Settles the pairs that have more negative margins than are to be selected.
  void SelectNegative() {
    MakeRoom();
    MarginSelection<T> selection(wanted_, T{0});
    selection.AddAll(data_, data_.contradicted_items(), std::vector<uint8_t>(class_count_, 1),
                     pool_);
    Settle(selection);
  }

  // Settles the others, which have to look at the items that agree with their label, too.
  void SelectFromAll() {
    std::vector<uint8_t> takes_part(class_count_, 0);
    for (size_t pair = 0; pair < wanted_.counts.size(); ++pair) {
      if (wanted_.counts[pair] >= 0) {
        takes_part[pair / class_count_] = 1;
      }
    }
    if (std::find(takes_part.begin(), takes_part.end(), 1) == takes_part.end()) {
      return;
    }
    std::vector<size_t> all(data_.item_count());
    std::iota(all.begin(), all.end(), size_t{0});
    MakeRoom();
    MarginSelection<T> selection(wanted_, std::numeric_limits<T>::infinity());
    selection.AddAll(data_, all, takes_part, pool_);
    Settle(selection);
  }

  void MakeRoom() {
    wanted_.offsets.assign(wanted_.counts.size() + 1, 0);
    for (size_t pair = 0; pair < wanted_.counts.size(); ++pair) {
      const int64_t room = 2 * (wanted_.counts[pair] + 1);
      wanted_.offsets[pair + 1] = wanted_.offsets[pair] + static_cast<size_t>(room);
    }
  }

  // Flags the items of the pairs of which the first margin beyond the count was seen, and asks for
  // these pairs no longer.  Items of one given class belong to one task.
  void Settle(const MarginSelection<T>& selection) {
    pool_.ForRanges(class_count_, 1, [&](size_t g, size_t) {
      for (size_t pair = g * class_count_; pair < (g + 1) * class_count_; ++pair) {
        if (wanted_.counts[pair] < 0) {
          continue;
        }
        std::vector<Margin<T>> margins = selection.MarginsOf(pair);
        const auto count = static_cast<size_t>(wanted_.counts[pair]);
        if (margins.size() > count) {
          const auto first_kept = margins.begin() + static_cast<std::ptrdiff_t>(count);
          std::nth_element(margins.begin(), first_kept, margins.end());
          std::for_each(margins.begin(), first_kept, [&](const Margin<T>& margin) {
            if (margin < *first_kept && !data_.given_is_largest(margin.item)) {
              flags_[margin.item] = 1;
            }
          });
          wanted_.counts[pair] = -1;
        }
      }
    });
  }

  const LabelledProbabilities<T>& data_;
  const size_t class_count_;
  WorkerPool& pool_;
  Wanted wanted_;
  std::vector<uint8_t> flags_;
};

}  // namespace

template <typename T>
std::vector<uint8_t> PruneByNoiseRate(const LabelledProbabilities<T>& data,
                                      const CountMatrix& issue_counts, int64_t min_items,
                                      WorkerPool& pool) {
  return Pruning<T>(data, issue_counts, min_items, pool).Run();
}

template std::vector<uint8_t> PruneByNoiseRate(const LabelledProbabilities<float>&,
                                               const CountMatrix&, int64_t, WorkerPool&);
template std::vector<uint8_t> PruneByNoiseRate(const LabelledProbabilities<double>&,
                                               const CountMatrix&, int64_t, WorkerPool&);

}  // namespace assay
