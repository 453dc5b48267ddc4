#include "engine/learn/extra_tree_grower.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "engine/base/kernel.h"
#include "engine/base/rng.h"

namespace assay {
namespace {

constexpr uint32_t kSignBit = 0x80000000;

float ValueOf(uint32_t key) {
  return std::bit_cast<float>((key & kSignBit) != 0 ? key & ~kSignBit : ~key);
}

// Consecutive rows of one class among the rows of a node.
struct ClassRun {
  uint32_t class_index;
  // Distinct rows, and how often they were drawn in all.
  uint32_t row_count;
  uint32_t draw_count;
};

// What the values of a column look like at a node.
struct KeyRange {
  bool constant() const { return lowest == highest; }
  bool has_missing() const { return lowest == kMissingKey; }

  uint32_t lowest;
  uint32_t lowest_present;
  uint32_t highest;
};

// Collects the keys of the rows of a node and their range.
ASSAY_KERNEL KeyRange GatherKeys(const uint32_t* column, const uint32_t* rows, size_t row_count,
                                 uint32_t* keys) {
  uint32_t lowest = 0xFFFFFFFF;
  // One less than the key, so that a missing value wraps round to the greatest.
  uint32_t lowest_present = 0xFFFFFFFF;
  uint32_t highest = 0;
  for (size_t i = 0; i < row_count; ++i) {
    const uint32_t key = column[rows[i]];
    keys[i] = key;
    lowest = std::min(lowest, key);
    lowest_present = std::min(lowest_present, key - 1);
    highest = std::max(highest, key);
  }
  return {lowest, lowest_present + 1, highest};
}

// Counts the draws that go left, for each run, and returns the number of rows that do.
ASSAY_KERNEL size_t CountLeft(const uint32_t* keys, const uint32_t* draws, const ClassRun* runs,
                              size_t run_count, uint32_t lowest, uint32_t span,
                              uint32_t* left_draws) {
  size_t left_rows = 0;
  for (size_t run = 0; run < run_count; ++run) {
    const uint32_t row_count = runs[run].row_count;
    uint32_t run_rows = 0;
    uint32_t run_draws = 0;
    for (uint32_t i = 0; i < row_count; ++i) {
      const bool left = keys[i] - lowest <= span;
      run_rows += left ? 1 : 0;
      run_draws += left ? draws[i] : 0;
    }
    left_draws[run] = run_draws;
    left_rows += run_rows;
    keys += row_count;
    draws += row_count;
  }
  return left_rows;
}

class TreeGrower {
 public:
  TreeGrower(const TreeProblem& problem, uint64_t tree_index)
      : problem_(problem),
        options_(problem.options),
        rng_(problem.options.seed, tree_index),
        left_draws_(problem.class_count) {}

  GrownTree Grow() {
    const NodeRows root = DrawSample();
    std::vector<uint32_t> candidates(problem_.feature_count);
    std::iota(candidates.begin(), candidates.end(), 0u);
    GrowNode(root, std::move(candidates), 0);
    return std::move(grown_);
  }

 private:
  struct NodeRows {
    size_t row_count() const { return end - begin; }

    size_t begin = 0;
    size_t end = 0;
    std::vector<ClassRun> runs;
  };

  struct Split {
    uint32_t feature;
    uint32_t lowest;
    uint32_t span;
  };

  NodeRows DrawSample() {
    const size_t row_count = problem_.row_count;
    std::vector<uint32_t> draw_counts(row_count, 0);
    for (size_t draw = 0; draw < row_count; ++draw) {
      ++draw_counts[rng_.Below(row_count)];
    }
    grown_.drawn.resize((row_count + 63) / 64);
    NodeRows root;
    for (const uint32_t row : problem_.rows_by_class) {
      const uint32_t count = draw_counts[row];
      if (count == 0) {
        continue;
      }
      const uint32_t label = problem_.labels[row];
      if (root.runs.empty() || root.runs.back().class_index != label) {
        root.runs.push_back({label, 0, 0});
      }
      ++root.runs.back().row_count;
      root.runs.back().draw_count += count;
      rows_.push_back(row);
      draws_.push_back(count);
      grown_.drawn[row / 64] |= uint64_t{1} << (row % 64);
    }
    root.end = rows_.size();
    keys_.resize(root.end);
    right_rows_.resize(root.end);
    right_draws_.resize(root.end);
    return root;
  }

