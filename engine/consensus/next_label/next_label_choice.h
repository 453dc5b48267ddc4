#ifndef ASSAY_ENGINE_CONSENSUS_NEXT_LABEL_NEXT_LABEL_CHOICE_H_
#define ASSAY_ENGINE_CONSENSUS_NEXT_LABEL_NEXT_LABEL_CHOICE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/consensus/next_label/next_label_registry.h"

namespace assay {

// Somebody who can be asked.
struct AvailableAnnotator {
  uint32_t annotator = 0;
  int64_t price_micros = 0;  // of one label, >= 0; free counts as one micro
  int64_t most_labels = 0;   // that he can still give, >= 0
};

// Ask this annotator about this item.
struct LabelRequest {
  uint32_t item = 0;
  uint32_t annotator = 0;
  double gain = 0;           // by the method, in [0, 1]
  double gain_per_unit = 0;  // per 10^6 micros
};

// Up to `count` requests, the best first: again and again the pair with the largest gain per price
// among those that are allowed.  Allowed is an item that the annotator has not labelled, that has
// no known class and no other request in this answer, and an annotator with labels left.  Pairs
// with gain 0 are left out.  Among equals the item that comes first, then the annotator named
// first.
//
// Errors: CheckNextLabelInput and those of the method;
//   INVALID_ARGUMENT UNKNOWN_INDEX       an annotator is not in the table; metadata "field",
//   "found",
//                                        "expected".
//   INVALID_ARGUMENT PRICE_OUT_OF_RANGE  a price or most_labels is negative.
//
// O(N C g + (count + R) log N), C annotators who can be asked, g the cost of a gain, R requests
// that had to be made anew because an annotator had no labels left.  Pure.
absl::StatusOr<std::vector<LabelRequest>> ChooseNextLabels(
    const NextLabelMethod& method, const NextLabelInput& input,
    std::span<const AvailableAnnotator> annotators, int64_t count);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_NEXT_LABEL_NEXT_LABEL_CHOICE_H_
