#include "engine/audit/noise_rate_pruning.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <numeric>
#include <span>

#include "engine/base/kernel.h"

namespace assay {
namespace {

constexpr size_t kGrain = 4096;
constexpr size_t kChunk = 16;

// The first class from `begin` on whose margin is below its limit, or class_count.
template <typename T>
inline __attribute__((always_inline)) size_t FindBelow(const T* __restrict row, T given_value,
                                                       const T* __restrict limits, size_t begin,
                                                       size_t class_count) {
  size_t k = begin;
  for (; k + kChunk <= class_count; k += kChunk) {
    int below = 0;
    for (size_t i = 0; i < kChunk; ++i) {
      below |= given_value - row[k + i] < limits[k + i] ? 1 : 0;
    }
    if (below != 0) {
      break;
    }
  }
  while (k < class_count && !(given_value - row[k] < limits[k])) {
    ++k;
  }
  return k;
}

ASSAY_KERNEL size_t NextBelow(const float* row, float given_value, const float* limits,
                              size_t begin, size_t class_count) {
  return FindBelow(row, given_value, limits, begin, class_count);
}
ASSAY_KERNEL size_t NextBelow(const double* row, double given_value, const double* limits,
                              size_t begin, size_t class_count) {
  return FindBelow(row, given_value, limits, begin, class_count);
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

// The smallest margins of each pair among the rows it has seen: at least counts + 1 of them, where
// there were as many below the starting limit.
template <typename T>
class SmallestMargins {
 public:
  SmallestMargins(const Wanted& wanted, T limit)
      : wanted_(wanted),
        limits_(wanted.counts.size(), -std::numeric_limits<T>::infinity()),
        sizes_(wanted.counts.size(), 0),
        values_(wanted.offsets.back()) {
    for (size_t pair = 0; pair < limits_.size(); ++pair) {
      if (wanted.counts[pair] >= 0) {
        limits_[pair] = limit;
      }
    }
  }

  void Add(std::span<const T> row, size_t given) {
    const size_t class_count = wanted_.class_count;
    const T* const limits = limits_.data() + given * class_count;
    const T given_value = row[given];
    for (size_t j = NextBelow(row.data(), given_value, limits, 0, class_count); j < class_count;
         j = NextBelow(row.data(), given_value, limits, j + 1, class_count)) {
      Keep(given * class_count + j, given_value - row[j]);
    }
  }

  std::span<const T> ValuesOf(size_t pair) const {
    return {values_.data() + wanted_.offsets[pair], sizes_[pair]};
  }

 private:
  void Keep(size_t pair, T margin) {
    T* const values = values_.data() + wanted_.offsets[pair];
    const size_t capacity = wanted_.offsets[pair + 1] - wanted_.offsets[pair];
    values[sizes_[pair]++] = margin;
    if (sizes_[pair] == capacity) {
      const auto count = static_cast<size_t>(wanted_.counts[pair]);
      std::nth_element(values, values + count, values + capacity);
      sizes_[pair] = static_cast<uint32_t>(count + 1);
      limits_[pair] = values[count];
    }
  }

  const Wanted& wanted_;
  std::vector<T> limits_;
  std::vector<uint32_t> sizes_;
  std::vector<T> values_;
};

// One SmallestMargins for each task at work.  Which of them sees which rows is left to chance; what
// is smallest of all they hold together is not.
template <typename T>
class MarginSelection {
 public:
  MarginSelection(const Wanted& wanted, T limit) : wanted_(wanted), limit_(limit) {}

  // Adds the rows of `items` whose given class `takes_part` (size K).
  void AddAll(const LabelledProbabilities<T>& data, std::span<const size_t> items,
              const std::vector<uint8_t>& takes_part, WorkerPool& pool) {
    pool.ForRanges(items.size(), kGrain, [&](size_t begin, size_t end) {
      std::unique_ptr<SmallestMargins<T>> margins = Take();
      for (const size_t item : items.subspan(begin, end - begin)) {
        if (takes_part[data.given(item)] != 0) {
          margins->Add(data.row(item), data.given(item));
        }
      }
      const std::lock_guard lock(mutex_);
      idle_.push_back(std::move(margins));
    });
  }

  // All values kept for the pair, in no order.
  std::vector<T> ValuesOf(size_t pair) const {
    std::vector<T> values;
    for (const auto& margins : idle_) {
      const std::span<const T> part = margins->ValuesOf(pair);
      values.insert(values.end(), part.begin(), part.end());
    }
    return values;
  }

 private:
  std::unique_ptr<SmallestMargins<T>> Take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<SmallestMargins<T>> margins = std::move(idle_.back());
        idle_.pop_back();
        return margins;
      }
    }
    return std::make_unique<SmallestMargins<T>>(wanted_, limit_);
  }

