#include "engine/annotators/annotator_report.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "engine/annotators/accuracy.h"
#include "engine/annotators/cost_value.h"
#include "engine/annotators/left_out_consensus.h"
#include "engine/annotators/spam_score.h"
#include "engine/base/status.h"
#include "engine/stats/multiple_testing.h"

namespace assay {
namespace {

constexpr double kTie = 1e-6;

// The labels of one annotator: positions in the table, and items.
struct OwnLabels {
  std::vector<uint64_t> positions;
  std::vector<uint32_t> items;
};

std::vector<OwnLabels> GroupLabels(const LabelTable& labels) {
  std::vector<OwnLabels> result(labels.annotator_count());
  for (size_t item = 0; item < labels.item_count(); ++item) {
    for (uint64_t at = labels.item_begin()[item]; at < labels.item_begin()[item + 1]; ++at) {
      OwnLabels& own = result[labels.annotators()[at]];
      own.positions.push_back(at);
      own.items.push_back(static_cast<uint32_t>(item));
    }
  }
  return result;
}

double AgreementOf(std::span<const double> truth, size_t said) {
  const double floor = *std::max_element(truth.begin(), truth.end()) - kTie;
  if (truth[said] < floor) {
    return 0;
  }
  return 1 / static_cast<double>(
                 std::count_if(truth.begin(), truth.end(), [&](double p) { return p >= floor; }));
}

// Whoever said the same item twice is left out with all he said.
void LabelsOn(const LabelTable& labels, size_t item, uint32_t annotator,
              std::vector<GivenLabel>& result) {
  result.clear();
  const auto annotators = labels.annotators_of(item);
  for (size_t i = 0; i < annotators.size(); ++i) {
    if (annotators[i] == annotator) {
      result.push_back({annotator, labels.classes_of(item)[i]});
    }
  }
}

JudgedLabel JudgeLabel(const AnnotatorInput& input, size_t item, uint64_t position,
                       std::span<const double> truth) {
  const uint16_t said = input.labels.classes()[position];
  return {.right = truth[said],
          .agrees = AgreementOf(truth, said),
          .time = input.times.empty() ? std::numeric_limits<double>::quiet_NaN()
                                      : input.times[position],
          .by_gold = !input.gold.empty() && input.gold[item] != kNoClass};
}

AnnotatorMeasure Measure(const AnnotatorInput& input, const LeftOutConsensus& left_out,
                         uint32_t annotator, const OwnLabels& own, double level) {
  const LabelTable& labels = input.labels;
  AnnotatorMeasure measure(labels.class_count());
  std::vector<double> truth(labels.class_count());
  std::vector<GivenLabel> his;
  std::vector<JudgedLabel> judged;
  std::vector<float> seconds;
  for (size_t i = 0; i < own.positions.size(); ++i) {
    const uint64_t at = own.positions[i];
    const uint32_t item = own.items[i];
    const uint16_t said = labels.classes()[at];
    ++measure.label_count;
    if (!input.seconds.empty()) {
      seconds.push_back(input.seconds[at]);
    }
    LabelsOn(labels, item, annotator, his);
    if (!left_out.Write(item, his, truth)) {
      continue;
    }
    measure.confusion.Add(said, truth);
    const JudgedLabel label = JudgeLabel(input, item, at, truth);
    measure.gold_count += label.by_gold ? 1 : 0;
    judged.push_back(label);
  }
  measure.judged_count = static_cast<int64_t>(judged.size());
  measure.accuracy_by_gold = AccuracyByGold(judged, level);
  measure.accuracy_by_others = AccuracyByOthers(judged, labels.class_count(), level);
  measure.agreement = AgreementWithOthers(judged, level);
  measure.bias = BiasOf(measure.confusion);
  measure.speed = SpeedOf(std::move(seconds));
  measure.value = CostValueOf(measure.confusion, left_out.class_shares(), input.costs);
  measure.drift = DriftOf(judged, labels.class_count());
  return measure;
}

void AdjustDrift(std::vector<AnnotatorMeasure>& annotators) {
  std::vector<double> p_values;
  for (const AnnotatorMeasure& annotator : annotators) {
    if (annotator.drift.has_value()) {
      p_values.push_back(annotator.drift->p_value);
    }
  }
  const std::vector<double> adjusted = BenjaminiHochberg(p_values);
  size_t next = 0;
  for (AnnotatorMeasure& annotator : annotators) {
    if (annotator.drift.has_value()) {
      annotator.drift->adjusted_p_value = adjusted[next++];
    }
  }
}

absl::Status CheckLevel(double level) {
  if (level > 0 && level < 1) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kInvalidArgument, "LEVEL_OUT_OF_RANGE",
      "the confidence level is " + std::to_string(level) + ", expected a number between 0 and 1",
      {{"level", std::to_string(level)}});
}

}  // namespace

absl::StatusOr<AnnotatorReport> MeasureAnnotators(const AnnotatorInput& input,
                                                  const AnnotatorReportOptions& options,
                                                  ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckAnnotatorInput(input));
  ASSAY_RETURN_IF_ERROR(CheckLevel(options.confidence_level));
  const LeftOutConsensus left_out(input);
  const std::vector<OwnLabels> own = GroupLabels(input.labels);
  AnnotatorReport report;
  std::vector<SoftConfusion> confusions;
  for (uint32_t a = 0; a < own.size(); ++a) {
    if (progress.cancelled()) {
      return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the measures were cancelled");
    }
    progress.Report("measuring annotators", a, static_cast<int64_t>(own.size()));
    report.annotators.push_back(Measure(input, left_out, a, own[a], options.confidence_level));
    confusions.push_back(report.annotators.back().confusion);
  }
  const std::vector<double> spam = SpamScores(confusions);
  for (size_t a = 0; a < own.size(); ++a) {
    report.annotators[a].spam_score = spam[a];
  }
  AdjustDrift(report.annotators);
  progress.Report("comparing pairs of annotators", 0, 0);
  report.copying = FindCopying(input, left_out, confusions, options.copying);
  return report;
}

}  // namespace assay
