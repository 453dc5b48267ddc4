#ifndef ASSAY_ANNOTATOR_MEASURING_ANNOTATOR_FIGURES_H_
#define ASSAY_ANNOTATOR_MEASURING_ANNOTATOR_FIGURES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/quality.pb.h"
#include "engine/base/progress.h"
#include "engine/labels/label_table.h"

namespace assay {

// What annotators are judged by.
struct AnnotatorEvidence {
  const LabelTable& labels;
  // Probabilities of the classes by the consensus, N x K.
  std::span<const float> posterior;
  // Known classes: N values, kNoClass where unknown; empty: none.
  std::span<const int32_t> gold;
  // By the method of the consensus, A values; empty: it has none.
  std::span<const float> reliability;
  // LabelCollector::times.
  std::span<const std::vector<float>> times;
  // LabelCollector::orders; empty: unknown.
  std::span<const double> orders;
  double confidence_level = 0.95;
  bool wants_confusions = false;
};

// How good each annotator is, in the order of the table.  Errors: those of MeasureAnnotators
// (engine/annotators).
absl::StatusOr<std::vector<v1::AnnotatorFigures>> JudgeAnnotators(const AnnotatorEvidence& evidence,
                                                                  ProgressSink& progress);

// Names, counts, times and reliability only: what is known where labels are numbers.
std::vector<v1::AnnotatorFigures> CountAnnotators(const LabelTable& labels,
                                                  std::span<const float> reliability,
                                                  std::span<const std::vector<float>> times);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_ANNOTATOR_FIGURES_H_
