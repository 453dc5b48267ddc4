#include "engine/consensus/active_lab.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/crowdlab.h"

namespace assay {
namespace {

constexpr std::array<double, 9> kCoarse = {0.1, 0.2, 0.5, 0.8, 1, 2, 3, 5, 8};
constexpr size_t kFineSteps = 4;
constexpr double kSmallest = 1e-30;

// row := softmax(log(p) / temperature).
void Temper(std::span<const float> p, double temperature, std::span<double> row) {
  const double max = static_cast<double>(*std::max_element(p.begin(), p.end()));
  double sum = 0;
  for (size_t k = 0; k < p.size(); ++k) {
    const double share = std::max(static_cast<double>(p[k]), kSmallest) / std::max(max, kSmallest);
    row[k] = std::pow(share, 1 / temperature);
    sum += row[k];
  }
  for (double& value : row) {
    value /= sum;
  }
}

// Cross entropy of the tempered model with the shares of the votes, summed over items.
double CrossEntropy(const ConsensusInput& input, double temperature) {
  const size_t class_count = input.labels.class_count();
  std::vector<double> row(class_count);
  double sum = 0;
  for (size_t item = 0; item < input.labels.item_count(); ++item) {
    const auto classes = input.labels.classes_of(item);
    if (classes.empty()) {
      continue;
    }
    Temper(input.model_probabilities.subspan(item * class_count, class_count), temperature, row);
    double of_item = 0;
    for (const uint16_t said : classes) {
      of_item -= std::log(std::max(row[said], kSmallest));
    }
    sum += of_item / static_cast<double>(classes.size());
  }
  return sum;
}

double BestOf(const ConsensusInput& input, std::span<const double> temperatures) {
  double best = temperatures.front();
  double least = CrossEntropy(input, best);
  for (const double temperature : temperatures.subspan(1)) {
    const double entropy = CrossEntropy(input, temperature);
    if (entropy < least) {
      least = entropy;
      best = temperature;
    }
  }
  return best;
}

double ChooseTemperature(const ConsensusInput& input) {
  const double coarse = BestOf(input, kCoarse);
  const auto at =
      static_cast<size_t>(std::find(kCoarse.begin(), kCoarse.end(), coarse) - kCoarse.begin());
  std::vector<double> fine;
  for (size_t step = 0; at > 0 && step < kFineSteps; ++step) {
    fine.push_back(kCoarse[at - 1] + (coarse - kCoarse[at - 1]) * static_cast<double>(step) /
                                         static_cast<double>(kFineSteps));
  }
  for (size_t step = 0; at + 1 < kCoarse.size() && step <= kFineSteps; ++step) {
    fine.push_back(coarse + (kCoarse[at + 1] - coarse) * static_cast<double>(step) /
                                static_cast<double>(kFineSteps));
  }
  return BestOf(input, fine);
}

std::vector<float> TemperAll(std::span<const float> p, size_t class_count, double temperature) {
  std::vector<float> result(p.size());
  std::vector<double> row(class_count);
  for (size_t at = 0; at < p.size(); at += class_count) {
    Temper(p.subspan(at, class_count), temperature, row);
    std::copy(row.begin(), row.end(), result.begin() + static_cast<ptrdiff_t>(at));
  }
  return result;
}

// What a score is made of, for items with labels and without.
struct Weights {
  double model = 1;
  std::vector<double> of_annotator;
  double mean = 1;
  double share = 1;  // 1 / K

  double Unlabelled(std::span<const float> p) const {
    const double top = static_cast<double>(*std::max_element(p.begin(), p.end()));
    return (model * top + mean * share) / (model + mean);
  }
  double Labelled(double quality, std::span<const uint32_t> annotators) const {
    double sum = model;
    for (const uint32_t annotator : annotators) {
      sum += of_annotator[annotator];
    }
    return (quality * sum + mean * share) / (sum + mean);
  }
};

bool OneLabelEach(const LabelTable& labels) {
  for (size_t item = 0; item < labels.item_count(); ++item) {
    if (labels.classes_of(item).size() > 1) {
      return false;
    }
  }
  return true;
}

void Score(const ConsensusInput& input, std::span<const float> model, const Weights& weights,
           std::span<const double> quality, ActiveLabScores& scores) {
  const size_t class_count = input.labels.class_count();
  for (size_t item = 0; item < input.labels.item_count(); ++item) {
    const auto row = model.subspan(item * class_count, class_count);
    const auto classes = input.labels.classes_of(item);
    if (classes.empty()) {
      scores.labelled.push_back(weights.Unlabelled(row));
    } else {
      const double q = quality.empty() ? static_cast<double>(row[classes.front()]) : quality[item];
      scores.labelled.push_back(weights.Labelled(q, input.labels.annotators_of(item)));
    }
  }
}

absl::Status CheckArguments(const ConsensusInput& input, size_t found, double temperature) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  if (input.model_probabilities.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "MODEL_NEEDED",
                     "ActiveLab needs the probabilities of a model, and there are none");
  }
  if (!(temperature >= 0) || std::isinf(temperature)) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "TEMPERATURE_OUT_OF_RANGE",
        "the temperature is " + std::to_string(temperature) + ", expected a number of at least 0",
        {{"found", std::to_string(temperature)}});
  }
  const size_t class_count = input.labels.class_count();
  if (found % class_count == 0) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "SIZE_MISMATCH",
                   "unlabelled has " + std::to_string(found) + " values, expected a multiple of " +
                       std::to_string(class_count),
                   {{"field", "unlabelled"},
                    {"found", std::to_string(found)},
                    {"expected", std::to_string(class_count)}});
}

}  // namespace

absl::StatusOr<ActiveLabScores> ScoreActiveLab(const ConsensusInput& input,
                                               std::span<const float> unlabelled, uint64_t seed,
                                               double temperature) {
  ASSAY_RETURN_IF_ERROR(CheckArguments(input, unlabelled.size(), temperature));
  const size_t class_count = input.labels.class_count();
  ActiveLabScores scores;
  Weights weights;
  weights.share = 1 / static_cast<double>(class_count);
  weights.of_annotator.assign(input.labels.annotator_count(), 1.0);
  if (OneLabelEach(input.labels)) {
    Score(input, input.model_probabilities, weights, {}, scores);
  } else {
    scores.temperature = temperature > 0 ? temperature : ChooseTemperature(input);
    const std::vector<float> model =
        TemperAll(input.model_probabilities, class_count, scores.temperature);
    ASSAY_ASSIGN_OR_RETURN(
        const CrowdlabScores crowdlab,
        ScoreCrowdlab({.labels = input.labels, .gold = input.gold, .model_probabilities = model},
                      seed));
    weights.model = crowdlab.model_weight;
    weights.of_annotator = crowdlab.annotator_weight;
    weights.mean = std::accumulate(weights.of_annotator.begin(), weights.of_annotator.end(), 0.0) /
                   static_cast<double>(weights.of_annotator.size());
    Score(input, model, weights, crowdlab.consensus_quality, scores);
  }
  const std::vector<float> others = TemperAll(unlabelled, class_count, scores.temperature);
  for (size_t at = 0; at < others.size(); at += class_count) {
    scores.unlabelled.push_back(weights.Unlabelled(std::span(others).subspan(at, class_count)));
  }
  return scores;
}

}  // namespace assay
