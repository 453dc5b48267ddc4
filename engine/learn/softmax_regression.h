#ifndef ASSAY_ENGINE_LEARN_SOFTMAX_REGRESSION_H_
#define ASSAY_ENGINE_LEARN_SOFTMAX_REGRESSION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/rng.h"
#include "engine/learn/aligned_floats.h"
#include "engine/learn/class_matrix.h"
#include "engine/learn/csr_matrix.h"

namespace assay {

struct SoftmaxOptions {
  // Step length of AdaGrad.  Larger fits faster: one epoch then does the work of several.
  float learning_rate = 0.5f;
  // What the accumulator of a feature starts from.  It damps the first steps of features that few
  // rows hold, which makes it a regulariser (docs/decisions/0001).
  float initial_squares = 0.1f;
  // Weight of the penalty; 0 leaves the number of epochs as the only regularisation.
  float l2 = 0.0f;
  // A training row of class k weighs (N / (K n_k))^class_balance: 0 = all rows alike, 1 = all
  // classes alike.
  float class_balance = 0.0f;
};

// Multinomial logistic regression: p(k | x) = softmax_k(b_k + sum_j x_j W_jk).
//
// Weights lie [feature][class], each class vector padded to a multiple of 8 floats (4 for K <= 4)
// on a cache line.  Memory: 4 * (D + 1) * pad(K) bytes.  Const methods are thread-safe.
class SoftmaxRegression {
 public:
  SoftmaxRegression(size_t feature_count, size_t class_count);

  SoftmaxRegression(SoftmaxRegression&&) = default;
  SoftmaxRegression& operator=(SoftmaxRegression&&) = default;
  ~SoftmaxRegression() = default;

  SoftmaxRegression Copy() const;

  size_t feature_count() const { return feature_count_; }
  size_t class_count() const { return class_count_; }
  float weight(size_t feature, size_t k) const { return weights_.data()[feature * stride_ + k]; }
  float bias(size_t k) const { return weights_.data()[feature_count_ * stride_ + k]; }

  // Writes p(. | row) of the rows named by `rows` (indices into `features`) to the same rows of
  // `probabilities` (N x K).  O(nnz * K).
  void PredictRows(const CsrMatrix& features, std::span<const uint32_t> rows,
                   ClassMatrix* probabilities) const;
  // The same for rows [begin, end).
  void PredictRange(const CsrMatrix& features, size_t begin, size_t end,
                    ClassMatrix* probabilities) const;

 private:
  friend class SoftmaxTrainer;

  // `scratch` holds stride_ floats.
  void PredictRow(const CsrMatrix::Row& row, float* scratch, std::span<float> probabilities) const;

  size_t feature_count_;
  size_t class_count_;
  size_t stride_;
  // The bias is the vector after the last feature.
  AlignedFloats weights_;
};

// What the rows looked like to the model while it learned, one entry per row of the feature
// matrix; rows that were not trained on keep 0.  Both are sums over epochs, taken just before the
// row's own update, so those of the first epoch come from a model that has not seen the row.
struct TrainingDynamics {
  explicit TrainingDynamics(size_t row_count) : margin_sum(row_count), given_sum(row_count) {}

  // z_g - max_{k != g} z_k of the logits (Pleiss et al., "Identifying Mislabeled Data using the
  // Area Under the Margin Ranking", NeurIPS 2020).
  std::vector<float> margin_sum;
  // p_g (Swayamdipta et al., "Dataset Cartography", EMNLP 2020).
  std::vector<float> given_sum;
  int epoch_count = 0;
};

// Fits a SoftmaxRegression by stochastic gradient descent, one row at a time.
//
//   minimises  mean_i -w_i log p(g_i | x_i) + l2 / 2 * ||W||^2      (the bias is not penalised)
//
// w_i is the weight of the row's class (SoftmaxOptions::class_balance).
// Step of feature j at a row with residual r = w (p - e_g):
//   G_j += x_j^2 ||r||^2;  s = rate / sqrt(G_j);  W_j <- (W_j - s x_j r) / (1 + s l2 N / n_j)
// with G_j = initial_squares at first, and of the bias, per class from 1:
//   H_k += r_k^2;  b_k <- b_k - rate r_k / sqrt(H_k)
// AdaGrad (Duchi, Hazan, Singer, JMLR 2011) with one accumulator per feature in place of one per
// weight: half the memory, no K square roots per entry, and classes keep their proportions.  n_j
// rows hold feature j; the penalty is paid only at those, in proportion, as a proximal step.
//
// The bias starts at the log of the smoothed weighted class shares, the weights at 0.  A class
// without training rows keeps a small probability.  Rows are visited in a new seeded order each
// epoch.
//
// Memory: the model's and 4 bytes per feature (8 with l2), 4 bytes per training row.
// One epoch is O(nnz * K).  Deterministic; not thread-safe; the data must outlive the trainer.
class SoftmaxTrainer {
 public:
  // `rows` are the training rows; labels (of all rows of `features`) are in [0, class_count),
  // class_count >= 2.  Trainers of the same seed and different streams shuffle independently.
  SoftmaxTrainer(const CsrMatrix& features, std::span<const uint32_t> labels, size_t class_count,
                 std::vector<uint32_t> rows, const SoftmaxOptions& options, uint64_t seed,
                 uint64_t stream = 0);

  // One pass over the training rows.  Adds to `dynamics` unless it is null.  Stops early, in an
  // unspecified state, once `progress` is cancelled.
  void RunEpoch(TrainingDynamics* dynamics, const ProgressSink& progress);

  const SoftmaxRegression& model() const { return model_; }
  // The weight of a training row of class k; 1 for a class without training rows.
  float class_weight(size_t k) const { return class_weights_[k]; }
  SoftmaxRegression TakeModel() && { return std::move(model_); }

 private:
  void SetClassWeights();
  void SetPenalties();

  const CsrMatrix& features_;
  std::span<const uint32_t> labels_;
  std::vector<uint32_t> rows_;
  SoftmaxOptions options_;
  Rng rng_;
  SoftmaxRegression model_;
  std::vector<float> class_weights_;
  std::vector<float> gradient_squares_;
  AlignedFloats bias_squares_;
  // l2 * N / n_j, empty without l2.
  std::vector<float> penalties_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_SOFTMAX_REGRESSION_H_
