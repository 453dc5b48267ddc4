#include "engine/consensus/number_labels.h"

#include <algorithm>
#include <limits>

#include "engine/consensus/consensus_checks.h"

namespace assay {

NumberConsensus StartNumbers(const ConsensusInput& input) {
  const size_t item_count = input.labels.item_count();
  NumberConsensus result;
  result.value.assign(item_count, std::numeric_limits<double>::quiet_NaN());
  result.standard_error = result.value;
  for (size_t item = 0; item < item_count; ++item) {
    if (const int32_t known = GoldOf(input, item); known != kNoClass) {
      result.value[item] = ValueOf(input, static_cast<uint16_t>(known));
      result.standard_error[item] = 0;
    }
  }
  return result;
}

std::vector<float> PrecisionOf(const ConsensusInput& input, const std::vector<double>& values) {
  std::vector<double> squares(input.labels.annotator_count(), 0.0);
  std::vector<double> counts(squares.size(), 0.0);
  double total = 0;
  for (size_t item = 0; item < values.size(); ++item) {
    const auto annotators = input.labels.annotators_of(item);
    const auto classes = input.labels.classes_of(item);
    for (size_t label = 0; label < classes.size(); ++label) {
      const double error = ValueOf(input, classes[label]) - values[item];
      squares[annotators[label]] += error * error;
      counts[annotators[label]] += 1.0;
      total += error * error;
    }
  }
  const double usual = total / static_cast<double>(input.labels.label_count());
  std::vector<double> precision(squares.size(), 1.0);
  for (size_t j = 0; j < squares.size() && usual > 0; ++j) {
    precision[j] = (counts[j] + 1.0) / (squares[j] + usual);
  }
  return NextToHighest(precision);
}

std::vector<float> NextToHighest(const std::vector<double>& values) {
  const double highest = *std::max_element(values.begin(), values.end());
  std::vector<float> shares(values.size(), 0.0f);
  for (size_t j = 0; j < values.size() && highest > 0; ++j) {
    shares[j] = static_cast<float>(values[j] / highest);
  }
  return shares;
}

}  // namespace assay
