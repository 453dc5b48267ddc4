#include "engine/audit/label_issues.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "engine/audit/label_scores.h"
#include "engine/audit/noise_rate_pruning.h"

namespace assay {
namespace {

constexpr size_t kGrain = 65536;

using ItemsByClass = std::vector<std::vector<size_t>>;

template <typename T>
ItemsByClass GroupByGiven(const LabelledProbabilities<T>& data) {
  ItemsByClass items(data.class_count());
  for (size_t k = 0; k < items.size(); ++k) {
    items[k].reserve(static_cast<size_t>(data.class_sizes()[k]));
  }
  for (size_t i = 0; i < data.item_count(); ++i) {
    items[data.given(i)].push_back(i);
  }
  return items;
}

// Flags the items whose value is strictly below that of every item but the `count` lowest.
template <typename T>
void FlagLowest(std::span<const size_t> items, std::span<const T> values, int64_t count,
                std::vector<uint8_t>& flags) {
  if (count <= 0) {
    return;
  }
  T first_kept = std::numeric_limits<T>::infinity();
  if (static_cast<size_t>(count) < values.size()) {
    std::vector<T> scratch(values.begin(), values.end());
    const auto position = scratch.begin() + count;
    std::nth_element(scratch.begin(), position, scratch.end());
    first_kept = *position;
  }
  for (size_t i = 0; i < items.size(); ++i) {
    if (values[i] < first_kept) {
      flags[items[i]] = 1;
    }
  }
}

template <typename T>
std::vector<uint8_t> PruneByClass(const LabelledProbabilities<T>& data,
                                  const CountMatrix& issue_counts, int64_t min_items,
                                  WorkerPool& pool) {
  std::vector<uint8_t> flags(data.item_count(), 0);
  const ItemsByClass groups = GroupByGiven(data);
  pool.ForRanges(groups.size(), 1, [&](size_t g, size_t) {
    const std::vector<size_t>& items = groups[g];
    const auto size = static_cast<int64_t>(items.size());
    if (size <= min_items) {
      return;
    }
    std::vector<T> values(items.size());
    std::transform(items.begin(), items.end(), values.begin(),
                   [&](size_t item) { return data.row(item)[g]; });
    const auto diagonal = static_cast<Eigen::Index>(g);
    FlagLowest<T>(items, values, size - issue_counts(diagonal, diagonal), flags);
  });
  return flags;
}

std::vector<uint8_t> FlagItems(size_t item_count, std::span<const size_t> items) {
  std::vector<uint8_t> flags(item_count, 0);
  for (const size_t item : items) {
    flags[item] = 1;
  }
  return flags;
}

template <typename T>
void Unflag(const LabelledProbabilities<T>& data, std::vector<uint8_t>& flags, WorkerPool& pool) {
  pool.ForRanges(flags.size(), kGrain, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      if (flags[i] != 0 && data.given_is_largest(i)) {
        flags[i] = 0;
      }
    }
  });
}

template <typename T>
std::vector<uint8_t> LowestScores(const LabelledProbabilities<T>& data,
                                  const ConfidentLearning& learned, std::span<const T> scores) {
  const auto& confident = learned.joint.off_diagonal_items;
  const auto count = std::count_if(confident.begin(), confident.end(),
                                   [&](size_t item) { return !data.given_is_largest(item); });
  std::vector<size_t> items(data.item_count());
  std::iota(items.begin(), items.end(), size_t{0});
  std::vector<uint8_t> flags(data.item_count(), 0);
  FlagLowest<T>(items, scores, count, flags);
  return flags;
}

