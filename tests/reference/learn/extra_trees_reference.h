#ifndef ASSAY_TESTS_REFERENCE_LEARN_EXTRA_TREES_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_LEARN_EXTRA_TREES_REFERENCE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <set>
#include <vector>

#include "engine/base/rng.h"
#include "engine/learn/extra_trees.h"
#include "tests/reference/learn/dense_rows.h"

namespace assay::reference {

// [row][column]; NaN = missing.
using FloatRows = std::vector<std::vector<float>>;

struct TreeNode {
  bool GoesLeft(const std::vector<float>& row) const {
    const float value = row[feature];
    return std::isnan(value) ? missing_left : value <= threshold;
  }

  // Leaves have no children.
  std::unique_ptr<TreeNode> left;
  std::unique_ptr<TreeNode> right;
  size_t feature = 0;
  float threshold = 0.0f;
  bool missing_left = false;
  std::vector<double> shares;
};

// Grows one tree as FitExtraTrees says, from lists of drawn rows with their repetitions, taking
// the random numbers in the same order.
class SlowTree {
 public:
  SlowTree(const FloatRows& rows, const std::vector<uint32_t>& labels, size_t class_count,
           const ExtraTreesOptions& options, uint64_t tree_index)
      : rows_(rows),
        labels_(labels),
        class_count_(class_count),
        options_(options),
        rng_(options.seed, tree_index) {
    std::vector<size_t> sample;
    for (size_t draw = 0; draw < rows.size(); ++draw) {
      sample.push_back(static_cast<size_t>(rng_.Below(rows.size())));
    }
    drawn_.insert(sample.begin(), sample.end());
    std::vector<size_t> candidates;
    for (size_t feature = 0; feature < rows.front().size(); ++feature) {
      candidates.push_back(feature);
    }
    root_ = Grow(sample, candidates, 0);
  }

  bool Drew(size_t row) const { return drawn_.contains(row); }

  const std::vector<double>& Shares(const std::vector<float>& row) const {
    const TreeNode* node = root_.get();
    while (node->left != nullptr) {
      node = node->GoesLeft(row) ? node->left.get() : node->right.get();
    }
    return node->shares;
  }

 private:
  std::unique_ptr<TreeNode> Grow(const std::vector<size_t>& sample, std::vector<size_t> candidates,
                                 uint32_t depth) {
    auto node = std::make_unique<TreeNode>();
    const std::vector<double> counts = ClassCounts(sample);
    const auto class_total =
        std::count_if(counts.begin(), counts.end(), [](double n) { return n > 0; });
    if (depth == options_.max_depth || class_total == 1 ||
        DistinctCount(sample) < 2 * options_.min_leaf_rows ||
        !FindSplit(sample, candidates, *node)) {
      for (const double count : counts) {
        node->shares.push_back(count / static_cast<double>(sample.size()));
      }
      return node;
    }
    const auto [left, right] = Divide(sample, *node);
    node->left = Grow(left, candidates, depth + 1);
    node->right = Grow(right, candidates, depth + 1);
    return node;
  }

  bool FindSplit(const std::vector<size_t>& sample, std::vector<size_t>& candidates,
                 TreeNode& best) {
    const size_t wanted = options_.features_per_node > 0
                              ? options_.features_per_node
                              : static_cast<size_t>(std::lround(std::sqrt(rows_.front().size())));
    double best_score = 0.0;
    for (size_t tried = 0; tried < wanted && tried < candidates.size();) {
      const size_t pick = tried + static_cast<size_t>(rng_.Below(candidates.size() - tried));
      if (IsConstant(sample, candidates[pick])) {
        candidates[pick] = candidates.back();
        candidates.pop_back();
        continue;
      }
      std::swap(candidates[tried], candidates[pick]);
      const TreeNode split = DrawSplit(sample, candidates[tried++]);
      const auto [left, right] = Divide(sample, split);
      if (std::min(DistinctCount(left), DistinctCount(right)) >= options_.min_leaf_rows &&
          Purity(left) + Purity(right) > best_score) {
        best_score = Purity(left) + Purity(right);
        best.feature = split.feature;
        best.threshold = split.threshold;
        best.missing_left = split.missing_left;
      }
    }
    return best_score > 0.0;
  }

