#include "engine/annotators/annotator_input.h"

#include <cmath>
#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"

namespace assay {
namespace {

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

absl::Status CheckRows(const AnnotatorInput& input) {
  const size_t class_count = input.labels.class_count();
  for (size_t item = 0; item < input.labels.item_count(); ++item) {
    double sum = 0;
    bool in_range = true;
    for (const float p : input.posterior.subspan(item * class_count, class_count)) {
      sum += static_cast<double>(p);
      in_range = in_range && p >= 0 && p <= 1;
    }
    if (!in_range || std::abs(sum - 1) > 1e-3) {
      return MakeError(absl::StatusCode::kInvalidArgument, "POSTERIOR_OUT_OF_RANGE",
                       "the probabilities of item " + std::to_string(item) + " sum to " +
                           std::to_string(sum) + ", expected values in [0, 1] that sum to 1",
                       {{"item", std::to_string(item)}, {"found", std::to_string(sum)}});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCosts(std::span<const double> costs, size_t class_count) {
  for (size_t at = 0; at < costs.size(); ++at) {
    const size_t truth = at / class_count;
    const size_t said = at % class_count;
    if (!(costs[at] >= 0) || std::isinf(costs[at]) || (truth == said && costs[at] != 0)) {
      return MakeError(absl::StatusCode::kInvalidArgument, "COST_OUT_OF_RANGE",
                       "taking class " + std::to_string(truth) + " for class " +
                           std::to_string(said) + " costs " + std::to_string(costs[at]) +
                           ", expected a number of at least 0, and 0 on the diagonal",
                       {{"truth", std::to_string(truth)},
                        {"said", std::to_string(said)},
                        {"found", std::to_string(costs[at])}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckAnnotatorInput(const AnnotatorInput& input) {
  ASSAY_RETURN_IF_ERROR(
      CheckConsensusInput({.labels = input.labels, .gold = input.gold, .model_probabilities = {}}));
  const size_t class_count = input.labels.class_count();
  ASSAY_RETURN_IF_ERROR(
      CheckSize("posterior", input.posterior.size(), input.labels.item_count() * class_count));
  if (!input.costs.empty()) {
    ASSAY_RETURN_IF_ERROR(CheckSize("costs", input.costs.size(), class_count * class_count));
  }
  if (!input.seconds.empty()) {
    ASSAY_RETURN_IF_ERROR(CheckSize("seconds", input.seconds.size(), input.labels.label_count()));
  }
  if (!input.times.empty()) {
    ASSAY_RETURN_IF_ERROR(CheckSize("times", input.times.size(), input.labels.label_count()));
  }
  ASSAY_RETURN_IF_ERROR(CheckRows(input));
  return CheckCosts(input.costs, class_count);
}

}  // namespace assay
