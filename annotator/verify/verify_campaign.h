#ifndef ASSAY_ANNOTATOR_VERIFY_VERIFY_CAMPAIGN_H_
#define ASSAY_ANNOTATOR_VERIFY_VERIFY_CAMPAIGN_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/verify/differences.h"
#include "engine/store/store.h"

namespace assay {

// Makes everything that is known of a campaign anew from its log (log_fold.h), and compares it with
// what is stored: each item's labels, consensus, wanted labels, skips and flags; each annotator's
// counts, gold and cost; every sum behind GetCampaignStatus.  Of what the log does not say, that it
// fits together: leases (lease_checks.h), the queue of open items (queue_checks.h), the way through
// the untouched ones (fresh_checks.h), remembered calls (call_checks.h), and how the campaign is
// found (record_checks.h).
//
// Nothing can be said of what is written once and nowhere else: hashes of calls and what they
// answered, ends and prices of leases, how many items somebody got and how far he is in the gold,
// how many of his leases expired, when he began, and numbers above which nothing is.
//
// `store` must be a copy that nobody else uses (Store::Checkpoint), so that it shows one moment;
// the fold is written to it.  `progress` gets the entries so far; an error of it ends the work.
//
// Errors: as Store; CAMPAIGN_NOT_FOUND; those of `progress`; DATA_LOSS STORED_VALUE_DAMAGED:
// a row cannot be read, entries of the log are missing or say what cannot be, or head and
// annotators are such that nothing can be held against them.  Time O(entries + items); memory as a
// desk's, a bit an item and a lease, and 8 bytes an item of a selection.
absl::StatusOr<VerifyOutcome> VerifyCampaign(
    Store& store, uint64_t campaign_number,
    const std::function<absl::Status(uint64_t entry_count)>& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_VERIFY_CAMPAIGN_H_
