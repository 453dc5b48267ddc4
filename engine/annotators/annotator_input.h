#ifndef ASSAY_ENGINE_ANNOTATORS_ANNOTATOR_INPUT_H_
#define ASSAY_ENGINE_ANNOTATORS_ANNOTATOR_INPUT_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "engine/labels/label_table.h"

namespace assay {

// What annotators are measured by.  N items, K classes, L labels.
struct AnnotatorInput {
  const LabelTable& labels;
  // The consensus: N x K, row-major, rows sum to 1.
  std::span<const float> posterior;
  // Known true classes, N values, kNoClass where unknown; empty: none.
  std::span<const int32_t> gold = {};
  // What it costs to take an item of class k for class l: K x K, row k, all >= 0 and 0 on the
  // diagonal; empty: 1 for every error.
  std::span<const double> costs = {};
  // Of each label, in the order of the table: how long it took, NaN where unknown; empty: unknown.
  std::span<const float> seconds = {};
  // Of each label, in the order of the table: when it was given, on any scale; empty: unknown.
  std::span<const double> times = {};
};

// Errors:
//   FAILED_PRECONDITION NO_LABELS               the table is empty.
//   INVALID_ARGUMENT    SIZE_MISMATCH           a part has another size; metadata "field", "found",
//                                               "expected".
//   INVALID_ARGUMENT    GOLD_OUT_OF_RANGE       a known class is not below K.
//   INVALID_ARGUMENT    POSTERIOR_OUT_OF_RANGE  a row has a value outside [0, 1] or does not sum to
//                                               1 within 1e-3; metadata "item".
//   INVALID_ARGUMENT    COST_OUT_OF_RANGE       a cost is negative, infinite, or not 0 on the
//                                               diagonal; metadata "truth", "said".
// O(N K + K^2).
absl::Status CheckAnnotatorInput(const AnnotatorInput& input);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_ANNOTATOR_INPUT_H_
