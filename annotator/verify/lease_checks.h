#ifndef ASSAY_ANNOTATOR_VERIFY_LEASE_CHECKS_H_
#define ASSAY_ANNOTATOR_VERIFY_LEASE_CHECKS_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "annotator/verify/campaign_parts.h"
#include "annotator/verify/differences.h"
#include "annotator/verify/sparse_bits.h"
#include "assay/storage/v1/campaigns.pb.h"

namespace assay {

// The leases of a campaign, which the log does not know, seen from both sides: each one in an
// annotator's hands is in the row of its item, and the other way round; no number was given twice
// or is still to come.
//
// Not to be seen: a number that no row names, and what a lease will cost or when it ends.
// Memory: a bit a lease that was ever given out.
class LeaseChecks {
 public:
  // Looks at the annotators' side at once.
  LeaseChecks(const CampaignParts& parts, Differences& differences);

  // Gets every stored row of an item.
  void See(uint64_t row_number, const storage::v1::CampaignItemState& item);
  // After the last of them.
  void Finish();

  // In the annotators' hands.
  int64_t held_count() const { return held_count_; }
  int64_t committed_micros() const { return committed_micros_; }

 private:
  struct Held {
    uint64_t annotator_number = 0;
    uint64_t item_number = 0;
    bool is_in_item = false;
  };
  void SeeTouch(uint64_t row_number, uint64_t item_number,
                const storage::v1::CampaignItemState::Touch& touch);
  void SeeNumber(uint64_t row_number, const char* figure, uint64_t lease_number);

  const CampaignParts& parts_;
  Differences& differences_;
  absl::flat_hash_map<uint64_t, Held> held_;
  SparseBits given_;
  int64_t held_count_ = 0;
  int64_t committed_micros_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_LEASE_CHECKS_H_
