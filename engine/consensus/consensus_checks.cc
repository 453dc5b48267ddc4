#include "engine/consensus/consensus_checks.h"

#include <string>

#include "engine/base/status.h"

namespace assay {
namespace {

absl::Status SizeMismatch(std::string_view what, size_t found, size_t expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "SIZE_MISMATCH",
                   std::string(what) + " has " + std::to_string(found) + " values, expected " +
                       std::to_string(expected),
                   {{"field", std::string(what)},
                    {"found", std::to_string(found)},
                    {"expected", std::to_string(expected)}});
}

absl::Status CheckGold(const ConsensusInput& input) {
  const size_t class_count = input.labels.class_count();
  for (size_t item = 0; item < input.gold.size(); ++item) {
    const int32_t gold = input.gold[item];
    if (gold != kNoClass && (gold < 0 || static_cast<size_t>(gold) >= class_count)) {
      return MakeError(absl::StatusCode::kInvalidArgument, "GOLD_OUT_OF_RANGE",
                       "item " + std::to_string(item) + " has the known class " +
                           std::to_string(gold) + ", expected one below " +
                           std::to_string(class_count),
                       {{"item", std::to_string(item)},
                        {"found", std::to_string(gold)},
                        {"expected", std::to_string(class_count)}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckConsensusInput(const ConsensusInput& input) {
  const size_t item_count = input.labels.item_count();
  if (input.labels.label_count() == 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_LABELS",
                     "there are no labels, expected at least one");
  }
  if (!input.gold.empty() && input.gold.size() != item_count) {
    return SizeMismatch("gold", input.gold.size(), item_count);
  }
  const size_t cells = item_count * input.labels.class_count();
  if (!input.model_probabilities.empty() && input.model_probabilities.size() != cells) {
    return SizeMismatch("model_probabilities", input.model_probabilities.size(), cells);
  }
  return CheckGold(input);
}

absl::Status CheckNumberInput(const ConsensusInput& input) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  if (input.labels.class_values().empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CLASSES_NOT_NUMBERS",
                     "some label is not a number, expected numbers only");
  }
  return absl::OkStatus();
}

}  // namespace assay
