#ifndef ASSAY_ENGINE_AUDIT_CONFIDENT_LEARNING_H_
#define ASSAY_ENGINE_AUDIT_CONFIDENT_LEARNING_H_

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/audit/probability_matrix.h"
#include "engine/base/worker_pool.h"

namespace assay {

// K x K counts of items: row = given class, column = class that the model is confident of.
using CountMatrix = Eigen::Matrix<int64_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// The threshold of a class that no item is given: no probability reaches it.
inline constexpr double kUnreachableThreshold = 2.0;

// How sure the model is, on average, of a class among the items given that class.
//
//   t_k = mean(p[i,k] : given_i = k), at least 2e-6; kUnreachableThreshold where no item is given k
//
// Size K.  O(K).  Pure.  T is float or double; sums are kept in double.
// Source: Northcutt, Jiang, Chuang, "Confident Learning", JAIR 70 (2021), eq. (2).
template <typename T>
std::vector<double> ClassThresholds(const LabelledProbabilities<T>& data);

struct ConfidentJoint {
  CountMatrix counts;
  // Items counted off the diagonal, in ascending order.
  std::vector<size_t> off_diagonal_items;
};

// Counts the items that the model confidently puts into a class, by given class.
//
//   candidates_i = {k : p[i,k] >= t_k - 1e-6}
//   none: not counted; one: counted there; several: counted at argmax_k p[i,k] (first of equals)
//
// Every diagonal entry is at least 1 in `counts`, so that no row or column is empty.  Entries are
// >= 0; their sum is at most N + K.
//
// thresholds: of ClassThresholds.  O(N) time, and O(K) for each row whose most probable class does
// not reach its threshold; O(N + K^2) memory.  Pure; the same for any number of threads.
// Source: Northcutt et al. (2021), eq. (1).
template <typename T>
ConfidentJoint CountConfidentJoint(const LabelledProbabilities<T>& data,
                                   std::span<const double> thresholds, WorkerPool& pool);

// The confident joint scaled to what was given: row g sums to class_sizes[g].
//
//   row_g = counts_g * class_sizes[g] / sum(counts_g), rounded by largest remainder
//
// Largest remainder: each entry is rounded down and the units that are missing from the row's
// total go to the largest fractions; of equal fractions to the last classes first.  (Northcutt
// et al. (2021), section 3.1; cleanlab rounds alike, but leaves the order of equal fractions to an
// unstable sort where K > 16.)  O(K^2 log K).  Pure.
CountMatrix CalibrateConfidentJoint(const CountMatrix& counts,
                                    std::span<const int64_t> class_sizes);

// Q[g][y] = P(given = g, true = y): calibrated counts divided by their sum.  All 0 where the sum
// is 0.
Eigen::MatrixXd JointOfCounts(const CountMatrix& calibrated);

// P(given = g | true = y): columns of the calibrated counts divided by their sums.  A column that
// sums to 0 stays 0.
Eigen::MatrixXd NoiseMatrix(const CountMatrix& calibrated);

// P(true = y | given = g) at [y][g]: rows of the calibrated counts divided by their sums,
// transposed.  A class that no item is given has a column of 0.
Eigen::MatrixXd InverseNoiseMatrix(const CountMatrix& calibrated);

// P(true = y): column sums of the calibrated counts, at least 1e-6 each, normalised to sum to 1.
Eigen::VectorXd TruePrior(const CountMatrix& calibrated);

// All of the above of one data set.
struct ConfidentLearning {
  std::vector<double> thresholds;
  ConfidentJoint joint;
  CountMatrix calibrated;

  // Sum of the calibrated counts off the diagonal: the estimated number of wrong labels.
  int64_t EstimatedErrorCount() const;
};
template <typename T>
ConfidentLearning LearnConfidently(const LabelledProbabilities<T>& data, WorkerPool& pool);
// On the caller's thread.
template <typename T>
ConfidentLearning LearnConfidently(const LabelledProbabilities<T>& data);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_CONFIDENT_LEARNING_H_
