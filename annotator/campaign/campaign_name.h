#ifndef ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_NAME_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_NAME_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/store/campaign_repository.h"

namespace assay {

// The campaign with this resource name.  `field`: of the request, for messages.
//
// Errors:
//   INVALID_ARGUMENT BAD_RESOURCE_NAME   the name is not "campaigns/{campaign}".
//   NOT_FOUND        CAMPAIGN_NOT_FOUND.
absl::StatusOr<storage::v1::CampaignRecord> FindCampaign(const CampaignRepository& campaigns,
                                                         std::string_view name,
                                                         std::string_view field);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_NAME_H_
