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

// The covariance of the fit without one row, of which the divisor and the scales are those of all
// rows, and the scores of a row by class.
class SlowDiscriminant {
 public:
  SlowDiscriminant(const WeightedRows& data, double shrinkage, size_t left_out) {
    double divisor = 0;
    for (const double weight : data.weights) {
      divisor += weight;
    }
    divisor -= static_cast<double>(std::set(data.labels.begin(), data.labels.end()).size());
    scales_ = (ScatterWithout(data, data.labels.size()) / divisor).diagonal().array().sqrt();
    shrunken_ = (1 - shrinkage) * (ScatterWithout(data, left_out) / divisor).array() /
                (scales_.matrix() * scales_.matrix().transpose()).array();
    shrunken_.diagonal().array() += shrinkage;
    for (size_t k = 0; k < data.class_count; ++k) {
      means_.push_back(MeanWithout(data, k, left_out));
    }
  }

  Eigen::VectorXd Scores(const Eigen::VectorXd& row) const {
    Eigen::VectorXd scores(means_.size());
    for (size_t k = 0; k < means_.size(); ++k) {
      const Eigen::VectorXd d = ((row - means_[k]).array() / scales_).matrix();
      scores(static_cast<Eigen::Index>(k)) = -0.5 * d.dot(shrunken_.fullPivLu().solve(d));
    }
    return scores;
  }

 private:
  Eigen::ArrayXd scales_;
  Eigen::MatrixXd shrunken_;
  std::vector<Eigen::VectorXd> means_;
};

// Refits the discriminant on all other rows, for every row, and scores it: N x K.
inline Eigen::MatrixXd RefittedDiscriminant(const WeightedRows& data, double shrinkage) {
  Eigen::MatrixXd scores(data.labels.size(), data.class_count);
  for (size_t i = 0; i < data.labels.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    scores.row(row) =
        SlowDiscriminant(data, shrinkage, i).Scores(data.x.row(row).transpose()).transpose();
  }
  return scores;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_LEARN_DISCRIMINANT_REFERENCE_H_