template <typename T>
std::vector<uint8_t> Propose(const LabelledProbabilities<T>& data, const ConfidentLearning& learned,
                             IssueFilter filter, const IssueFilterOptions& options,
                             WorkerPool& pool) {
  const int64_t min_items = options.min_items_per_class;
  switch (filter) {
    case IssueFilter::kPruneByNoiseRate:
      return PruneByNoiseRate(data, IssueCounts(learned.calibrated, options), min_items, pool);
    case IssueFilter::kPruneByClass:
      return PruneByClass(data, IssueCounts(learned.calibrated, options), min_items, pool);
    case IssueFilter::kBoth: {
      const CountMatrix counts = IssueCounts(learned.calibrated, options);
      std::vector<uint8_t> flags = PruneByNoiseRate(data, counts, min_items, pool);
      const std::vector<uint8_t> other = PruneByClass(data, counts, min_items, pool);
      std::transform(flags.begin(), flags.end(), other.begin(), flags.begin(),
                     [](uint8_t a, uint8_t b) { return static_cast<uint8_t>(a & b); });
      return flags;
    }
    case IssueFilter::kConfidentLearning:
      return FlagItems(data.item_count(), learned.joint.off_diagonal_items);
    case IssueFilter::kPredictedNeqGiven:
      return std::vector<uint8_t>(data.item_count(), 1);
    case IssueFilter::kLowSelfConfidence:
      return LowestScores<T>(data, learned, ScoreItems(data, LabelScore::kSelfConfidence));
    case IssueFilter::kLowNormalizedMargin:
      return LowestScores<T>(data, learned, ScoreItems(data, LabelScore::kNormalizedMargin));
  }
  return std::vector<uint8_t>(data.item_count(), 0);
}

}  // namespace

CountMatrix IssueCounts(const CountMatrix& calibrated, const IssueFilterOptions& options) {
  Eigen::MatrixXd counts = calibrated.transpose().cast<double>();
  for (Eigen::Index g = 0; g < counts.cols(); ++g) {
    const double kept = counts(g, g);
    const double total = counts.col(g).sum();
    const double wanted = std::max(kept, static_cast<double>(options.min_items_per_class));
    const auto non_zero = static_cast<double>((counts.col(g).array() != 0).count());
    const double share = (wanted - kept) / std::max(non_zero - 1.0, 1.0);
    counts.col(g) = (counts.col(g).array() - share).max(0.0);
    counts(g, g) = 0;
    const double reduced = counts.col(g).sum() * (1 - options.noise_share);
    counts.col(g) *= options.noise_share;
    counts(g, g) = total == 0 ? 0 : wanted + reduced;
  }
  return counts.array().floor().cast<int64_t>().matrix();
}

template <typename T>
std::vector<uint8_t> FindLabelIssues(const LabelledProbabilities<T>& data,
                                     const ConfidentLearning& learned, IssueFilter filter,
                                     const IssueFilterOptions& options, WorkerPool& pool) {
  std::vector<uint8_t> flags = Propose(data, learned, filter, options, pool);
  // The rule leaves them alone by itself.
  if (filter != IssueFilter::kPruneByNoiseRate) {
    Unflag(data, flags, pool);
  }
  return flags;
}

template <typename T>
std::vector<uint8_t> FindLabelIssues(const LabelledProbabilities<T>& data,
                                     const ConfidentLearning& learned, IssueFilter filter,
                                     const IssueFilterOptions& options) {
  WorkerPool pool(1);
  return FindLabelIssues(data, learned, filter, options, pool);
}

#define ASSAY_INSTANTIATE_LABEL_ISSUES(T)                                                \
  template std::vector<uint8_t> FindLabelIssues(const LabelledProbabilities<T>&,         \
                                                const ConfidentLearning&, IssueFilter,   \
                                                const IssueFilterOptions&, WorkerPool&); \
  template std::vector<uint8_t> FindLabelIssues(const LabelledProbabilities<T>&,         \
                                                const ConfidentLearning&, IssueFilter,   \
                                                const IssueFilterOptions&)
ASSAY_INSTANTIATE_LABEL_ISSUES(float);
ASSAY_INSTANTIATE_LABEL_ISSUES(double);
#undef ASSAY_INSTANTIATE_LABEL_ISSUES

}  // namespace assay