  const Wanted& wanted_;
  const T limit_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<SmallestMargins<T>>> idle_;
};

template <typename T>
class Pruning {
 public:
  Pruning(const LabelledProbabilities<T>& data, const CountMatrix& issue_counts, int64_t min_items,
          WorkerPool& pool)
      : data_(data),
        class_count_(data.class_count()),
        pool_(pool),
        limits_(class_count_ * class_count_, -std::numeric_limits<T>::infinity()) {
    wanted_.class_count = class_count_;
    wanted_.counts.assign(limits_.size(), -1);
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
    const std::vector<size_t> suspects = FindSuspects();
    SelectNegative(suspects);
    SelectFromAll();
    std::vector<uint8_t> flags(data_.item_count(), 0);
    pool_.ForRanges(suspects.size(), kGrain, [&](size_t begin, size_t end) {
      for (size_t s = begin; s < end; ++s) {
        const size_t item = suspects[s];
        const std::span<const T> row = data_.row(item);
        const size_t given = data_.given(item);
        const bool is_issue = NextBelow(row.data(), row[given], &limits_[given * class_count_], 0,
                                        class_count_) < class_count_;
        flags[item] = is_issue ? 1 : 0;
      }
    });
    return flags;
  }

 private:
  // The items that can be flagged, ascending: those with a negative margin.
  std::vector<size_t> FindSuspects() const {
    std::vector<std::vector<size_t>> parts((data_.item_count() + kGrain - 1) / kGrain);
    pool_.ForRanges(data_.item_count(), kGrain, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        if (!data_.given_is_largest(i)) {
          parts[begin / kGrain].push_back(i);
        }
      }
    });
    std::vector<size_t> suspects;
    for (const std::vector<size_t>& part : parts) {
      suspects.insert(suspects.end(), part.begin(), part.end());
    }
    return suspects;
  }

  // Settles the pairs that have more negative margins than are to be selected.
  void SelectNegative(std::span<const size_t> suspects) {
    MakeRoom();
    MarginSelection<T> selection(wanted_, T{0});
    selection.AddAll(data_, suspects, std::vector<uint8_t>(class_count_, 1), pool_);
    Settle(selection);
  }

  // Settles the others, which have to look at the items that agree with their label, too.
  void SelectFromAll() {
    std::vector<uint8_t> takes_part(class_count_, 0);
    for (size_t pair = 0; pair < limits_.size(); ++pair) {
      const size_t g = pair / class_count_;
      if (wanted_.counts[pair] >= data_.class_sizes()[g]) {
        limits_[pair] = std::numeric_limits<T>::infinity();
        wanted_.counts[pair] = -1;
      }
      if (wanted_.counts[pair] >= 0) {
        takes_part[g] = 1;
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
    wanted_.offsets.assign(limits_.size() + 1, 0);
    for (size_t pair = 0; pair < limits_.size(); ++pair) {
      const int64_t room = 2 * (wanted_.counts[pair] + 1);
      wanted_.offsets[pair + 1] = wanted_.offsets[pair] + static_cast<size_t>(room);
    }
  }

  // Sets the limits of the pairs whose first value beyond the count was seen, and asks for them no
  // longer.
  void Settle(const MarginSelection<T>& selection) {
    pool_.ForRanges(class_count_, 1, [&](size_t g, size_t) {
      for (size_t pair = g * class_count_; pair < (g + 1) * class_count_; ++pair) {
        if (wanted_.counts[pair] < 0) {
          continue;
        }
        std::vector<T> values = selection.ValuesOf(pair);
        const auto count = static_cast<size_t>(wanted_.counts[pair]);
        if (values.size() > count) {
          const auto first_kept = values.begin() + static_cast<std::ptrdiff_t>(count);
          std::nth_element(values.begin(), first_kept, values.end());
          limits_[pair] = *first_kept;
          wanted_.counts[pair] = -1;
        }
      }
    });
  }

  const LabelledProbabilities<T>& data_;
  const size_t class_count_;
  WorkerPool& pool_;
  Wanted wanted_;
  // Margins below its pair's limit make an item an issue.
  std::vector<T> limits_;
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
