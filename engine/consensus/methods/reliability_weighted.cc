#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/number_labels.h"
#include "engine/consensus/rounds.h"

namespace assay {
namespace {

constexpr double kPseudoLabels = 2.0;

// The alternation of values and precisions.
class PrecisionModel {
 public:
  PrecisionModel(const ConsensusInput& input, NumberConsensus start)
      : input_(input), result_(std::move(start)), precision_(input.labels.annotator_count(), 1.0) {
    UpdateValues();
  }

  // Returns the largest move of a value, next to the typical error of a label.
  double Round() {
    UpdatePrecisions();
    return spread_ > 0 ? UpdateValues() / spread_ : 0.0;
  }

  NumberConsensus Finish() {
    result_.reliability = NextToHighest(precision_);
    return std::move(result_);
  }

 private:
  void UpdatePrecisions();
  double UpdateValues();

  const ConsensusInput& input_;
  NumberConsensus result_;
  std::vector<double> precision_;
  double spread_ = 0;
};

double PrecisionModel::UpdateValues() {
  const LabelTable& labels = input_.labels;
  double largest = 0;
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto annotators = labels.annotators_of(item);
    const auto classes = labels.classes_of(item);
    if (classes.empty() || GoldOf(input_, item) != kNoClass) {
      continue;
    }
    double weight = 0;
    double sum = 0;
    for (size_t label = 0; label < classes.size(); ++label) {
      weight += precision_[annotators[label]];
      sum += precision_[annotators[label]] * ValueOf(input_, classes[label]);
    }
    const double value = sum / weight;
    largest = std::max(largest, std::abs(value - result_.value[item]));
    result_.value[item] = value;
    if (classes.size() > 1) {
      result_.standard_error[item] = 1.0 / std::sqrt(weight);
    }
  }
  return largest;
}

void PrecisionModel::UpdatePrecisions() {
  const LabelTable& labels = input_.labels;
  std::vector<double> squares(precision_.size(), 0.0);
  std::vector<double> freedom(precision_.size(), 0.0);
  double all_squares = 0;
  double all_freedom = 0;
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto annotators = labels.annotators_of(item);
    const auto classes = labels.classes_of(item);
    double weight = 0;
    for (const uint32_t annotator : annotators) {
      weight += precision_[annotator];
    }
    const bool known = GoldOf(input_, item) != kNoClass;
    for (size_t label = 0; label < classes.size(); ++label) {
      const size_t j = annotators[label];
      const double error = ValueOf(input_, classes[label]) - result_.value[item];
      const double share = known ? 1.0 : 1.0 - precision_[j] / weight;
      squares[j] += error * error;
      freedom[j] += share;
      all_squares += error * error;
      all_freedom += share;
    }
  }
  const double variance = all_freedom > 0 ? all_squares / all_freedom : 0.0;
  spread_ = std::sqrt(variance);
  for (size_t j = 0; j < precision_.size() && variance > 0; ++j) {
    precision_[j] = (kPseudoLabels + freedom[j]) / (kPseudoLabels * variance + squares[j]);
  }
}

}  // namespace

absl::StatusOr<NumberConsensus> ReliabilityWeightedConsensus(const ConsensusInput& input,
                                                             const ConsensusOptions& options,
                                                             WorkerPool&, ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckNumberInput(input));
  PrecisionModel model(input, StartNumbers(input));
  ASSAY_ASSIGN_OR_RETURN(const RoundsDone done,
                         RunRounds(options, {}, progress, [&](int) { return model.Round(); }));
  NumberConsensus result = model.Finish();
  result.iterations = done.iterations;
  result.converged = done.converged;
  return result;
}

}  // namespace assay
