#ifndef ASSAY_ENGINE_AUDIT_SIGNALS_SIGNALS_H_
#define ASSAY_ENGINE_AUDIT_SIGNALS_SIGNALS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/audit_evidence.h"

namespace assay {

// The functions behind the registry; contract: SuspicionSignal::compute.  Each stands in the file
// of its name.  O(N*K) where it reads probabilities, O(N*m) where it reads m neighbours a row, else
// O(N).

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
// p_g / (p_g + max_{k != g} p_k) of the out-of-fold probabilities: the margin on the scale of
// logarithms.
absl::StatusOr<std::vector<float>> LogOddsSignal(const AuditEvidence& evidence);
// ConfidenceWeightedEntropy of the out-of-fold probabilities.  Does not vote.
absl::StatusOr<std::vector<float>> EntropyWeightedSignal(const AuditEvidence& evidence);
// (1 + (s_g - max_{k != g} s_k) / (1/2 + sum s)) / 2, s_k the sum of the similarities of the
// neighbours labelled k.  1/2 without neighbours.
absl::StatusOr<std::vector<float>> NeighboursSignal(const AuditEvidence& evidence);
// (1 + (same - rival) / (1 + all)) / 2 of the duplicates: how many carry the given label, the most
// frequent other one, any.  1/2 for an item without duplicates.
absl::StatusOr<std::vector<float>> DuplicatesSignal(const AuditEvidence& evidence);
// AnnotatorPatterns::given_posterior of the combined probabilities.  Does not vote.
absl::StatusOr<std::vector<float>> AnnotatorPatternSignal(const AuditEvidence& evidence);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_SIGNALS_SIGNALS_H_
