#ifndef ASSAY_ENGINE_AUDIT_SIGNAL_REGISTRY_H_
#define ASSAY_ENGINE_AUDIT_SIGNAL_REGISTRY_H_

#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/audit_evidence.h"

namespace assay {

// One way of telling how suspicious each label is.
struct SuspicionSignal {
  std::string_view name;         // on the wire and in files, for ever
  std::string_view description;  // one line, for a domain expert
  std::string_view source;       // paper

  // Whether a score below 1/2 means that the signal prefers another class, so that signals can be
  // counted for and against a label.
  bool votes;

  // One score per item, in [0, 1], LOW = suspicious.  The order of the items does not matter to
  // their scores.  Empty for no items.
  //
  // Errors:
  //   FAILED_PRECONDITION SIGNAL_NOT_AVAILABLE  the evidence lacks what the signal reads; metadata
  //                                             "signal".
  //   INVALID_ARGUMENT    as LabelledProbabilities::Create; SIZE_MISMATCH also for a span that has
  //                       another size than `given`; ANNOTATOR_OUT_OF_RANGE as
  //                       EstimateAnnotatorPatterns.
  absl::StatusOr<std::vector<float>> (*compute)(const AuditEvidence& evidence);
};

// All signals, in the order in which they are shown.
std::span<const SuspicionSignal> SuspicionSignals();

// NOT_FOUND UNKNOWN_SIGNAL, with the known names in the message; metadata "signal".
absl::StatusOr<const SuspicionSignal*> FindSuspicionSignal(std::string_view name);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_SIGNAL_REGISTRY_H_
