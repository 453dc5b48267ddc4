#include "engine/audit/signals/evidence_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/status.h"

namespace assay {
namespace {

absl::Status CheckSize(size_t value_count, size_t item_count) {
  if (value_count == item_count) {
    return absl::OkStatus();
  }
  const std::string items = std::to_string(item_count);
  const std::string found = std::to_string(value_count);
  return MakeError(absl::StatusCode::kInvalidArgument, "SIZE_MISMATCH",
                   "found " + found + " values for " + items + " labels, expected as many of both",
                   {{"values", found}, {"labels", items}});
}

}  // namespace

absl::Status SignalNotAvailable(std::string_view signal) {
  const std::string name(signal);
  return MakeError(absl::StatusCode::kFailedPrecondition, "SIGNAL_NOT_AVAILABLE",
                   "the signal " + name + " needs a model that this audit did not run",
                   {{"signal", name}});
}

absl::StatusOr<LabelledProbabilities<float>> ReadProbabilities(
    std::string_view signal, const AuditEvidence& evidence,
    const ProbabilityMatrix<float>& probabilities) {
  if (probabilities.class_count() == 0) {
    return SignalNotAvailable(signal);
  }
  return LabelledProbabilities<float>::Create(evidence.given, probabilities);
}

absl::StatusOr<std::span<const float>> ReadPerItem(std::string_view signal,
                                                   const AuditEvidence& evidence,
                                                   std::span<const float> values) {
  if (values.empty() && !evidence.given.empty()) {
    return SignalNotAvailable(signal);
  }
  ASSAY_RETURN_IF_ERROR(CheckSize(values.size(), evidence.given.size()));
  return values;
}

absl::StatusOr<const NeighbourLists*> ReadNeighbours(std::string_view signal,
                                                     const AuditEvidence& evidence) {
  if (evidence.neighbours == nullptr) {
    return SignalNotAvailable(signal);
  }
  ASSAY_RETURN_IF_ERROR(CheckSize(evidence.neighbours->row_count(), evidence.given.size()));
  return evidence.neighbours;
}

absl::StatusOr<std::span<const DuplicateLabels>> ReadDuplicates(std::string_view signal,
                                                                const AuditEvidence& evidence) {
  if (evidence.duplicates.empty() && !evidence.given.empty()) {
    return SignalNotAvailable(signal);
  }
  ASSAY_RETURN_IF_ERROR(CheckSize(evidence.duplicates.size(), evidence.given.size()));
  return evidence.duplicates;
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
