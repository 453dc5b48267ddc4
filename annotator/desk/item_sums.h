#ifndef ASSAY_ANNOTATOR_DESK_ITEM_SUMS_H_
#define ASSAY_ANNOTATOR_DESK_ITEM_SUMS_H_

#include <cstdint>

#include "annotator/schema/label_schema.h"
#include "assay/storage/v1/campaigns.pb.h"

namespace assay {

// What one item's row says, counted.
struct ItemCounts {
  int64_t labels = 0;          // of people, that count
  int64_t machine_labels = 0;  // of rules and models
  int64_t places_out = 0;      // leases of people without a label yet
  bool started = false;        // a person has touched it, or it is in the queue
};
ItemCounts CountItem(const storage::v1::CampaignItemState& item);

// How many labels an item wants: label_count, and while the consensus is unsure one more than it
// has, up to max_label_count.  `rule` with defaults.
int64_t WantedLabels(const storage::v1::CampaignItemState& item, const ItemCounts& counts,
                     const v1::OverlapRule& rule);

// The value of an answer that the row names by its index.
absl::StatusOr<v1::LabelValue> AnswerValue(const LabelSchema& schema,
                                           const storage::v1::CampaignItemState& item,
                                           uint32_t answer);

// Adds `sign` times what an item (no gold) contributes to the sums that are made of items.  A pure
// function of the row and the rule that the row names: what was added can be taken away again.
void AddItem(const storage::v1::CampaignItemState& item, const storage::v1::CampaignHead& head,
             const LabelSchema& schema, int sign, storage::v1::CampaignFigures& figures);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_ITEM_SUMS_H_
