#ifndef ASSAY_ANNOTATOR_CAMPAIGN_SETTLE_FINDINGS_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_SETTLE_FINDINGS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "annotator/auditing/audit_review.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/store/audit_repository.h"
#include "engine/store/campaign_repository.h"

namespace assay {

// successes of trials with its 95 % interval (Wilson); NaN where trials = 0.
// 0 <= successes <= trials.
v1::ShareEstimate EstimateShare(int64_t successes, int64_t trials);

// The use case of CampaignService.SettleFindings: hands the running consensus of the answered items
// of a campaign over an audit's suspects to the audit as verified labels.  Items whose consensus is
// less sure than min_confidence, or which the audit has no finding of, are left out.
//
//   precision = suspects whose consensus is another class than the given label / settled items
//
// What was settled before is settled again by the consensus of now.
//
// Errors: those of the contract; INVALID_ARGUMENT BAD_CAMPAIGN: min_confidence is not in [0, 1];
// NOT_FOUND AUDIT_NOT_FOUND: the audit was deleted.  FAILED_PRECONDITION NOT_A_RELABEL_CAMPAIGN
// also where answers are not one class.
//
// Reads the campaign's items once and the audit's findings twice or more (AuditReview); the
// verdicts in memory.
absl::StatusOr<v1::SettleFindingsResponse> SettleFindings(const v1::SettleFindingsRequest& request,
                                                          const CampaignRepository& campaigns,
                                                          const AuditRepository& audits,
                                                          AuditReview& review);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_SETTLE_FINDINGS_H_
