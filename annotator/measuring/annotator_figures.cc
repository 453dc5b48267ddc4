#include "annotator/measuring/annotator_figures.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/annotators/annotator_report.h"
#include "engine/base/status.h"

namespace assay {
namespace {

double Median(std::vector<float> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  return (static_cast<double>(*middle) + *std::max_element(values.begin(), middle)) / 2;
}

void SetMeasures(const AnnotatorMeasure& measure, const LabelTable& labels,
                 v1::AnnotatorFigures& figures) {
  const auto& accuracy =
      measure.accuracy_by_gold.has_value() ? measure.accuracy_by_gold : measure.accuracy_by_others;
  if (accuracy.has_value()) {
    figures.set_accuracy(accuracy->value);
    figures.set_low(accuracy->low);
    figures.set_high(accuracy->high);
  }
  if (measure.bias.has_value()) {
    figures.set_bias(measure.bias->value);
    if (measure.bias->value > 0) {
      figures.set_biased_to(
          std::string(labels.class_names()[static_cast<size_t>(measure.bias->said)]));
    }
  }
  figures.set_spam_score(measure.spam_score);
  if (measure.value.has_value()) {
    figures.set_value(*measure.value);
  }
  if (measure.agreement.has_value()) {
    figures.set_consensus_agreement(measure.agreement->value);
  }
  if (measure.drift.has_value()) {
    v1::AnnotatorFigures::Drift& drift = *figures.mutable_drift();
    drift.set_early_accuracy(measure.drift->early);
    drift.set_late_accuracy(measure.drift->late);
    drift.set_trend(measure.drift->trend);
    drift.set_p_value(measure.drift->adjusted_p_value);
  }
  figures.set_gold_count(measure.gold_count);
  if (measure.accuracy_by_gold.has_value()) {
    figures.set_gold_accuracy(measure.accuracy_by_gold->value);
  }
}

void SetConfusion(const SoftConfusion& confusion, const LabelTable& labels,
                  v1::AnnotatorFigures& figures) {
  constexpr double kLeastCount = 0.005;
  const std::vector<double> totals = confusion.truth_totals();
  for (size_t place = 0; place < confusion.said().size(); ++place) {
    const std::span<const double> counts = confusion.counts_of(place);
    for (size_t k = 0; k < counts.size(); ++k) {
      if (counts[k] < kLeastCount) {
        continue;
      }
      v1::ConfusionCell& cell = *figures.add_confusion();
      cell.set_true_label(std::string(labels.class_names()[k]));
      cell.set_said_label(std::string(labels.class_names()[confusion.said()[place]]));
      cell.set_count(counts[k]);
      cell.set_probability(counts[k] / totals[k]);
    }
  }
}

}  // namespace

std::vector<v1::AnnotatorFigures> CountAnnotators(const LabelTable& labels,
                                                  std::span<const float> reliability,
                                                  std::span<const std::vector<float>> times) {
  std::vector<v1::AnnotatorFigures> figures(labels.annotator_count());
  for (const uint32_t annotator : labels.annotators()) {
    figures[annotator].set_label_count(figures[annotator].label_count() + 1);
  }
  for (size_t a = 0; a < figures.size(); ++a) {
    figures[a].set_annotator(std::string(labels.annotator_names()[a]));
    if (!reliability.empty()) {
      figures[a].set_reliability(reliability[a]);
    }
    if (a < times.size() && !times[a].empty()) {
      figures[a].set_median_time_s(Median(times[a]));
    }
  }
  return figures;
}

absl::StatusOr<std::vector<v1::AnnotatorFigures>> JudgeAnnotators(const AnnotatorEvidence& evidence,
                                                                  ProgressSink& progress) {
  const LabelTable& labels = evidence.labels;
  AnnotatorReportOptions options;
  options.confidence_level = evidence.confidence_level;
  ASSAY_ASSIGN_OR_RETURN(const AnnotatorReport report,
                         MeasureAnnotators({.labels = labels,
                                            .posterior = evidence.posterior,
                                            .gold = evidence.gold,
                                            .times = evidence.orders},
                                           options, progress));
  std::vector<v1::AnnotatorFigures> figures =
      CountAnnotators(labels, evidence.reliability, evidence.times);
  for (size_t a = 0; a < figures.size(); ++a) {
    SetMeasures(report.annotators[a], labels, figures[a]);
    if (evidence.wants_confusions) {
      SetConfusion(report.annotators[a].confusion, labels, figures[a]);
    }
  }
  // The least probable pair of an annotator comes first.
  for (const auto& pair : report.copying.pairs) {
    for (const auto& [one, other] :
         {std::pair(pair.first, pair.second), std::pair(pair.second, pair.first)}) {
      if (figures[one].shares_errors_with().empty()) {
        figures[one].set_shares_errors_with(std::string(labels.annotator_names()[other]));
      }
    }
  }
  return figures;
}

}  // namespace assay
