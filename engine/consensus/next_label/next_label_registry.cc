#include "engine/consensus/next_label/next_label_registry.h"

#include <algorithm>
#include <string>

#include "engine/base/status.h"
#include "engine/consensus/next_label/next_label_scores.h"

namespace assay {
namespace {

// To add a method: write engine/consensus/next_label/<name>.cc, declare its function in
// next_label_scores.h, then add one line here.
constexpr NextLabelMethod kMethods[] = {
    {"expected_gain", "How many errors fewer to expect from a label by this annotator",
     "Kamar, Hacker, Horvitz, AAMAS 2012 (value of information)", true, false, nullptr,
     &ExpectedGain},
    {"entropy", "How little the consensus knows, over all classes", "Shannon 1948; Settles 2009",
     false, false, &EntropyScores, nullptr},
    {"least_confidence", "How far the most probable class is from sure", "Lewis, Gale, SIGIR 1994",
     false, false, &LeastConfidenceScores, nullptr},
    {"margin", "How near the two most probable classes are", "Scheffer, Decomain, Wrobel, IDA 2001",
     false, false, &MarginScores, nullptr},
    {"active_lab", "Labels and a model together: where another label tells most",
     "Goh, Mueller, arXiv:2301.11856, 2023", false, true, &ActiveLabNeed, nullptr},
};

absl::Status CheckSize(std::string_view field, size_t found, size_t expected) {
  if (found == expected) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "SIZE_MISMATCH",
                   std::string(field) + " has " + std::to_string(found) + " values, expected " +
                       std::to_string(expected),
                   {{"field", std::string(field)},
                    {"found", std::to_string(found)},
                    {"expected", std::to_string(expected)}});
}

}  // namespace

std::span<const NextLabelMethod> NextLabelMethods() { return kMethods; }

absl::StatusOr<const NextLabelMethod*> FindNextLabelMethod(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kMethods), std::end(kMethods),
                   [&](const NextLabelMethod& method) { return method.name == name; });
  if (found != std::end(kMethods)) {
    return found;
  }
  std::string known;
  for (const NextLabelMethod& method : kMethods) {
    known.append(known.empty() ? "" : ", ").append(method.name);
  }
  return MakeError(
      absl::StatusCode::kNotFound, "UNKNOWN_NEXT_LABEL_METHOD",
      "there is no method named \"" + std::string(name) + "\", expected one of " + known,
      {{"found", std::string(name)}});
}

absl::Status CheckNextLabelInput(const NextLabelMethod& method, const NextLabelInput& input) {
  const size_t class_count = input.labels.class_count();
  const size_t cells = input.labels.item_count() * class_count;
  ASSAY_RETURN_IF_ERROR(CheckSize("posterior", input.posterior.size(), cells));
  if (method.needs_confusions && input.confusions.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CONFUSIONS_NEEDED",
                     std::string(method.name) +
                         " needs the annotators' confusion matrices, and "
                         "there are none",
                     {{"method", std::string(method.name)}});
  }
  if (method.needs_model && input.model_probabilities.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "MODEL_NEEDED",
                     std::string(method.name) +
                         " needs the probabilities of a model, and there are "
                         "none",
                     {{"method", std::string(method.name)}});
  }
  if (!input.confusions.empty()) {
    ASSAY_RETURN_IF_ERROR(CheckSize("confusions", input.confusions.size(),
                                    input.labels.annotator_count() * class_count * class_count));
  }
  return absl::OkStatus();
}

}  // namespace assay
