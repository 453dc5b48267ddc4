#ifndef ASSAY_ENGINE_AUDIT_SIGNALS_EVIDENCE_READER_H_
#define ASSAY_ENGINE_AUDIT_SIGNALS_EVIDENCE_READER_H_

#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/audit_evidence.h"
#include "engine/audit/label_scores.h"

namespace assay {

// Shared by the signals: evidence that is there and fits the labels, or the reason why not
// (errors: SuspicionSignal::compute).
absl::Status SignalNotAvailable(std::string_view signal);
absl::StatusOr<LabelledProbabilities<float>> ReadProbabilities(
    std::string_view signal, const AuditEvidence& evidence,
    const ProbabilityMatrix<float>& probabilities);
absl::StatusOr<std::span<const float>> ReadPerItem(std::string_view signal,
                                                   const AuditEvidence& evidence,
                                                   std::span<const float> values);

absl::StatusOr<const NeighbourLists*> ReadNeighbours(std::string_view signal,
                                                     const AuditEvidence& evidence);
absl::StatusOr<std::span<const DuplicateLabels>> ReadDuplicates(std::string_view signal,
                                                                const AuditEvidence& evidence);

// A score in [0, 1] (rounding clamped) of each item of a matrix of the evidence.
absl::StatusOr<std::vector<float>> ScoreEvidence(std::string_view signal,
                                                 const AuditEvidence& evidence,
                                                 const ProbabilityMatrix<float>& probabilities,
                                                 LabelScore score);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_SIGNALS_EVIDENCE_READER_H_
