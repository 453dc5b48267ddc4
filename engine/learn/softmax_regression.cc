#include "engine/learn/softmax_regression.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/kernel.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

// Below every real logit; finite, so that products with 0 stay numbers.
constexpr float kPaddedLogit = -1e30f;

// The logits of one row.  kStride is the padded class count where it is known to the compiler,
// else 0.
template <size_t kStride>
ASSAY_INLINE void Logits(const CsrMatrix::Row& row, const float* weights, const float* bias,
                         size_t stride, float* __restrict logits) {
  const size_t count = kStride == 0 ? stride : kStride;
  for (size_t k = 0; k < count; ++k) {
    logits[k] = bias[k];
  }
  for (size_t i = 0; i < row.columns.size(); ++i) {
    const float* __restrict weight = weights + row.columns[i] * count;
    AddScaled<kStride>(logits, weight, row.values[i], count);
  }
}

struct EpochArguments {
  const CsrMatrix* features;
  const uint32_t* labels;
  std::span<const uint32_t> rows;
  float* weights;
  float* bias;
  float* gradient_squares;
  float* bias_squares;
  const float* penalties;
  const float* class_weights;
  size_t stride;
  float learning_rate;
  float* logits;
  float* margin_sum;
  float* given_sum;
};

template <size_t kStride>
ASSAY_INLINE void StepRow(const EpochArguments& a, const CsrMatrix::Row& row,
                          const float* __restrict residual) {
  const size_t stride = kStride == 0 ? a.stride : kStride;
  const float norm = SquaredNorm<kStride>(residual, stride);
  for (size_t i = 0; i < row.columns.size(); ++i) {
    const size_t column = row.columns[i];
    const float x = row.values[i];
    float* squares = a.gradient_squares + column;
    *squares += x * x * norm;
    // A residual of exactly 0 leaves the sum at 0 and must not divide by it.
    const float rate = a.learning_rate / std::sqrt(*squares + 1e-20f);
    float* __restrict weight = a.weights + column * stride;
    AddScaled<kStride>(weight, residual, -rate * x, stride);
    if (a.penalties != nullptr) {
      Scale<kStride>(weight, 1.0f / (1.0f + rate * a.penalties[column]), stride);
    }
  }
  for (size_t k = 0; k < stride; ++k) {
    a.bias_squares[k] += residual[k] * residual[k];
    a.bias[k] -= a.learning_rate * residual[k] / std::sqrt(a.bias_squares[k]);
  }
}

template <size_t kStride>
ASSAY_INLINE void TrainRowsBody(const EpochArguments& a) {
  const size_t stride = kStride == 0 ? a.stride : kStride;
  for (const uint32_t index : a.rows) {
    const CsrMatrix::Row row = a.features->row(index);
    const uint32_t given = a.labels[index];
    Logits<kStride>(row, a.weights, a.bias, stride, a.logits);
    const float given_logit = a.logits[given];
    a.logits[given] = kPaddedLogit;
    const float other_max = Max<kStride>(a.logits, stride);
    a.logits[given] = given_logit;
    SoftmaxInPlace<kStride>(a.logits, given_logit > other_max ? given_logit : other_max, stride);
    if (a.margin_sum != nullptr) {
      a.margin_sum[index] += given_logit - other_max;
      a.given_sum[index] += a.logits[given];
    }
    a.logits[given] -= 1.0f;
    Scale<kStride>(a.logits, a.class_weights[given], stride);
    StepRow<kStride>(a, row, a.logits);
  }
}

// One kernel per small class count, where a loop of unknown length would cost more than it does.
ASSAY_KERNEL void TrainRows4(const EpochArguments& a) { TrainRowsBody<4>(a); }
ASSAY_KERNEL void TrainRows8(const EpochArguments& a) { TrainRowsBody<8>(a); }
ASSAY_KERNEL void TrainRows16(const EpochArguments& a) { TrainRowsBody<16>(a); }
ASSAY_KERNEL void TrainRowsAny(const EpochArguments& a) { TrainRowsBody<0>(a); }

void TrainRows(const EpochArguments& a) {
  switch (a.stride) {
    case 4:
      return TrainRows4(a);
    case 8:
      return TrainRows8(a);
    case 16:
      return TrainRows16(a);
    default:
      return TrainRowsAny(a);
  }
}

template <size_t kStride>
ASSAY_INLINE void PredictRowBody(const CsrMatrix::Row& row, const float* weights, const float* bias,
                                 size_t stride, float* logits) {
  Logits<kStride>(row, weights, bias, stride, logits);
  SoftmaxInPlace<kStride>(logits, Max<kStride>(logits, stride), stride);
}

ASSAY_KERNEL void PredictRow4(const CsrMatrix::Row& row, const float* weights, const float* bias,
                              float* logits) {
  PredictRowBody<4>(row, weights, bias, 4, logits);
}
ASSAY_KERNEL void PredictRowAny(const CsrMatrix::Row& row, const float* weights, const float* bias,
                                size_t stride, float* logits) {
  PredictRowBody<0>(row, weights, bias, stride, logits);
}

}  // namespace

SoftmaxRegression::SoftmaxRegression(size_t feature_count, size_t class_count)
    : feature_count_(feature_count),
      class_count_(class_count),
      stride_(PaddedClassCount(class_count)),
      weights_((feature_count + 1) * stride_) {
  ASSAY_CHECK(class_count >= 2);
  float* bias = weights_.data() + feature_count_ * stride_;
  for (size_t k = class_count_; k < stride_; ++k) {
    bias[k] = kPaddedLogit;
  }
}

