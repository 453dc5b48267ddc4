#ifndef ASSAY_ANNOTATOR_CAMPAIGN_SELECTION_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_SELECTION_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/store/audit_repository.h"
#include "engine/store/campaign_repository.h"

namespace assay {

// The items that a new campaign is about, as indexes of its data set, in the order in which
// ORDER_SEQUENTIAL goes through them:
//   suspects        by the audit's rank; with item_count 0 those that are flagged.
//   low_consensus   items of the other campaign with a label whose running consensus is less sure
//                   than below_confidence, the least sure first, equals by index; no gold.
//
// Errors:
//   INVALID_ARGUMENT BAD_CAMPAIGN        no source is named, a number is out of range, the audit or
//                                        the campaign is of another data set, or nothing is chosen
//                                        (metadata field, found, expected).
//   NOT_FOUND        AUDIT_NOT_FOUND, CAMPAIGN_NOT_FOUND.
//   INVALID_ARGUMENT BAD_RESOURCE_NAME   the campaign's name is none.
//
// O(findings) or O(items of the other campaign) time; 16 bytes of memory a chosen item.
absl::StatusOr<std::vector<uint64_t>> ResolveSelection(const v1::ItemSelection& selection,
                                                       const storage::v1::DatasetRecord& dataset,
                                                       const AuditRepository& audits,
                                                       const CampaignRepository& campaigns);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_SELECTION_H_
