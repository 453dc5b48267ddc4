#include "engine/audit/confident_learning.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/base/kernel.h"

namespace assay {
namespace {

constexpr double kSmallestThreshold = 2e-6;
constexpr double kThresholdSlack = 1e-6;
constexpr double kSmallestPrior = 1e-6;

// Items decided together: their running state stays in the first-level cache, and the compiler
// turns the loop over them into vector instructions.
constexpr size_t kBlock = 64;

constexpr int32_t kNotConfident = -1;

// Plain arrays and one select per statement: what g++ needs to see to vectorise over the items.
template <typename T>
inline __attribute__((always_inline)) void DecideBlock(const T* __restrict rows, size_t class_count,
                                                       const T* __restrict thresholds,
                                                       int32_t* __restrict confident_class) {
  T largest[kBlock];
  int32_t arg_max[kBlock];
  int32_t candidate[kBlock];
  int32_t candidate_count[kBlock];
  for (size_t r = 0; r < kBlock; ++r) {
    largest[r] = -std::numeric_limits<T>::infinity();
    arg_max[r] = 0;
    candidate[r] = kNotConfident;
    candidate_count[r] = 0;
  }
  for (size_t k = 0; k < class_count; ++k) {
    const T threshold = thresholds[k];
    const int32_t label = static_cast<int32_t>(k);
    const T* column = rows + k;
    for (size_t r = 0; r < kBlock; ++r) {
      const T p = column[r * class_count];
      candidate[r] = p >= threshold ? label : candidate[r];
      candidate_count[r] += p >= threshold ? 1 : 0;
      arg_max[r] = p > largest[r] ? label : arg_max[r];
      largest[r] = p > largest[r] ? p : largest[r];
    }
  }
  for (size_t r = 0; r < kBlock; ++r) {
    confident_class[r] = candidate_count[r] > 1 ? arg_max[r] : candidate[r];
  }
}

ASSAY_KERNEL void DecideFullBlock(const float* rows, size_t class_count, const float* thresholds,
                                  int32_t* confident_class) {
  DecideBlock(rows, class_count, thresholds, confident_class);
}
ASSAY_KERNEL void DecideFullBlock(const double* rows, size_t class_count, const double* thresholds,
                                  int32_t* confident_class) {
  DecideBlock(rows, class_count, thresholds, confident_class);
}

// The class that each of `count` <= kBlock items is confidently in, or kNotConfident.
template <typename T>
void DecideItems(const LabelledProbabilities<T>& data, size_t begin, size_t count,
                 std::span<const T> thresholds, int32_t* confident_class) {
  const size_t class_count = data.class_count();
  const T* rows = data.probabilities().values().data() + begin * class_count;
  if (count == kBlock) {
    DecideFullBlock(rows, class_count, thresholds.data(), confident_class);
    return;
  }
  std::vector<T> padded(kBlock * class_count, T{0});
  std::copy(rows, rows + count * class_count, padded.begin());
  DecideFullBlock(padded.data(), class_count, thresholds.data(), confident_class);
}

int64_t OffDiagonalSum(const CountMatrix& counts) { return counts.sum() - counts.trace(); }

// eq. (3) of the paper, one row.
void CalibrateRow(const CountMatrix& counts, Eigen::Index row, int64_t size,
                  std::vector<double>& fractions, CountMatrix& calibrated) {
  const Eigen::Index class_count = counts.cols();
  const int64_t total = counts.row(row).sum();
  if (total == 0) {
    return;
  }
  int64_t missing = size;
  for (Eigen::Index k = 0; k < class_count; ++k) {
    const double scaled = static_cast<double>(counts(row, k)) / static_cast<double>(total) *
                          static_cast<double>(size);
    const double whole = std::floor(scaled);
    fractions[static_cast<size_t>(k)] = scaled - whole;
    calibrated(row, k) = static_cast<int64_t>(whole);
    missing -= static_cast<int64_t>(whole);
  }
  std::vector<Eigen::Index> order(static_cast<size_t>(class_count));
  std::iota(order.rbegin(), order.rend(), Eigen::Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return fractions[static_cast<size_t>(a)] > fractions[static_cast<size_t>(b)];
  });
  for (int64_t unit = 0; unit < missing; ++unit) {
    ++calibrated(row, order[static_cast<size_t>(unit)]);
  }
}

}  // namespace