SoftmaxRegression SoftmaxRegression::Copy() const {
  SoftmaxRegression copy(0, class_count_);
  copy.feature_count_ = feature_count_;
  copy.weights_ = weights_.Copy();
  return copy;
}

void SoftmaxRegression::PredictRow(const CsrMatrix::Row& row, float* scratch,
                                   std::span<float> probabilities) const {
  const float* weights = weights_.data();
  const float* bias = weights + feature_count_ * stride_;
  if (stride_ == 4) {
    PredictRow4(row, weights, bias, scratch);
  } else {
    PredictRowAny(row, weights, bias, stride_, scratch);
  }
  std::copy_n(scratch, class_count_, probabilities.begin());
}

void SoftmaxRegression::PredictRows(const CsrMatrix& features, std::span<const uint32_t> rows,
                                    ClassMatrix* probabilities) const {
  ASSAY_CHECK(features.column_count == feature_count_);
  AlignedFloats scratch(stride_);
  for (const uint32_t row : rows) {
    PredictRow(features.row(row), scratch.data(), probabilities->row(row));
  }
}

void SoftmaxRegression::PredictRange(const CsrMatrix& features, size_t begin, size_t end,
                                     ClassMatrix* probabilities) const {
  ASSAY_CHECK(features.column_count == feature_count_);
  AlignedFloats scratch(stride_);
  for (size_t row = begin; row < end; ++row) {
    PredictRow(features.row(row), scratch.data(), probabilities->row(row));
  }
}

SoftmaxTrainer::SoftmaxTrainer(const CsrMatrix& features, std::span<const uint32_t> labels,
                               size_t class_count, std::vector<uint32_t> rows,
                               const SoftmaxOptions& options, uint64_t seed, uint64_t stream)
    : features_(features),
      labels_(labels),
      rows_(std::move(rows)),
      options_(options),
      rng_(seed, stream),
      model_(features.column_count, class_count),
      gradient_squares_(features.column_count, options.initial_squares),
      bias_squares_(model_.stride_) {
  ASSAY_CHECK(labels.size() == features.row_count());
  std::fill_n(bias_squares_.data(), model_.stride_, 1.0f);
  SetClassWeights();
  if (options_.l2 > 0.0f) {
    SetPenalties();
  }
}

void SoftmaxTrainer::SetClassWeights() {
  const size_t class_count = model_.class_count_;
  std::vector<double> counts(class_count, 0.0);
  for (const uint32_t row : rows_) {
    ASSAY_CHECK(labels_[row] < class_count);
    counts[labels_[row]] += 1.0;
  }
  const auto n = static_cast<double>(rows_.size());
  std::vector<double> shares(class_count);
  double total = 0.0;
  for (size_t k = 0; k < class_count; ++k) {
    const double fair = counts[k] > 0.0 ? n / (static_cast<double>(class_count) * counts[k]) : 1.0;
    class_weights_.push_back(static_cast<float>(std::pow(fair, options_.class_balance)));
    shares[k] = counts[k] * static_cast<double>(class_weights_[k]) + 1.0;
    total += shares[k];
  }
  float* bias = model_.weights_.data() + model_.feature_count_ * model_.stride_;
  for (size_t k = 0; k < class_count; ++k) {
    bias[k] = static_cast<float>(std::log(shares[k] / total));
  }
}

void SoftmaxTrainer::SetPenalties() {
  penalties_.resize(model_.feature_count_);
  for (const uint32_t row : rows_) {
    for (const uint32_t column : features_.row(row).columns) {
      penalties_[column] += 1.0f;
    }
  }
  const float total = options_.l2 * static_cast<float>(rows_.size());
  for (float& penalty : penalties_) {
    penalty = penalty > 0.0f ? total / penalty : 0.0f;
  }
}

void SoftmaxTrainer::RunEpoch(TrainingDynamics* dynamics, const ProgressSink& progress) {
  constexpr size_t kRowsBetweenPolls = 4096;
  rng_.Shuffle(std::span(rows_));
  AlignedFloats logits(model_.stride_);
  EpochArguments arguments{};
  arguments.features = &features_;
  arguments.labels = labels_.data();
  arguments.weights = model_.weights_.data();
  arguments.bias = arguments.weights + model_.feature_count_ * model_.stride_;
  arguments.gradient_squares = gradient_squares_.data();
  arguments.bias_squares = bias_squares_.data();
  arguments.penalties = penalties_.empty() ? nullptr : penalties_.data();
  arguments.class_weights = class_weights_.data();
  arguments.stride = model_.stride_;
  arguments.learning_rate = options_.learning_rate;
  arguments.logits = logits.data();
  if (dynamics != nullptr) {
    arguments.margin_sum = dynamics->margin_sum.data();
    arguments.given_sum = dynamics->given_sum.data();
    ++dynamics->epoch_count;
  }
  for (size_t begin = 0; begin < rows_.size() && !progress.cancelled();
       begin += kRowsBetweenPolls) {
    const size_t count = std::min(kRowsBetweenPolls, rows_.size() - begin);
    arguments.rows = std::span<const uint32_t>(rows_).subspan(begin, count);
    TrainRows(arguments);
  }
}

}  // namespace assay