  // `candidates` are the features not known to be constant among these rows.
  void GrowNode(const NodeRows& node, std::vector<uint32_t> candidates, uint32_t depth) {
    std::optional<Split> split;
    if (MaySplit(node, depth)) {
      split = FindSplit(node, candidates);
    }
    if (!split.has_value()) {
      AddLeaf(node);
      return;
    }
    std::vector<ExtraTree::Node>& nodes = grown_.tree.nodes;
    const size_t index = nodes.size();
    nodes.push_back({split->feature, split->lowest, split->span, 0});
    const auto [left, right] = Partition(node, *split);
    GrowNode(left, candidates, depth + 1);
    nodes[index].next = static_cast<uint32_t>(nodes.size());
    GrowNode(right, std::move(candidates), depth + 1);
  }

  bool MaySplit(const NodeRows& node, uint32_t depth) const {
    return depth < options_.max_depth && node.runs.size() > 1 &&
           node.row_count() / 2 >= options_.min_leaf_rows && !problem_.progress.cancelled();
  }

  void AddLeaf(const NodeRows& node) {
    ExtraTree& tree = grown_.tree;
    uint64_t total = 0;
    for (const ClassRun& run : node.runs) {
      total += run.draw_count;
    }
    for (const ClassRun& run : node.runs) {
      tree.leaf_classes.push_back(run.class_index);
      tree.leaf_shares.push_back(
          static_cast<float>(static_cast<double>(run.draw_count) / static_cast<double>(total)));
    }
    const auto leaf = static_cast<uint32_t>(tree.leaf_offsets.size() - 1);
    tree.nodes.push_back({ExtraTree::kLeaf, 0, 0, leaf});
    tree.leaf_offsets.push_back(tree.leaf_classes.size());
  }

  // The best of the tried splits.  Drops features found constant from `candidates`.
  std::optional<Split> FindSplit(const NodeRows& node, std::vector<uint32_t>& candidates) {
    std::optional<Split> best;
    double best_score = 0.0;
    size_t tried = 0;
    while (tried < problem_.features_per_node && tried < candidates.size()) {
      const size_t pick = tried + static_cast<size_t>(rng_.Below(candidates.size() - tried));
      const KeyRange range = GatherKeys(problem_.column(candidates[pick]),
                                        rows_.data() + node.begin, node.row_count(), keys_.data());
      if (range.constant()) {
        candidates[pick] = candidates.back();
        candidates.pop_back();
        continue;
      }
      std::swap(candidates[tried], candidates[pick]);
      Split split = DrawSplit(candidates[tried], range);
      ++tried;
      const double score = Score(node, range.has_missing(), split);
      if (score > best_score) {
        best_score = score;
        best = split;
      }
    }
    return best;
  }

  Split DrawSplit(uint32_t feature, const KeyRange& range) {
    if (range.lowest_present == range.highest) {
      return {feature, 1, 0xFFFFFFFE};
    }
    const auto low = static_cast<double>(ValueOf(range.lowest_present));
    const auto high = static_cast<double>(ValueOf(range.highest));
    const uint32_t drawn = KeyOf(static_cast<float>(low + rng_.Uniform() * (high - low)));
    // Rounding must not reach the greatest value: both sides hold rows.
    const uint32_t threshold = drawn < range.highest ? drawn : range.lowest_present;
    const uint32_t lowest = range.has_missing() ? static_cast<uint32_t>(rng_.Below(2)) : 0;
    return {feature, lowest, threshold - lowest};
  }

