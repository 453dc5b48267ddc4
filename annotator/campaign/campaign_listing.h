#ifndef ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_LISTING_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_LISTING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/store/store.h"

namespace assay {

// A page of the items of a campaign.
struct ItemPage {
  std::vector<v1::CampaignItem> items;
  // The item to go on with; nullopt: there are no more.
  std::optional<uint64_t> next_item;
};

// Items from `first_item` on, as ListCampaignItems asks, at most `limit`.  A page may have fewer,
// or none, and still not be the last: after 20,000 items that do not fit the state it ends.
//
// Errors: as Store; NOT_FOUND ITEM_NOT_FOUND  no item has the id that is asked for.
absl::StatusOr<ItemPage> ListItems(Store& store, const storage::v1::CampaignRecord& record,
                                   const v1::ListCampaignItemsRequest& request, uint64_t first_item,
                                   size_t limit);

// Annotators from that place in the order of first leases on, at most `limit`.  Errors: as Store.
struct AnnotatorPage {
  std::vector<v1::CampaignAnnotator> annotators;
  std::optional<uint64_t> next_ordinal;
};
absl::StatusOr<AnnotatorPage> ListAnnotators(Store& store, uint64_t campaign_number,
                                             uint64_t first_ordinal, size_t limit);

// What one annotator did.  NOT_FOUND ANNOTATOR_NOT_FOUND  nobody of that name has worked in the
// campaign.
absl::StatusOr<v1::CampaignAnnotator> GetCampaignAnnotator(Store& store, uint64_t campaign_number,
                                                           const std::string& annotator_name);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_LISTING_H_
