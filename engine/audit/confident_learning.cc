#include "engine/audit/confident_learning.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "engine/audit/scratch_pool.h"

namespace assay {
namespace {

constexpr double kSmallestThreshold = 2e-6;
constexpr double kThresholdSlack = 1e-6;
constexpr double kSmallestPrior = 1e-6;

constexpr int32_t kNotConfident = -1;
// Items of a task.
constexpr size_t kGrain = 16384;

// A row whose most probable class is not one it is confidently in: another one may be.
template <typename T>
int32_t DecideRow(std::span<const T> row, std::span<const T> thresholds, size_t arg_max) {
  int32_t candidate = kNotConfident;
  for (size_t k = 0; k < row.size(); ++k) {
    if (row[k] >= thresholds[k]) {
      if (candidate != kNotConfident) {
        return static_cast<int32_t>(arg_max);
      }
      candidate = static_cast<int32_t>(k);
    }
  }
  return candidate;
}

// The class that an item is confidently in, or kNotConfident.  Most rows are decided by their
// largest probability: if it reaches the threshold of its class, that class is the only candidate
// or the largest of several; if it is below all thresholds, there is none.
template <typename T>
int32_t DecideItem(const LabelledProbabilities<T>& data, size_t item, std::span<const T> thresholds,
                   T lowest_threshold) {
  const size_t arg_max = data.arg_max(item);
  if (data.largest(item) >= thresholds[arg_max]) {
    return static_cast<int32_t>(arg_max);
  }
  return data.largest(item) < lowest_threshold ? kNotConfident
                                               : DecideRow<T>(data.row(item), thresholds, arg_max);
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
  std::vector<double> sums = data.given_sums();
  for (size_t k = 0; k < sums.size(); ++k) {
    const int64_t size = data.class_sizes()[k];
    sums[k] = size == 0 ? kUnreachableThreshold
                        : std::max(sums[k] / static_cast<double>(size), kSmallestThreshold);
  }
  return sums;
}

template <typename T>
ConfidentJoint CountConfidentJoint(const LabelledProbabilities<T>& data,
                                   std::span<const double> thresholds, WorkerPool& pool) {
  const size_t class_count = data.class_count();
  std::vector<T> lowered(class_count);
  std::transform(thresholds.begin(), thresholds.end(), lowered.begin(),
                 [](double threshold) { return static_cast<T>(threshold - kThresholdSlack); });
  const auto size = static_cast<Eigen::Index>(class_count);
  ConfidentJoint joint{.counts = CountMatrix::Zero(size, size), .off_diagonal_items = {}};
  const T lowest = *std::min_element(lowered.begin(), lowered.end());
  ScratchPool<CountMatrix> counts(
      [size] { return std::make_unique<CountMatrix>(CountMatrix::Zero(size, size)); });
  std::vector<std::vector<size_t>> off_diagonal((data.item_count() + kGrain - 1) / kGrain);
  pool.ForRanges(data.item_count(), kGrain, [&](size_t begin, size_t end) {
    counts.Use([&](CountMatrix& part) {
      for (size_t i = begin; i < end; ++i) {
        const int32_t decided = DecideItem<T>(data, i, lowered, lowest);
        const int32_t given = data.given()[i];
        if (decided != kNotConfident) {
          ++part(given, decided);
        }
        if (decided != kNotConfident && decided != given) {
          off_diagonal[begin / kGrain].push_back(i);
        }
      }
    });
  });
  for (const auto& part : counts.all()) {
    joint.counts += *part;
  }
  for (const std::vector<size_t>& part : off_diagonal) {
    joint.off_diagonal_items.insert(joint.off_diagonal_items.end(), part.begin(), part.end());
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
ConfidentLearning LearnConfidently(const LabelledProbabilities<T>& data, WorkerPool& pool) {
  ConfidentLearning result;
  result.thresholds = ClassThresholds(data);
  result.joint = CountConfidentJoint(data, result.thresholds, pool);
  result.calibrated = CalibrateConfidentJoint(result.joint.counts, data.class_sizes());
  return result;
}

template <typename T>
ConfidentLearning LearnConfidently(const LabelledProbabilities<T>& data) {
  WorkerPool pool(1);
  return LearnConfidently(data, pool);
}

#define ASSAY_INSTANTIATE_CONFIDENT_LEARNING(T)                                              \
  template std::vector<double> ClassThresholds(const LabelledProbabilities<T>&);             \
  template ConfidentJoint CountConfidentJoint(const LabelledProbabilities<T>&,               \
                                              std::span<const double>, WorkerPool&);         \
  template ConfidentLearning LearnConfidently(const LabelledProbabilities<T>&, WorkerPool&); \
  template ConfidentLearning LearnConfidently(const LabelledProbabilities<T>&)
ASSAY_INSTANTIATE_CONFIDENT_LEARNING(float);
ASSAY_INSTANTIATE_CONFIDENT_LEARNING(double);
#undef ASSAY_INSTANTIATE_CONFIDENT_LEARNING

}  // namespace assay
