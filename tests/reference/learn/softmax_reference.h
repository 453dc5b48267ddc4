#ifndef ASSAY_TESTS_REFERENCE_LEARN_SOFTMAX_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_LEARN_SOFTMAX_REFERENCE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/rng.h"
#include "engine/learn/softmax_regression.h"
#include "tests/reference/learn/dense_rows.h"

namespace assay::reference {

// Softmax regression on dense rows in double, written from the formulas.
class SoftmaxReference {
 public:
  SoftmaxReference(DenseRows rows, std::vector<uint32_t> labels, size_t class_count,
                   const SoftmaxOptions& options)
      : rows_(std::move(rows)),
        labels_(std::move(labels)),
        class_count_(class_count),
        options_(options),
        weights(rows_.front().size(), std::vector<double>(class_count, 0.0)),
        bias(class_count, 0.0) {
    std::vector<double> counts(class_count, 0.0);
    for (const uint32_t label : labels_) {
      counts[label] += 1.0;
    }
    double total = 0.0;
    for (size_t k = 0; k < class_count; ++k) {
      const double n = static_cast<double>(rows_.size());
      class_weights_.push_back(counts[k] > 0.0
                                   ? std::pow(n / (static_cast<double>(class_count) * counts[k]),
                                              static_cast<double>(options.class_balance))
                                   : 1.0);
      total += counts[k] * class_weights_[k] + 1.0;
    }
    for (size_t k = 0; k < class_count; ++k) {
      bias[k] = std::log((counts[k] * class_weights_[k] + 1.0) / total);
    }
  }

  std::vector<double> Logits(size_t row) const {
    std::vector<double> logits = bias;
    for (size_t j = 0; j < weights.size(); ++j) {
      for (size_t k = 0; k < class_count_; ++k) {
        logits[k] += rows_[row][j] * weights[j][k];
      }
    }
    return logits;
  }

  std::vector<double> Probabilities(size_t row) const {
    std::vector<double> values = Logits(row);
    const double max = *std::max_element(values.begin(), values.end());
    double sum = 0.0;
    for (double& value : values) {
      value = std::exp(value - max);
      sum += value;
    }
    for (double& value : values) {
      value /= sum;
    }
    return values;
  }

  // mean_i -w_i log p(g_i | x_i) + l2 / 2 ||W||^2
  double Loss() const {
    double loss = 0.0;
    for (size_t i = 0; i < rows_.size(); ++i) {
      loss -= class_weights_[labels_[i]] * std::log(Probabilities(i)[labels_[i]]);
    }
    loss /= static_cast<double>(rows_.size());
    for (const std::vector<double>& row : weights) {
      for (const double weight : row) {
        loss += 0.5 * static_cast<double>(options_.l2) * weight * weight;
      }
    }
    return loss;
  }

  struct Gradient {
    DenseRows weights;
    std::vector<double> bias;
  };

  Gradient LossGradient() const {
    Gradient gradient{DenseRows(weights.size(), std::vector<double>(class_count_, 0.0)),
                      std::vector<double>(class_count_, 0.0)};
    const auto n = static_cast<double>(rows_.size());
    for (size_t i = 0; i < rows_.size(); ++i) {
      std::vector<double> residual = Residual(i);
      for (size_t k = 0; k < class_count_; ++k) {
        gradient.bias[k] += residual[k] / n;
        for (size_t j = 0; j < weights.size(); ++j) {
          gradient.weights[j][k] += rows_[i][j] * residual[k] / n;
        }
      }
    }
    for (size_t j = 0; j < weights.size(); ++j) {
      for (size_t k = 0; k < class_count_; ++k) {
        gradient.weights[j][k] += static_cast<double>(options_.l2) * weights[j][k];
      }
    }
    return gradient;
  }

  // Plain gradient descent.
  void Minimise(int step_count, double step) {
    for (int i = 0; i < step_count; ++i) {
      const Gradient gradient = LossGradient();
      for (size_t k = 0; k < class_count_; ++k) {
        bias[k] -= step * gradient.bias[k];
        for (size_t j = 0; j < weights.size(); ++j) {
          weights[j][k] -= step * gradient.weights[j][k];
        }
      }
    }
  }

  // The stochastic steps of SoftmaxTrainer, in the same order of rows.
  void RunAdaGrad(int epoch_count, uint64_t seed, uint64_t stream) {
    Rng rng(seed, stream);
    std::vector<uint32_t> order(rows_.size());
    for (uint32_t i = 0; i < order.size(); ++i) {
      order[i] = i;
    }
    std::vector<double> squares(weights.size(), static_cast<double>(options_.initial_squares));
    std::vector<double> bias_squares(class_count_, 1.0);
    margin_sum.assign(rows_.size(), 0.0);
    given_sum.assign(rows_.size(), 0.0);
    for (int epoch = 0; epoch < epoch_count; ++epoch) {
      rng.Shuffle(std::span(order));
      for (const uint32_t row : order) {
        Step(row, squares, bias_squares);
      }
    }
  }

 private:
  std::vector<double> Residual(size_t i) const {
    std::vector<double> residual = Probabilities(i);
    residual[labels_[i]] -= 1.0;
    for (double& value : residual) {
      value *= class_weights_[labels_[i]];
    }
    return residual;
  }

  void Step(size_t i, std::vector<double>& squares, std::vector<double>& bias_squares) {
    const uint32_t given = labels_[i];
    const std::vector<double> logits = Logits(i);
    double other = -1e300;
    for (size_t k = 0; k < class_count_; ++k) {
      other = k == given ? other : std::max(other, logits[k]);
    }
    margin_sum[i] += logits[given] - other;
    given_sum[i] += Probabilities(i)[given];
    const std::vector<double> residual = Residual(i);
    double norm = 0.0;
    for (const double value : residual) {
      norm += value * value;
    }
    const auto length = static_cast<double>(options_.learning_rate);
    for (size_t k = 0; k < class_count_; ++k) {
      bias_squares[k] += residual[k] * residual[k];
      bias[k] -= length * residual[k] / std::sqrt(bias_squares[k]);
    }
    for (size_t j = 0; j < weights.size(); ++j) {
      const double x = rows_[i][j];
      if (x == 0.0) {
        continue;
      }
      squares[j] += x * x * norm;
      const double rate = length / std::sqrt(squares[j]);
      double rows_with_feature = 0.0;
      for (const std::vector<double>& row : rows_) {
        rows_with_feature += row[j] != 0.0 ? 1.0 : 0.0;
      }
      const double penalty =
          static_cast<double>(options_.l2) * static_cast<double>(rows_.size()) / rows_with_feature;
      for (size_t k = 0; k < class_count_; ++k) {
        weights[j][k] = (weights[j][k] - rate * x * residual[k]) / (1.0 + rate * penalty);
      }
    }
  }

  DenseRows rows_;
  std::vector<uint32_t> labels_;
  size_t class_count_;
  SoftmaxOptions options_;
  std::vector<double> class_weights_;

 public:
  DenseRows weights;
  std::vector<double> bias;
  std::vector<double> margin_sum;
  std::vector<double> given_sum;
};

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_LEARN_SOFTMAX_REFERENCE_H_
