#ifndef ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_VIEW_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_VIEW_H_

#include "absl/status/statusor.h"
#include "annotator/desk/caller.h"
#include "annotator/desk/campaign_desk.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/base/clock.h"
#include "engine/store/store.h"

namespace assay {

// The campaign as the caller may see it.  Annotators, who are kept blind, see what they need to
// work: not the gold, the selection, the overlap, the budget, or who else works; and only campaigns
// that have begun and that they may work in.
//
// Errors: PERMISSION_DENIED NOT_YOUR_WORK  an annotator's key, and the campaign is not for him.
absl::StatusOr<v1::Campaign> ViewCampaign(v1::Campaign campaign, const Caller& caller);

// The status of a desk's campaign as of now.  Errors: as CampaignDesk::Read and Store.
absl::StatusOr<v1::CampaignStatus> ReadCampaignStatus(const Store& store, CampaignDesk& desk,
                                                      const Clock& clock);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_VIEW_H_
