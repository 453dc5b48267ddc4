#ifndef ASSAY_ANNOTATOR_DESK_LEASE_BOOK_H_
#define ASSAY_ANNOTATOR_DESK_LEASE_BOOK_H_

#include <cstdint>
#include <queue>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/campaign_rows.h"
#include "annotator/desk/campaign_rules.h"
#include "assay/storage/v1/campaigns.pb.h"

namespace assay {

// The leases of a campaign: hands them out, takes them back.  They stand in the rows of items and
// of annotators; when each ends is kept in memory beside them.  Not thread-safe.
class LeaseBook {
 public:
  using Held = storage::v1::CampaignAnnotatorState::HeldLease;

  explicit LeaseBook(CampaignRows& rows) : rows_(rows) {}

  // Makes the ends anew from the rows, after Load.
  void Rebuild();

  // Gives the annotator a place of the item, which must be free for him.
  absl::StatusOr<Held> Grant(const CampaignRules& rules,
                             storage::v1::CampaignAnnotatorState& annotator, uint64_t item_number,
                             int64_t now_us, int64_t committed_micros);

  // Ends a lease that the annotator holds; the place goes back to the item.
  absl::Status TakeBack(const CampaignRules& rules, storage::v1::CampaignAnnotatorState& annotator,
                        uint64_t lease_number);
  absl::Status TakeBackAll(const CampaignRules& rules,
                           storage::v1::CampaignAnnotatorState& annotator);

  // Makes the lease last from now on; false where the annotator does not hold it.
  bool Extend(const CampaignRules& rules, storage::v1::CampaignAnnotatorState& annotator,
              uint64_t lease_number, int64_t now_us);

  // Takes back at most `limit` leases that have ended.
  absl::Status Expire(const CampaignRules& rules, int64_t now_us, int limit);
  bool HasExpired(int64_t now_us) const { return !ends_.empty() && ends_.top().time_us <= now_us; }

 private:
  struct End {
    int64_t time_us = 0;
    uint64_t annotator_number = 0;
    uint64_t lease_number = 0;
    bool operator>(const End& other) const { return time_us > other.time_us; }
  };

  CampaignRows& rows_;
  // May name leases that are gone or were extended; looked up when their time comes.
  std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_LEASE_BOOK_H_
