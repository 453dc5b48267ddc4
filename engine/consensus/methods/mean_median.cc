#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/number_labels.h"
#include "engine/consensus/rounds.h"

namespace assay {
namespace {

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

double Median(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double StandardErrorOfMean(const std::vector<double>& values) {
  const double mean = Mean(values);
  const auto count = static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / (count - 1) / count);
}

// middle: of the labels of one item, which it may sort.
absl::StatusOr<NumberConsensus> ItemByItem(const ConsensusInput& input,
                                           const ProgressSink& progress, double error_factor,
                                           double (*middle)(std::vector<double>&)) {
  ASSAY_RETURN_IF_ERROR(CheckNumberInput(input));
  ASSAY_RETURN_IF_ERROR(CheckCancelled(progress));
  NumberConsensus result = StartNumbers(input);
  std::vector<double> values;
  for (size_t item = 0; item < result.value.size(); ++item) {
    const auto classes = input.labels.classes_of(item);
    if (classes.empty() || GoldOf(input, item) != kNoClass) {
      continue;
    }
    values.clear();
    for (const uint16_t k : classes) {
      values.push_back(ValueOf(input, k));
    }
    result.value[item] = middle(values);
    if (values.size() > 1) {
      result.standard_error[item] = error_factor * StandardErrorOfMean(values);
    }
  }
  result.reliability = PrecisionOf(input, result.value);
  result.iterations = 1;
  return result;
}

}  // namespace

absl::StatusOr<NumberConsensus> MeanConsensus(const ConsensusInput& input, const ConsensusOptions&,
                                              WorkerPool&, ProgressSink& progress) {
  return ItemByItem(input, progress, 1.0, [](std::vector<double>& values) { return Mean(values); });
}

absl::StatusOr<NumberConsensus> MedianConsensus(const ConsensusInput& input,
                                                const ConsensusOptions&, WorkerPool&,
                                                ProgressSink& progress) {
  return ItemByItem(input, progress, std::sqrt(std::numbers::pi / 2), &Median);
}

}  // namespace assay
