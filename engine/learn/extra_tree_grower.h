#ifndef ASSAY_ENGINE_LEARN_EXTRA_TREE_GROWER_H_
#define ASSAY_ENGINE_LEARN_EXTRA_TREE_GROWER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/progress.h"
#include "engine/learn/extra_trees.h"

namespace assay {

// The key of a missing value; below all others.
inline constexpr uint32_t kMissingKey = 0;

// Keys are unsigned integers in the order of the floats: one comparison of integers then settles
// missing values, signed zeros and the rest alike.
uint32_t KeyOf(float value);

// Writes the keys of rows [begin, end) of a column.
void EncodeColumn(const DenseColumns& features, size_t column, size_t begin, size_t end,
                  uint32_t* keys);

// What the trees of a forest share.
struct TreeProblem {
  const uint32_t* column(uint32_t feature) const { return keys.data() + feature * row_count; }

  size_t row_count;
  size_t feature_count;
  size_t class_count;
  std::span<const uint32_t> labels;
  uint32_t features_per_node;
  const ExtraTreesOptions& options;
  const ProgressSink& progress;
  // Column by column.
  std::vector<uint32_t> keys;
  // All rows, ordered by class, then by number: the rows of a node keep this order, so that the
  // classes are counted without looking labels up, and columns are read forwards.
  std::vector<uint32_t> rows_by_class;
};

std::vector<uint32_t> RowsByClass(std::span<const uint32_t> labels, size_t class_count);

struct GrownTree {
  bool Drew(size_t row) const { return (drawn[row / 64] >> (row % 64) & 1) != 0; }

  ExtraTree tree;
  // One bit a row.
  std::vector<uint64_t> drawn;
};

// Grows a tree of the forest (FitExtraTrees says how) from random stream `tree_index` of the seed.
// Ends early, with a smaller tree, once the work is cancelled.
//
// The order of the random numbers is fixed: N bootstrap rows; then the nodes, each before its left
// and its right subtree; at a node, for each feature its pick, unless it is constant its
// threshold, and if values are missing their side.
GrownTree GrowTree(const TreeProblem& problem, uint64_t tree_index);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_EXTRA_TREE_GROWER_H_
