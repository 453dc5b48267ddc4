#include "annotator/campaign/campaign_view.h"

#include <algorithm>
#include <utility>

#include "annotator/campaign/campaign_status.h"
#include "annotator/desk/item_chooser.h"
#include "engine/base/status.h"

namespace assay {
namespace {

bool MayWork(const v1::Campaign& campaign, const Caller& caller) {
  const auto& names = campaign.annotators();
  return campaign.state() != v1::Campaign::STATE_DRAFT &&
         (names.empty() ||
          std::find(names.begin(), names.end(), caller.annotator_name) != names.end());
}

}  // namespace

absl::StatusOr<v1::Campaign> ViewCampaign(v1::Campaign campaign, const Caller& caller) {
  if (caller.role != v1::ROLE_ANNOTATOR) {
    return campaign;
  }
  if (!MayWork(campaign, caller)) {
    return MakeError(absl::StatusCode::kPermissionDenied, "NOT_YOUR_WORK",
                     caller.annotator_name + " does not work in " + campaign.name(),
                     {{"annotator", caller.annotator_name}});
  }
  campaign.clear_gold();
  campaign.clear_selection();
  campaign.clear_overlap();
  campaign.clear_order();
  campaign.clear_seed();
  campaign.clear_budget_micros();
  campaign.clear_annotators();
  return campaign;
}

absl::StatusOr<v1::CampaignStatus> ReadCampaignStatus(const Store& store, CampaignDesk& desk,
                                                      const Clock& clock) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignDesk::Snapshot snapshot, desk.Read());
  ASSAY_ASSIGN_OR_RETURN(const uint64_t item_count, CampaignItemCount(store, snapshot.record));
  return MakeCampaignStatus(snapshot.record, snapshot.head, item_count, clock.WallMicros());
}

}  // namespace assay