template <typename T>
std::vector<double> ClassThresholds(const LabelledProbabilities<T>& data) {
  std::vector<double> sums(data.class_count(), 0);
  for (size_t i = 0; i < data.item_count(); ++i) {
    const size_t given = data.given(i);
    sums[given] += static_cast<double>(data.row(i)[given]);
  }
  for (size_t k = 0; k < sums.size(); ++k) {
    const int64_t size = data.class_sizes()[k];
    sums[k] = size == 0 ? kUnreachableThreshold
                        : std::max(sums[k] / static_cast<double>(size), kSmallestThreshold);
  }
  return sums;
}

template <typename T>
ConfidentJoint CountConfidentJoint(const LabelledProbabilities<T>& data,
                                   std::span<const double> thresholds) {
  const size_t class_count = data.class_count();
  std::vector<T> lowered(class_count);
  std::transform(thresholds.begin(), thresholds.end(), lowered.begin(),
                 [](double threshold) { return static_cast<T>(threshold - kThresholdSlack); });
  const auto size = static_cast<Eigen::Index>(class_count);
  ConfidentJoint joint{.counts = CountMatrix::Zero(size, size), .off_diagonal_items = {}};
  std::array<int32_t, kBlock> confident_class;
  for (size_t begin = 0; begin < data.item_count(); begin += kBlock) {
    const size_t count = std::min(kBlock, data.item_count() - begin);
    DecideItems<T>(data, begin, count, lowered, confident_class.data());
    for (size_t r = 0; r < count; ++r) {
      if (confident_class[r] == kNotConfident) {
        continue;
      }
      const int32_t given = data.given()[begin + r];
      ++joint.counts(given, confident_class[r]);
      if (given != confident_class[r]) {
        joint.off_diagonal_items.push_back(begin + r);
      }
    }
  }
  joint.counts.diagonal() = joint.counts.diagonal().cwiseMax(1);
  return joint;
}

CountMatrix CalibrateConfidentJoint(const CountMatrix& counts,
                                    std::span<const int64_t> class_sizes) {
  CountMatrix calibrated = CountMatrix::Zero(counts.rows(), counts.cols());
  std::vector<double> fractions(static_cast<size_t>(counts.cols()));
  for (Eigen::Index row = 0; row < counts.rows(); ++row) {
    CalibrateRow(counts, row, class_sizes[static_cast<size_t>(row)], fractions, calibrated);
  }
  return calibrated;
}

Eigen::MatrixXd JointOfCounts(const CountMatrix& calibrated) {
  const double total = static_cast<double>(calibrated.sum());
  return calibrated.cast<double>() / std::max(total, 1.0);
}

Eigen::MatrixXd NoiseMatrix(const CountMatrix& calibrated) {
  Eigen::MatrixXd noise = calibrated.cast<double>();
  for (Eigen::Index y = 0; y < noise.cols(); ++y) {
    noise.col(y) /= std::max(noise.col(y).sum(), 1.0);
  }
  return noise;
}

Eigen::MatrixXd InverseNoiseMatrix(const CountMatrix& calibrated) {
  return NoiseMatrix(calibrated.transpose());
}

Eigen::VectorXd TruePrior(const CountMatrix& calibrated) {
  Eigen::VectorXd prior = JointOfCounts(calibrated).colwise().sum().transpose();
  prior = prior.cwiseMax(kSmallestPrior);
  return prior / prior.sum();
}

int64_t ConfidentLearning::EstimatedErrorCount() const { return OffDiagonalSum(calibrated); }

template <typename T>
ConfidentLearning LearnConfidently(const LabelledProbabilities<T>& data) {
  ConfidentLearning result;
  result.thresholds = ClassThresholds(data);
  result.joint = CountConfidentJoint(data, result.thresholds);
  result.calibrated = CalibrateConfidentJoint(result.joint.counts, data.class_sizes());
  return result;
}

template std::vector<double> ClassThresholds(const LabelledProbabilities<float>&);
template std::vector<double> ClassThresholds(const LabelledProbabilities<double>&);
template ConfidentJoint CountConfidentJoint(const LabelledProbabilities<float>&,
                                            std::span<const double>);
template ConfidentJoint CountConfidentJoint(const LabelledProbabilities<double>&,
                                            std::span<const double>);
template ConfidentLearning LearnConfidently(const LabelledProbabilities<float>&);
template ConfidentLearning LearnConfidently(const LabelledProbabilities<double>&);

}  // namespace assay
