#ifndef ASSAY_ANNOTATOR_MEASURING_NEXT_LABELS_H_
#define ASSAY_ANNOTATOR_MEASURING_NEXT_LABELS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/quality.pb.h"
#include "engine/labels/label_table.h"

namespace assay {

// What is known of a crowd after its consensus was inferred.  N items, K classes, A annotators.
struct NextLabelEvidence {
  const LabelTable& labels;
  std::span<const float> posterior;            // N x K
  std::span<const int32_t> gold;               // N, or empty
  std::span<const float> model_probabilities;  // N x K, or empty
};

// The labels to ask for next, best first, as InferConsensusSpec.next_labels wishes.
//
// The confusion matrix of an annotator, where the method needs it: the posterior's counts and two
// pseudo-labels that are spread as the counts of all annotators together are.  4 A K^2 bytes.
//
// Errors: as QualityService.InferConsensus says of next_labels.
absl::StatusOr<std::vector<v1::NextLabel>> SuggestNextLabels(const v1::NextLabelSpec& spec,
                                                             const NextLabelEvidence& evidence);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_NEXT_LABELS_H_
