#ifndef ASSAY_ENGINE_LEARN_EXTRA_TREES_H_
#define ASSAY_ENGINE_LEARN_EXTRA_TREES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// A view of N x m numbers, column by column: row i of column j is values[j * row_count + i].
// NaN = missing.  Infinities count as the largest finite floats.
struct DenseColumns {
  size_t row_count = 0;
  size_t column_count = 0;
  std::span<const float> values;
};

struct ExtraTreesOptions {
  // >= 1.  A row is out of bag for 37 % of the trees.
  uint32_t tree_count = 100;
  // Splits on the way from the root to a leaf; 0 = the root is a leaf.  At most 64.
  uint32_t max_depth = 8;
  // Each side of a split keeps at least this many distinct rows of the sample.  >= 1.
  uint32_t min_leaf_rows = 5;
  // Features tried at a node, constant ones not counted.  0 = sqrt(m), to the nearest integer.
  uint32_t features_per_node = 0;
  // Every probability row is mixed with the uniform one: (p + smoothing / K) / (1 + smoothing).
  // > 0 keeps logarithms finite.
  double smoothing = 0.005;
  uint64_t seed = 0;
};

// One tree in arrays.  Node 0 is the root; the left child of an inner node is the next node.
struct ExtraTree {
  struct Node {
    // Column of an inner node, kLeaf for a leaf.
    uint32_t feature;
    // A row goes left iff key - lowest <= span (mod 2^32), with keys that order as the values do
    // and 0 for a missing value: lowest = 0 sends missing values left, 1 right.
    uint32_t lowest;
    uint32_t span;
    // Right child of an inner node, number of a leaf.
    uint32_t next;
  };
  static constexpr uint32_t kLeaf = 0xFFFFFFFF;

  std::vector<Node> nodes;
  // Leaf l holds entries [leaf_offsets[l], leaf_offsets[l + 1]): the classes of its sample, in
  // increasing order, and their shares, which sum to 1.  Other classes have share 0.
  std::vector<size_t> leaf_offsets = {0};
  std::vector<uint32_t> leaf_classes;
  std::vector<float> leaf_shares;
};

// A fitted forest.  Immutable; const methods are thread-safe.
//
// Memory: 16 bytes a node and 8 bytes a class present in a leaf; a tree has fewer than
// 2^(max_depth + 1) nodes, and at most min(K * leaves, distinct rows drawn) such entries.
class ExtraTreesForest {
 public:
  ExtraTreesForest(std::vector<ExtraTree> trees, size_t feature_count, size_t class_count,
                   double smoothing)
      : trees_(std::move(trees)),
        feature_count_(feature_count),
        class_count_(class_count),
        smoothing_(smoothing) {}

  size_t feature_count() const { return feature_count_; }
  size_t class_count() const { return class_count_; }
  double smoothing() const { return smoothing_; }
  std::span<const ExtraTree> trees() const { return trees_; }

  // Smoothed mean of the leaf shares over all trees (N x K) for rows with the fitted columns.
  // A missing value where the fitted node saw none takes the side of the larger child.
  //
  // O(trees * (depth + classes in a leaf) + m) a row, no allocation a row: some 3 us at 100 trees
  // of depth 8 and 2 classes.  The same bits for any number of threads.
  ClassMatrix Predict(const DenseColumns& features, WorkerPool& pool) const;

 private:
  std::vector<ExtraTree> trees_;
  size_t feature_count_;
  size_t class_count_;
  double smoothing_;
};

struct ExtraTreesResult {
  // N x K: no row was seen by the trees that score it.
  ClassMatrix out_of_bag;
  ExtraTreesForest forest;
};

// Extremely randomised trees for classification, each grown on a bootstrap sample, and the
// probabilities of every row from the trees that did not draw it.
//
// A tree draws N rows with replacement.  At a node, features are drawn without replacement until
// features_per_node of them take two values or more there; each gets one threshold, uniform
// between the node's least and greatest value.  The split with the lowest Gini impurity wins:
//
//   maximise  sum_k l_k^2 / L + sum_k r_k^2 / R
//
// l_k, r_k = draws of class k to the left (value <= threshold) and right, L, R their sums.  Splits
// that leave a side fewer than min_leaf_rows distinct rows are dropped; with none left, at
// max_depth, or with one class only, the node becomes a leaf of class shares.
//
//   out_of_bag_i = mean over the trees that did not draw row i of its leaf's shares, smoothed
//
// Rows sum to 1; every entry is > 0 if smoothing is.  A row that all trees drew gets 1 / K
// everywhere.  A class without rows keeps the smoothing alone.  Constant columns are never used;
// without any other column, rows get the class shares of the samples.
//
// Missing values are a value of their own, below or above all others by a fair coin for each
// threshold; where the present values are all alike, the split is missing against present.
// Scaling a column by a power of two changes nothing at all.
//
// Memory beside the result: 4 N m + N trees / 8 bytes, 20 N a thread, and the forest.
// Time: O(trees * depth * N * features_per_node), whatever K, spread over the pool by tree.  The
// same seed gives the same bits for any number of threads.
//
// N < 2^32; labels (N of them) are in [0, class_count).
//
// Errors:
//   FAILED_PRECONDITION TOO_FEW_CLASSES  class_count < 2: nothing to tell apart.
//   FAILED_PRECONDITION TOO_FEW_ROWS     fewer than 2 rows: none can be out of bag.
//   CANCELLED           CANCELLED        progress.cancelled() turned true.
//
// Source: P. Geurts, D. Ernst, L. Wehenkel, "Extremely randomized trees", Machine Learning 63
// (2006), table 1, there without bootstrap; out-of-bag estimates: L. Breiman, "Out-of-bag
// estimation" (1996).
absl::StatusOr<ExtraTreesResult> FitExtraTrees(const DenseColumns& features,
                                               std::span<const uint32_t> labels, size_t class_count,
                                               const ExtraTreesOptions& options, WorkerPool& pool,
                                               ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_EXTRA_TREES_H_
