#include "annotator/campaign/campaign_name.h"

#include <optional>

#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"
#include "engine/store/resource_name.h"

namespace assay {

absl::StatusOr<storage::v1::CampaignRecord> FindCampaign(const CampaignRepository& campaigns,
                                                         std::string_view name,
                                                         std::string_view field) {
  const std::optional<std::string> id = ParseResourceName(kCampaignCollection, name);
  if (!id.has_value()) {
    const std::string found = exchange::Excerpt(name, 100);
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
                     "found the name '" + found + "', expected campaigns/{campaign}",
                     {{"field", std::string(field)}, {"found", found}});
  }
  return campaigns.Get(*id);
}

}  // namespace assay
