#ifndef ASSAY_ANNOTATOR_CAMPAIGN_VERIFY_CAMPAIGN_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_VERIFY_CAMPAIGN_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/maintenance.pb.h"
#include "engine/store/store.h"

namespace assay {

// What a verification found.
struct VerifyOutcome {
  uint64_t entry_count = 0;
  // The first kMaxDifferences.
  std::vector<v1::VerifyDifference> differences;
  int64_t difference_count = 0;
};
inline constexpr size_t kMaxDifferences = 100;

// Makes everything that is known of a campaign anew from its log (log_fold.h), and compares it with
// what is stored: each item's labels, consensus, wanted labels, skips and flags; each annotator's
// counts, gold and cost; every sum behind GetCampaignStatus.  Of what the log does not say, that it
// fits together: leases in items, in hands and in the sums; the queue of open items.
//
// `store` must be a copy that nobody else uses (Store::Checkpoint), so that it shows one moment;
// the fold is written to it.  `progress` gets the entries so far; an error of it ends the work.
//
// Errors: as Store; CAMPAIGN_NOT_FOUND; those of `progress`; DATA_LOSS STORED_VALUE_DAMAGED:
// entries of the log are missing.  Time O(entries + items); memory as a desk's.
absl::StatusOr<VerifyOutcome> VerifyCampaign(
    Store& store, uint64_t campaign_number,
    const std::function<absl::Status(uint64_t entry_count)>& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_VERIFY_CAMPAIGN_H_