  TreeNode DrawSplit(const std::vector<size_t>& sample, size_t feature) {
    TreeNode split;
    split.feature = feature;
    const std::vector<float> present = Present(sample, feature);
    const float low = *std::min_element(present.begin(), present.end());
    const float high = *std::max_element(present.begin(), present.end());
    if (low == high) {
      split.threshold = std::numeric_limits<float>::infinity();
      return split;
    }
    const double step = rng_.Uniform() * (static_cast<double>(high) - static_cast<double>(low));
    split.threshold = static_cast<float>(static_cast<double>(low) + step);
    if (split.threshold >= high) {
      split.threshold = low;
    }
    if (present.size() < sample.size()) {
      split.missing_left = rng_.Below(2) == 0;
    } else {
      const auto [left, right] = Divide(sample, split);
      split.missing_left = left.size() >= right.size();
    }
    return split;
  }

  std::vector<float> Present(const std::vector<size_t>& sample, size_t feature) const {
    std::vector<float> values;
    for (const size_t row : sample) {
      if (!std::isnan(rows_[row][feature])) {
        values.push_back(rows_[row][feature]);
      }
    }
    return values;
  }

  bool IsConstant(const std::vector<size_t>& sample, size_t feature) const {
    const std::vector<float> present = Present(sample, feature);
    const std::set<float> values(present.begin(), present.end());
    return values.size() + (present.size() < sample.size() ? 1 : 0) == 1;
  }

  std::pair<std::vector<size_t>, std::vector<size_t>> Divide(const std::vector<size_t>& sample,
                                                             const TreeNode& split) const {
    std::pair<std::vector<size_t>, std::vector<size_t>> sides;
    for (const size_t row : sample) {
      (split.GoesLeft(rows_[row]) ? sides.first : sides.second).push_back(row);
    }
    return sides;
  }

  std::vector<double> ClassCounts(const std::vector<size_t>& sample) const {
    std::vector<double> counts(class_count_, 0.0);
    for (const size_t row : sample) {
      counts[labels_[row]] += 1.0;
    }
    return counts;
  }

  double Purity(const std::vector<size_t>& sample) const {
    double squares = 0.0;
    for (const double count : ClassCounts(sample)) {
      squares += count * count;
    }
    return squares / static_cast<double>(sample.size());
  }

  static size_t DistinctCount(const std::vector<size_t>& sample) {
    return std::set<size_t>(sample.begin(), sample.end()).size();
  }

  const FloatRows& rows_;
  const std::vector<uint32_t>& labels_;
  const size_t class_count_;
  const ExtraTreesOptions& options_;
  Rng rng_;
  std::set<size_t> drawn_;
  std::unique_ptr<TreeNode> root_;
};

struct SlowForestResult {
  DenseRows out_of_bag;
  // Of `new_rows`, by all trees.
  DenseRows predicted;
};

// Mean of the shares of some trees, mixed with the uniform distribution.
inline void FinishMean(size_t tree_count, double smoothing, std::vector<double>& row) {
  const auto class_count = static_cast<double>(row.size());
  for (double& entry : row) {
    entry = tree_count == 0 ? 1.0 / class_count
                            : (entry / static_cast<double>(tree_count) + smoothing / class_count) /
                                  (1.0 + smoothing);
  }
}

inline SlowForestResult FitSlowForest(const FloatRows& rows, const std::vector<uint32_t>& labels,
                                      size_t class_count, const ExtraTreesOptions& options,
                                      const FloatRows& new_rows) {
  SlowForestResult result{DenseRows(rows.size(), std::vector<double>(class_count)),
                          DenseRows(new_rows.size(), std::vector<double>(class_count))};
  std::vector<size_t> tree_counts(rows.size(), 0);
  for (uint32_t index = 0; index < options.tree_count; ++index) {
    const SlowTree tree(rows, labels, class_count, options, index);
    for (size_t row = 0; row < rows.size(); ++row) {
      for (size_t k = 0; !tree.Drew(row) && k < class_count; ++k) {
        result.out_of_bag[row][k] += tree.Shares(rows[row])[k];
      }
      tree_counts[row] += tree.Drew(row) ? 0 : 1;
    }
    for (size_t row = 0; row < new_rows.size(); ++row) {
      for (size_t k = 0; k < class_count; ++k) {
        result.predicted[row][k] += tree.Shares(new_rows[row])[k];
      }
    }
  }
  for (size_t row = 0; row < rows.size(); ++row) {
    FinishMean(tree_counts[row], options.smoothing, result.out_of_bag[row]);
  }
  for (std::vector<double>& row : result.predicted) {
    FinishMean(options.tree_count, options.smoothing, row);
  }
  return result;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_LEARN_EXTRA_TREES_REFERENCE_H_
