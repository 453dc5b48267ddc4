#ifndef ASSAY_ENGINE_ANNOTATORS_DRIFT_H_
#define ASSAY_ENGINE_ANNOTATORS_DRIFT_H_

#include <cstddef>
#include <optional>
#include <span>

#include "engine/annotators/judged_label.h"

namespace assay {

// Whether an annotator gets better or worse with time.
struct AnnotatorDrift {
  double early = 0;             // expected share of right labels in the first half
  double late = 0;              // and in the second
  double trend = 0;             // correlation with the rank of the time, in [-1, 1]; < 0: worse
  double p_value = 1;           // two-sided, of no trend
  double adjusted_p_value = 1;  // among all annotators (BenjaminiHochberg)
};

// Correlation of AccuracyFit::scores with the rank of the time (equal times: their mean rank),
// tested by Student's t with n - 2 degrees of freedom: the score test of an accuracy that changes
// with time, in which items count by how clear they are.  adjusted_p_value is left at p_value.
// Absent for fewer than 10 labels of known time.  O(50 n + n log n).
std::optional<AnnotatorDrift> DriftOf(std::span<const JudgedLabel> labels, size_t class_count);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_DRIFT_H_
