#ifndef ASSAY_ANNOTATOR_DESK_ITEM_CHANGE_H_
#define ASSAY_ANNOTATOR_DESK_ITEM_CHANGE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "annotator/desk/campaign_rows.h"
#include "annotator/desk/campaign_rules.h"
#include "assay/storage/v1/campaigns.pb.h"

namespace assay {

// A change of one item's row (no gold), from Begin to End: keeps the sums over items, the queue and
// the number of wanted labels in step with the row.
class ItemChange {
 public:
  // Errors: as Store.
  static absl::StatusOr<ItemChange> Begin(CampaignRows& rows, const CampaignRules& rules,
                                          uint64_t item_number);

  storage::v1::CampaignItemState& item() { return *item_; }
  // His touch, or null.
  storage::v1::CampaignItemState::Touch* FindTouch(uint64_t annotator_number);
  storage::v1::CampaignItemState::Touch& AddTouch(uint64_t annotator_number, bool machine);

  // Weighs the labels anew, and scores each annotator by the result.
  void UpdateConsensus();

  // `came_back`: somebody may take the item again who had it, so it gets a new place in the queue.
  void End(bool came_back);

 private:
  ItemChange(CampaignRows& rows, const CampaignRules& rules, uint64_t item_number,
             storage::v1::CampaignItemState* item)
      : rows_(rows), rules_(rules), item_number_(item_number), item_(item) {}
  void Score(bool comparable);
  void LeaveQueue();
  void JoinQueue();
  bool by_gain() const;

  CampaignRows& rows_;
  const CampaignRules& rules_;
  const uint64_t item_number_;
  storage::v1::CampaignItemState* item_;
};

// Takes a lease out of the annotator's hands, and out of the sums; the item's row is not touched.
void DropHeldLease(CampaignRows& rows, storage::v1::CampaignAnnotatorState& annotator,
                   uint64_t lease_number);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_ITEM_CHANGE_H_
