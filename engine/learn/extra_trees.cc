#include "engine/learn/extra_trees.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/learn/extra_tree_grower.h"

namespace assay {
namespace {

constexpr uint32_t kMaxDepth = 64;
constexpr size_t kRowsPerTask = 512;

// Adds the shares of the leaf that holds a row.  Feature j of the row is keys[j * stride + row].
void AddLeafShares(const ExtraTree& tree, std::span<const uint32_t> keys, size_t stride, size_t row,
                   std::span<float> sums) {
  uint32_t index = 0;
  while (tree.nodes[index].feature != ExtraTree::kLeaf) {
    const ExtraTree::Node& node = tree.nodes[index];
    index = keys[node.feature * stride + row] - node.lowest <= node.span ? index + 1 : node.next;
  }
  const uint32_t leaf = tree.nodes[index].next;
  for (size_t i = tree.leaf_offsets[leaf]; i < tree.leaf_offsets[leaf + 1]; ++i) {
    sums[tree.leaf_classes[i]] += tree.leaf_shares[i];
  }
}

// Turns the sum of the shares of some trees into smoothed probabilities.
void FinishRow(size_t tree_count, double smoothing, std::span<float> row) {
  const auto class_count = static_cast<double>(row.size());
  if (tree_count == 0) {
    std::fill(row.begin(), row.end(), static_cast<float>(1.0 / class_count));
    return;
  }
  // The floats' own sum, not tree_count, so that the result sums to 1 as well as floats can.
  double total = 0.0;
  for (const float share : row) {
    total += static_cast<double>(share);
  }
  const double floor = smoothing / class_count;
  for (float& share : row) {
    share = static_cast<float>((static_cast<double>(share) / total + floor) / (1.0 + smoothing));
  }
}

ClassMatrix OutOfBag(const TreeProblem& problem, const std::vector<GrownTree>& grown,
                     WorkerPool& pool) {
  ClassMatrix result(problem.row_count, problem.class_count);
  pool.ForRanges(problem.row_count, kRowsPerTask, [&](size_t begin, size_t end) {
    std::vector<size_t> tree_counts(end - begin, 0);
    for (const GrownTree& tree : grown) {
      for (size_t row = begin; row < end; ++row) {
        if (!tree.Drew(row)) {
          AddLeafShares(tree.tree, problem.keys, problem.row_count, row, result.row(row));
          ++tree_counts[row - begin];
        }
      }
    }
    for (size_t row = begin; row < end; ++row) {
      FinishRow(tree_counts[row - begin], problem.options.smoothing, result.row(row));
    }
  });
  return result;
}

absl::StatusOr<std::vector<GrownTree>> GrowTrees(const TreeProblem& problem, WorkerPool& pool,
                                                 ProgressSink& progress) {
  const size_t tree_count = problem.options.tree_count;
  std::vector<GrownTree> grown(tree_count);
  std::atomic<int64_t> done = 0;
  pool.Run(tree_count, [&](size_t tree) {
    if (progress.cancelled()) {
      return;
    }
    grown[tree] = GrowTree(problem, tree);
    progress.Report("growing trees", ++done, static_cast<int64_t>(tree_count));
  });
  if (progress.cancelled()) {
    return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the work was cancelled");
  }
  return grown;
}

absl::Status CheckArguments(size_t row_count, size_t class_count) {
  if (class_count < 2) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "TOO_FEW_CLASSES",
        "found " + std::to_string(class_count) + " class; a model needs at least 2 to tell apart",
        {{"class_count", std::to_string(class_count)}});
  }
  if (row_count < 2) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "TOO_FEW_ROWS",
        "found " + std::to_string(row_count) + " rows; out-of-bag estimates need at least 2",
        {{"row_count", std::to_string(row_count)}});
  }
  return absl::OkStatus();
}

TreeProblem MakeProblem(const DenseColumns& features, std::span<const uint32_t> labels,
                        size_t class_count, const ExtraTreesOptions& options, WorkerPool& pool,
                        const ProgressSink& progress) {
  ASSAY_CHECK(features.values.size() == features.row_count * features.column_count);
  ASSAY_CHECK(labels.size() == features.row_count);
  ASSAY_CHECK(options.tree_count >= 1 && options.min_leaf_rows >= 1);
  ASSAY_CHECK(options.max_depth <= kMaxDepth && options.smoothing >= 0.0);
  const auto root =
      static_cast<uint32_t>(std::lround(std::sqrt(static_cast<double>(features.column_count))));
  TreeProblem problem{features.row_count,
                      features.column_count,
                      class_count,
                      labels,
                      options.features_per_node == 0 ? root : options.features_per_node,
                      options,
                      progress,
                      std::vector<uint32_t>(features.values.size()),
                      RowsByClass(labels, class_count)};
  pool.Run(features.column_count, [&](size_t column) {
    EncodeColumn(features, column, 0, features.row_count,
                 problem.keys.data() + column * features.row_count);
  });
  return problem;
}

}  // namespace

ClassMatrix ExtraTreesForest::Predict(const DenseColumns& features, WorkerPool& pool) const {
  ASSAY_CHECK(features.column_count == feature_count_);
  ASSAY_CHECK(features.values.size() == features.row_count * features.column_count);
  ClassMatrix result(features.row_count, class_count_);
  pool.ForRanges(features.row_count, kRowsPerTask, [&](size_t begin, size_t end) {
    const size_t stride = end - begin;
    std::vector<uint32_t> keys(stride * feature_count_);
    for (size_t column = 0; column < feature_count_; ++column) {
      EncodeColumn(features, column, begin, end, keys.data() + column * stride);
    }
    for (const ExtraTree& tree : trees_) {
      for (size_t row = begin; row < end; ++row) {
        AddLeafShares(tree, keys, stride, row - begin, result.row(row));
      }
    }
    for (size_t row = begin; row < end; ++row) {
      FinishRow(trees_.size(), smoothing_, result.row(row));
    }
  });
  return result;
}

absl::StatusOr<ExtraTreesResult> FitExtraTrees(const DenseColumns& features,
                                               std::span<const uint32_t> labels, size_t class_count,
                                               const ExtraTreesOptions& options, WorkerPool& pool,
                                               ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckArguments(features.row_count, class_count));
  const TreeProblem problem = MakeProblem(features, labels, class_count, options, pool, progress);
  ASSAY_ASSIGN_OR_RETURN(std::vector<GrownTree> grown, GrowTrees(problem, pool, progress));
  ClassMatrix out_of_bag = OutOfBag(problem, grown, pool);
  std::vector<ExtraTree> trees;
  trees.reserve(grown.size());
  for (GrownTree& tree : grown) {
    trees.push_back(std::move(tree.tree));
  }
  return ExtraTreesResult{
      std::move(out_of_bag),
      ExtraTreesForest(std::move(trees), features.column_count, class_count, options.smoothing)};
}

}  // namespace assay
