#ifndef ASSAY_ENGINE_AUDIT_SIGNALS_SIGNALS_H_
#define ASSAY_ENGINE_AUDIT_SIGNALS_SIGNALS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/audit_evidence.h"

namespace assay {

// The functions behind the registry; contract: SuspicionSignal::compute.  Each stands in the file
// of its name.  O(N*K) where it reads probabilities, else O(N).

// Normalised margin of the in-sample probabilities.
absl::StatusOr<std::vector<float>> RecheckSignal(const AuditEvidence& evidence);
// p_g of the out-of-fold probabilities.  Does not vote: below 1/2 g may still be the largest.
absl::StatusOr<std::vector<float>> SelfConfidenceSignal(const AuditEvidence& evidence);
// Normalised margin m of the out-of-fold probabilities.
absl::StatusOr<std::vector<float>> MarginSignal(const AuditEvidence& evidence);
// m / 2 where kPruneByNoiseRate flags the out-of-fold probabilities, (1 + m) / 2 elsewhere.
absl::StatusOr<std::vector<float>> ConfidentLearningSignal(const AuditEvidence& evidence);
// Normalised margins of the leave-one-out naive Bayes probabilities.
absl::StatusOr<std::vector<float>> LooComplementNbSignal(const AuditEvidence& evidence);
absl::StatusOr<std::vector<float>> LooMultinomialNbSignal(const AuditEvidence& evidence);
// Normalised margin of the out-of-bag probabilities of trees.
absl::StatusOr<std::vector<float>> ExtraTreesSignal(const AuditEvidence& evidence);
// (1 + a / (1 + |a|)) / 2 of the mean margin a of the logits: increasing, never saturated.
absl::StatusOr<std::vector<float>> AreaUnderMarginSignal(const AuditEvidence& evidence);
// Mean p_g over the epochs, in sample.  Does not vote.
absl::StatusOr<std::vector<float>> DataMapConfidenceSignal(const AuditEvidence& evidence);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_SIGNALS_SIGNALS_H_
