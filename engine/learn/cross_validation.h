#ifndef ASSAY_ENGINE_LEARN_CROSS_VALIDATION_H_
#define ASSAY_ENGINE_LEARN_CROSS_VALIDATION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"
#include "engine/learn/csr_matrix.h"
#include "engine/learn/softmax_regression.h"

namespace assay {

struct CrossValidationOptions {
  SoftmaxOptions model;
  uint32_t fold_count = 5;
  int max_epoch_count = 12;
  // Training ends with the first epoch that lowers the pooled held-out loss by less than this
  // share of it.
  double min_improvement = 0.01;
  // The dynamics are collected over the first so many epochs of the model on all rows; later
  // epochs fit the noise as well as the signal.
  int dynamics_epoch_count = 3;
  uint64_t seed = 0;
};

struct CrossValidationResult {
  // N x K out-of-fold probabilities: no row was seen by the model that scores it.
  ClassMatrix held_out;
  // The fold of each row.
  std::vector<uint32_t> folds;
  // Mean -log p[given] over all held-out rows after each epoch (weighted as the training rows).
  std::vector<double> epoch_losses;
  // The epoch with the lowest of them, counted from 1: held_out and the model are its.
  int epoch_count = 0;

  // The model trained on all rows, and what it says about these same rows (N x K).
  SoftmaxRegression model;
  ClassMatrix recheck;
  // Mean margin and mean p[given] of each row while that model learned (TrainingDynamics).
  std::vector<float> area_under_margin;
  std::vector<float> mean_given_probability;
};

// Cross-validated and in-sample predictions of a softmax regression.
//
// All folds train in lockstep, one epoch at a time.  After each, the loss pooled over all held-out
// rows decides whether one more epoch pays: the number of epochs is the regularisation, chosen on
// N rows instead of N / folds.  The model on all rows trains beside the folds, always one epoch
// behind, so that it stops where they do.
//
// A class with fewer members than folds, down to one, is answered with small probabilities for
// its held-out members; nothing is ever NaN.  Rows without features get the class shares.
//
// Memory: (fold_count + 1) * 4 * (D + 1) * (pad(K) + 1) bytes for the models, all but one of which
// are gone in the end, 8 * N * K for the result, 4 * N * (fold_count + 5) for row numbers.
// Time: O(epochs * (fold_count + 1) * nnz * K), spread over the pool by fold.  The same seed gives
// the same bits for any number of threads.
//
// labels are in [0, class_count).
//
// Errors:
//   FAILED_PRECONDITION TOO_FEW_CLASSES  class_count < 2: nothing to tell apart.
//   FAILED_PRECONDITION TOO_FEW_ROWS     fewer rows than folds.
//   CANCELLED           CANCELLED        progress.cancelled() turned true.
absl::StatusOr<CrossValidationResult> CrossValidate(const CsrMatrix& features,
                                                    std::span<const uint32_t> labels,
                                                    size_t class_count,
                                                    const CrossValidationOptions& options,
                                                    WorkerPool& pool, ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_CROSS_VALIDATION_H_