  // Higher = purer; 0 where a side is too small.  Settles where `split` sends missing values if
  // the node has none.
  double Score(const NodeRows& node, bool has_missing, Split& split) {
    const size_t left_rows =
        CountLeft(keys_.data(), draws_.data() + node.begin, node.runs.data(), node.runs.size(),
                  split.lowest, split.span, left_draws_.data());
    if (std::min(left_rows, node.row_count() - left_rows) < options_.min_leaf_rows) {
      return 0.0;
    }
    // Exact: sums of squares of at most 2^32 draws.
    uint64_t left_total = 0;
    uint64_t right_total = 0;
    uint64_t left_squares = 0;
    uint64_t right_squares = 0;
    for (size_t run = 0; run < node.runs.size(); ++run) {
      const uint64_t left = left_draws_[run];
      const uint64_t right = node.runs[run].draw_count - left;
      left_total += left;
      right_total += right;
      left_squares += left * left;
      right_squares += right * right;
    }
    if (!has_missing && left_total < right_total) {
      split.lowest = 1;
      split.span -= 1;
    }
    return static_cast<double>(left_squares) / static_cast<double>(left_total) +
           static_cast<double>(right_squares) / static_cast<double>(right_total);
  }

  // Moves the rows that go left before the others; within a side the order stays.
  std::pair<NodeRows, NodeRows> Partition(const NodeRows& node, const Split& split) {
    const uint32_t* column = problem_.column(split.feature);
    NodeRows left;
    NodeRows right;
    size_t read = node.begin;
    size_t left_end = node.begin;
    size_t right_end = 0;
    for (const ClassRun& run : node.runs) {
      const size_t left_begin = left_end;
      const size_t read_end = read + run.row_count;
      uint32_t left_draws = 0;
      for (; read < read_end; ++read) {
        const uint32_t row = rows_[read];
        const uint32_t draws = draws_[read];
        const bool goes_left = column[row] - split.lowest <= split.span;
        rows_[left_end] = row;
        draws_[left_end] = draws;
        right_rows_[right_end] = row;
        right_draws_[right_end] = draws;
        left_end += goes_left ? 1 : 0;
        right_end += goes_left ? 0 : 1;
        left_draws += goes_left ? draws : 0;
      }
      const auto left_rows = static_cast<uint32_t>(left_end - left_begin);
      AddRun({run.class_index, left_rows, left_draws}, left);
      AddRun({run.class_index, run.row_count - left_rows, run.draw_count - left_draws}, right);
    }
    std::copy_n(right_rows_.begin(), right_end, rows_.begin() + static_cast<ptrdiff_t>(left_end));
    std::copy_n(right_draws_.begin(), right_end, draws_.begin() + static_cast<ptrdiff_t>(left_end));
    left.begin = node.begin;
    left.end = right.begin = left_end;
    right.end = node.end;
    return {std::move(left), std::move(right)};
  }

  static void AddRun(const ClassRun& run, NodeRows& node) {
    if (run.row_count > 0) {
      node.runs.push_back(run);
    }
  }

  const TreeProblem& problem_;
  const ExtraTreesOptions& options_;
  Rng rng_;
  GrownTree grown_;
  // The distinct rows of the sample and how often each was drawn; a node owns a range.
  std::vector<uint32_t> rows_;
  std::vector<uint32_t> draws_;
  // Scratch of the node at work.
  std::vector<uint32_t> keys_;
  std::vector<uint32_t> right_rows_;
  std::vector<uint32_t> right_draws_;
  std::vector<uint32_t> left_draws_;
};

}  // namespace

uint32_t KeyOf(float value) {
  if (std::isnan(value)) {
    return kMissingKey;
  }
  constexpr float kMax = std::numeric_limits<float>::max();
  const float finite = value == 0.0f ? 0.0f : std::clamp(value, -kMax, kMax);
  const auto bits = std::bit_cast<uint32_t>(finite);
  return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
}

void EncodeColumn(const DenseColumns& features, size_t column, size_t begin, size_t end,
                  uint32_t* keys) {
  const float* values = features.values.data() + column * features.row_count;
  std::transform(values + begin, values + end, keys, KeyOf);
}

std::vector<uint32_t> RowsByClass(std::span<const uint32_t> labels, size_t class_count) {
  std::vector<size_t> next(class_count + 1, 0);
  for (const uint32_t label : labels) {
    ++next[label + 1];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<uint32_t> rows(labels.size());
  for (uint32_t row = 0; row < labels.size(); ++row) {
    rows[next[labels[row]]++] = row;
  }
  return rows;
}

GrownTree GrowTree(const TreeProblem& problem, uint64_t tree_index) {
  return TreeGrower(problem, tree_index).Grow();
}

}  // namespace assay
