#include "engine/audit/error_estimate.h"

#include <algorithm>
#include <cmath>

#include "engine/base/check.h"

namespace assay {
namespace {

// What points to errors among the items of one given class.
struct ClassCounts {
  int64_t size = 0;
  int64_t contradicted = 0;
  int64_t calibrated = 0;
  int64_t disagreed = 0;
  double doubt = 0;
};

template <typename T>
std::vector<ClassCounts> CountByClass(const LabelledProbabilities<T>& data,
                                      const ConfidentLearning& learned) {
  std::vector<ClassCounts> counts(data.class_count());
  for (size_t g = 0; g < counts.size(); ++g) {
    const auto row = static_cast<Eigen::Index>(g);
    counts[g].size = data.class_sizes()[g];
    counts[g].calibrated = learned.calibrated.row(row).sum() - learned.calibrated(row, row);
  }
  for (const size_t item : learned.joint.off_diagonal_items) {
    ++counts[data.given(item)].contradicted;
  }
  for (size_t i = 0; i < data.item_count(); ++i) {
    const size_t given = data.given(i);
    const std::span<const T> row = data.row(i);
    const bool disagrees = ArgMax(row) != given;
    counts[given].disagreed += disagrees ? 1 : 0;
    counts[given].doubt +=
        disagrees ? 1.0 : 1 - std::clamp(static_cast<double>(row[given]), 0.0, 1.0);
  }
  return counts;
}

Interval Scaled(int64_t count, int64_t size, double level) {
  absl::StatusOr<Interval> share = WilsonInterval(count, size, level);
  ASSAY_CHECK(share.ok());
  const double scale = static_cast<double>(size);
  return {share->value * scale, share->low * scale, share->high * scale, level};
}

struct ClassEstimate {
  double value = 0;
  Interval least;
  Interval most;
};

ClassEstimate EstimateClass(const ClassCounts& counts, double level) {
  if (counts.size == 0) {
    return {};
  }
  const int64_t doubted = std::min(counts.size, static_cast<int64_t>(std::llround(counts.doubt)));
  return {0.5 * static_cast<double>(counts.calibrated + counts.disagreed),
          Scaled(std::min(counts.contradicted, counts.size), counts.size, level),
          Scaled(doubted, counts.size, level)};
}

double Square(double x) { return x * x; }

}  // namespace

template <typename T>
ErrorEstimate EstimateErrors(const LabelledProbabilities<T>& data, const ConfidentLearning& learned,
                             double level) {
  ErrorEstimate estimate;
  double value = 0;
  double least = 0;
  double most = 0;
  double least_error = 0;
  double most_error = 0;
  for (const ClassCounts& counts : CountByClass(data, learned)) {
    const ClassEstimate of_class = EstimateClass(counts, level);
    estimate.per_class.push_back({.value = of_class.value,
                                  .low = std::min(of_class.value, of_class.least.low),
                                  .high = std::max(of_class.value, of_class.most.high),
                                  .level = level});
    value += of_class.value;
    least += of_class.least.value;
    most += of_class.most.value;
    least_error += Square(of_class.least.value - of_class.least.low);
    most_error += Square(of_class.most.high - of_class.most.value);
  }
  const double size = static_cast<double>(data.item_count());
  estimate.total = {.value = value,
                    .low = std::clamp(least - std::sqrt(least_error), 0.0, value),
                    .high = std::max(value, std::min(size, most + std::sqrt(most_error))),
                    .level = level};
  return estimate;
}

template ErrorEstimate EstimateErrors(const LabelledProbabilities<float>&, const ConfidentLearning&,
                                      double);
template ErrorEstimate EstimateErrors(const LabelledProbabilities<double>&,
                                      const ConfidentLearning&, double);

}  // namespace assay
