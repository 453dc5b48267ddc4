#ifndef ASSAY_ANNOTATOR_DESK_ITEM_CHOOSER_H_
#define ASSAY_ANNOTATOR_DESK_ITEM_CHOOSER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/campaign_rows.h"
#include "annotator/desk/campaign_rules.h"
#include "assay/storage/v1/campaigns.pb.h"

namespace assay {

// Which item an annotator gets next: gold when it is due; then, of the items that have some of
// their labels, by gain or the oldest place in the queue; then an untouched one.  Never one that he
// has answered, skipped or holds.  Not thread-safe.
class ItemChooser {
 public:
  explicit ItemChooser(CampaignRows& rows) : rows_(rows) {}

  // An item number; nullopt where there is nothing for him.  The caller grants it at once.
  // Errors: as Store.
  absl::StatusOr<std::optional<uint64_t>> Next(const CampaignRules& rules,
                                               storage::v1::CampaignAnnotatorState& annotator);

  // True where there are untouched items: Next looks at so many in one call.
  absl::StatusOr<bool> HasFresh();

  // Forgets what was read of the selection.
  void Reset() { selection_block_.clear(); }

 private:
  using Found = absl::StatusOr<std::optional<uint64_t>>;

  bool GoldIsDue(const CampaignRules& rules,
                 const storage::v1::CampaignAnnotatorState& annotator) const;
  Found TakeGold(const CampaignRules& rules, storage::v1::CampaignAnnotatorState& annotator);
  Found FindByGain(const storage::v1::CampaignAnnotatorState& annotator);
  Found FindInQueue(storage::v1::CampaignAnnotatorState& annotator);
  Found FindFresh();
  absl::StatusOr<uint64_t> FreshItem(uint64_t position);

  CampaignRows& rows_;
  uint64_t selection_block_index_ = 0;
  std::vector<uint64_t> selection_block_;
};

// The place, among the campaign's items or those of its selection, of the untouched item at
// `position` of the head's present range; at or beyond its end: undefined.  O(1).
uint64_t FreshPlace(const storage::v1::CampaignRecord& record,
                    const storage::v1::CampaignHead& head, uint64_t position);

// How many items the campaign has: those of its selection, or of its data set as it is now.
absl::StatusOr<uint64_t> CampaignItemCount(const Store& store,
                                           const storage::v1::CampaignRecord& record);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_ITEM_CHOOSER_H_
