#include "engine/audit/signals/evidence_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/status.h"

namespace assay {
namespace {

absl::Status NotAvailable(std::string_view signal) {
  const std::string name(signal);
  return MakeError(absl::StatusCode::kFailedPrecondition, "SIGNAL_NOT_AVAILABLE",
                   "the signal " + name + " needs a model that this audit did not run",
                   {{"signal", name}});
}

}  // namespace

absl::StatusOr<LabelledProbabilities<float>> ReadProbabilities(
    std::string_view signal, const AuditEvidence& evidence,
    const ProbabilityMatrix<float>& probabilities) {
  if (probabilities.class_count() == 0) {
    return NotAvailable(signal);
  }
  return LabelledProbabilities<float>::Create(evidence.given, probabilities);
}

absl::StatusOr<std::span<const float>> ReadPerItem(std::string_view signal,
                                                   const AuditEvidence& evidence,
                                                   std::span<const float> values) {
  if (values.empty() && !evidence.given.empty()) {
    return NotAvailable(signal);
  }
  if (values.size() != evidence.given.size()) {
    const std::string items = std::to_string(evidence.given.size());
    const std::string found = std::to_string(values.size());
    return MakeError(
        absl::StatusCode::kInvalidArgument, "SIZE_MISMATCH",
        "found " + found + " values for " + items + " labels, expected as many of both",
        {{"values", found}, {"labels", items}});
  }
  return values;
}

absl::StatusOr<std::vector<float>> ScoreEvidence(std::string_view signal,
                                                 const AuditEvidence& evidence,
                                                 const ProbabilityMatrix<float>& probabilities,
                                                 LabelScore score) {
  ASSAY_ASSIGN_OR_RETURN(const LabelledProbabilities<float> data,
                         ReadProbabilities(signal, evidence, probabilities));
  std::vector<float> scores = ScoreItems(data, score);
  for (float& value : scores) {
    value = std::clamp(value, 0.0f, 1.0f);
  }
  return scores;
}

}  // namespace assay
