#ifndef ASSAY_ANNOTATOR_AUDITING_REVIEW_RECORD_H_
#define ASSAY_ANNOTATOR_AUDITING_REVIEW_RECORD_H_

#include <cstdint>
#include <span>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "assay/storage/v1/records.pb.h"
#include "assay/v1/audits.pb.h"
#include "engine/audit/review/error_curve.h"
#include "engine/audit/review/verified_estimate.h"
#include "engine/store/audit_repository.h"

namespace assay {

// INVALID_ARGUMENT BAD_COST: a price is negative, or the currency is not three capital letters.
absl::Status CheckCosts(const v1::ReviewCosts& costs);

// The models' own range of wrong labels, whether or not labels were verified since.
ErrorRange PlausibleErrorsOf(const v1::Audit& audit);

// Writes the review curve of an audit nobody has verified, from its estimate and flagged count,
// with the prices that its options or an earlier curve carry.  scores: by rank, ascending.
// Errors: BAD_RANKING (engine/audit/review/suspicion_profile.h).
absl::Status FillModelReview(std::span<const double> scores, v1::Audit& audit);

// Writes what verified labels say: the estimates, in all and per class, the curve, the warnings,
// which replace those of an earlier call, and the models' estimate before anybody verified.
void FillVerifiedReview(const VerifiedEstimate& estimate, v1::Audit& audit);

// What the curve and the verified labels of an audit say of its findings.
class FindingView {
 public:
  FindingView(const v1::Audit& audit, std::span<const VerifiedItem> labels);

  // Sets error_probability, and verified where somebody has looked at the item.
  void Apply(uint64_t item_index, v1::Finding& finding) const;

 private:
  v1::ReviewCurve curve_;
  absl::flat_hash_map<uint64_t, v1::VerifiedLabel> labels_;  // by item
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_REVIEW_RECORD_H_
