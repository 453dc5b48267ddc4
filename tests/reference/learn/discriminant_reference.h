#ifndef ASSAY_TESTS_REFERENCE_LEARN_DISCRIMINANT_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_LEARN_DISCRIMINANT_REFERENCE_H_

#include <Eigen/Dense>
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace assay::reference {

// Rows with classes and weights, N x D.
struct WeightedRows {
  Eigen::MatrixXd x;
  std::vector<uint32_t> labels;
  std::vector<double> weights;
  size_t class_count = 0;
};

// The weighted mean of the rows of one class; of all rows where it has none left.
inline Eigen::VectorXd MeanWithout(const WeightedRows& data, size_t k, size_t left_out) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(data.x.cols());
  Eigen::VectorXd all = sum;
  double size = 0;
  double total = 0;
  for (size_t i = 0; i < data.labels.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    all += data.weights[i] * data.x.row(row).transpose();
    total += data.weights[i];
    if (data.labels[i] == k && i != left_out) {
      sum += data.weights[i] * data.x.row(row).transpose();
      size += data.weights[i];
    }
  }
  return size > 0 ? Eigen::VectorXd(sum / size) : Eigen::VectorXd(all / total);
}

// Scatter about the class means, both without one row.
inline Eigen::MatrixXd ScatterWithout(const WeightedRows& data, size_t left_out) {
  Eigen::MatrixXd scatter = Eigen::MatrixXd::Zero(data.x.cols(), data.x.cols());
  for (size_t k = 0; k < data.class_count; ++k) {
    const Eigen::VectorXd mean = MeanWithout(data, k, left_out);
    for (size_t i = 0; i < data.labels.size(); ++i) {
      if (data.labels[i] == k && i != left_out) {
        const Eigen::VectorXd d = data.x.row(static_cast<Eigen::Index>(i)).transpose() - mean;
        scatter += data.weights[i] * d * d.transpose();
      }
    }
  }
  return scatter;
}

// Refits the discriminant on all other rows, for every row, and scores it: N x K.
inline Eigen::MatrixXd RefittedDiscriminant(const WeightedRows& data, double shrinkage) {
  const size_t row_count = data.labels.size();
  double divisor = 0;
  for (const double weight : data.weights) {
    divisor += weight;
  }
  divisor -= static_cast<double>(std::set(data.labels.begin(), data.labels.end()).size());
  const Eigen::ArrayXd scales =
      (ScatterWithout(data, row_count) / divisor).diagonal().array().sqrt();
  Eigen::MatrixXd scores(row_count, data.class_count);
  for (size_t i = 0; i < row_count; ++i) {
    const Eigen::MatrixXd scatter = ScatterWithout(data, i) / divisor;
    Eigen::MatrixXd shrunken =
        (1 - shrinkage) * scatter.array() / (scales.matrix() * scales.matrix().transpose()).array();
    shrunken.diagonal().array() += shrinkage;
    for (size_t k = 0; k < data.class_count; ++k) {
      const Eigen::VectorXd d =
          ((data.x.row(static_cast<Eigen::Index>(i)).transpose() - MeanWithout(data, k, i))
               .array() /
           scales)
              .matrix();
      scores(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) =
          -0.5 * d.dot(shrunken.fullPivLu().solve(d));
    }
  }
  return scores;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_LEARN_DISCRIMINANT_REFERENCE_H_
