#ifndef ASSAY_ANNOTATOR_VERIFY_QUEUE_CHECKS_H_
#define ASSAY_ANNOTATOR_VERIFY_QUEUE_CHECKS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "annotator/verify/campaign_parts.h"
#include "annotator/verify/differences.h"
#include "assay/storage/v1/campaigns.pb.h"

namespace assay {

// The queue of open items: every item with a place is at it, once, and nothing else is in the
// queue; by gain the same, at the gain of the item's row; and whoever has passed a place had no use
// for the item there.
class QueueChecks {
 public:
  QueueChecks(const CampaignParts& parts, Differences& differences);

  // Gets every stored row of an item but gold.
  void See(const storage::v1::CampaignItemState& item);
  // After the last of them.  Errors: as Store; STORED_VALUE_DAMAGED.
  // O(places * (log(annotators) + annotators of the item)).
  absl::Status Run();

 private:
  absl::Status SeePlace(std::string_view key, std::string_view value);
  absl::Status SeeGain(std::string_view key, std::string_view value);
  void CheckPassed(uint64_t place, uint64_t item_number,
                   const storage::v1::CampaignItemState& item);
  bool HasPassed(uint64_t annotator_number, uint64_t place) const;

  const CampaignParts& parts_;
  Differences& differences_;
  std::vector<uint64_t> cursors_;  // ascending
  int64_t queued_count_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_QUEUE_CHECKS_H_
