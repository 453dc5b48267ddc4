#ifndef ASSAY_ENGINE_CONSENSUS_NEXT_LABEL_NEXT_LABEL_REGISTRY_H_
#define ASSAY_ENGINE_CONSENSUS_NEXT_LABEL_NEXT_LABEL_REGISTRY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/labels/label_table.h"

namespace assay {

// What is known when somebody is to be asked.  N items, K classes, A annotators.
struct NextLabelInput {
  const LabelTable& labels;
  // The consensus so far: N x K, row-major, rows sum to 1.
  std::span<const float> posterior;
  // P(annotator j says l of an item of class k): A x K x K, [j][k][l]; empty where a method does
  // not need it.
  std::span<const float> confusions = {};
  // As ConsensusInput; empty where a method does not need it.
  std::span<const float> model_probabilities = {};
  std::span<const int32_t> gold = {};
};

// A way to tell how much another label would help.  Either score_items or gain is set.
struct NextLabelMethod {
  std::string_view name;         // on the wire and in files, for ever
  std::string_view description;  // one line, for a lead of a labelling team
  std::string_view source;       // paper
  bool needs_confusions;
  bool needs_model;

  // N values in [0, 1], HIGH = ask about this item; whoever is asked.
  absl::StatusOr<std::vector<double>> (*score_items)(const NextLabelInput& input);
  // What a label by this annotator would bring, in [0, 1].  O(K^2).
  double (*gain)(const NextLabelInput& input, size_t item, size_t annotator);
};

// All methods, in the order in which they are shown; the first is the default.
std::span<const NextLabelMethod> NextLabelMethods();

// NOT_FOUND UNKNOWN_NEXT_LABEL_METHOD, with the known names in the message; metadata "found".
absl::StatusOr<const NextLabelMethod*> FindNextLabelMethod(std::string_view name);

// Sizes, and that what the method needs is there.
//
// Errors:
//   INVALID_ARGUMENT    SIZE_MISMATCH      a part has another size; metadata "field", "found",
//                                          "expected".
//   FAILED_PRECONDITION MODEL_NEEDED       needs_model, and there is none.
//   FAILED_PRECONDITION CONFUSIONS_NEEDED  needs_confusions, and there are none.
// O(1).
absl::Status CheckNextLabelInput(const NextLabelMethod& method, const NextLabelInput& input);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_NEXT_LABEL_NEXT_LABEL_REGISTRY_H_
