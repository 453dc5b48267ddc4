#ifndef ASSAY_ENGINE_ANNOTATORS_ANNOTATOR_REPORT_H_
#define ASSAY_ENGINE_ANNOTATORS_ANNOTATOR_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/annotators/annotator_input.h"
#include "engine/annotators/bias.h"
#include "engine/annotators/copying.h"
#include "engine/annotators/drift.h"
#include "engine/annotators/soft_confusion.h"
#include "engine/annotators/speed.h"
#include "engine/base/progress.h"
#include "engine/stats/interval.h"

namespace assay {

// What is known of one annotator.  "The others" is the consensus without his own label, or gold.
struct AnnotatorMeasure {
  explicit AnnotatorMeasure(size_t class_count) : confusion(class_count) {}

  int64_t label_count = 0;
  int64_t judged_count = 0;  // labels on items that the others say something about
  int64_t gold_count = 0;    // labels on items with a known class
  SoftConfusion confusion;   // of the judged labels, by the others
  std::optional<Interval> accuracy_by_gold;
  std::optional<Interval> accuracy_by_others;
  std::optional<Interval> agreement;  // with the class the others hold for most probable
  std::optional<ClassBias> bias;
  std::optional<LabellingSpeed> speed;
  std::optional<double> value;  // cost-based, at most 1; 0 = as good as a spammer
  double spam_score = 0;        // in [0, 1]; HIGH = spammer
  std::optional<AnnotatorDrift> drift;
};

struct AnnotatorReport {
  std::vector<AnnotatorMeasure> annotators;  // A
  CopyingPairs copying;
};

struct AnnotatorReportOptions {
  double confidence_level = 0.95;
  CopyingOptions copying;
};

// Every measure of every annotator.  Does not depend on the order of items or annotators, up to
// rounding.
//
// Errors: those of CheckAnnotatorInput; INVALID_ARGUMENT LEVEL_OUT_OF_RANGE; CANCELLED.
//
// O(L (K + classes said) + N K) and FindCopying; memory: 4 N K bytes, 8 K for each pair of an
// annotator and a class that he says.
absl::StatusOr<AnnotatorReport> MeasureAnnotators(const AnnotatorInput& input,
                                                  const AnnotatorReportOptions& options,
                                                  ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_ANNOTATOR_REPORT_H_
