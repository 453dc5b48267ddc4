#include "annotator/measuring/annotator_figures.h"

#include <algorithm>
#include <string>

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
                                                                  WorkerPool&, ProgressSink&) {
  return CountAnnotators(evidence.labels, evidence.reliability, evidence.times);
}

}  // namespace assay
