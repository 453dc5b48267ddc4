#ifndef ASSAY_ANNOTATOR_DESK_APPLY_ENTRY_H_
#define ASSAY_ANNOTATOR_DESK_APPLY_ENTRY_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "annotator/desk/campaign_rows.h"
#include "annotator/desk/campaign_rules.h"
#include "assay/storage/v1/campaigns.pb.h"

namespace assay {

struct AppliedEntry {
  uint64_t sequence = 0;
  uint64_t superseded = 0;   // 1 + sequence number of the label it supersedes; 0: none
  bool stopped_now = false;  // the annotator has just failed the gold rule
};

// The one place where an entry of the log changes what is known of a campaign: adds it to the log,
// and brings the item, the annotators and the sums up to date.  Submissions, imports, machines and
// the fold that verifies them all come through here, in the order of the log.
//
// The entry is complete but for `superseded`; its value fits the schema; kind LABEL where the
// annotator skipped the item before makes the label count.  A SKIP by somebody whose label counts
// becomes a WITHDRAW.  `request_hash`: of the call that made it; kept with the item where the entry
// has a request_id.  Errors: as Store; the rows must then be reset.
//
// `entry` is on rows.entry_arena(), has been read from the store and becomes part of the log.
absl::StatusOr<AppliedEntry> ApplyEntry(CampaignRows& rows, const CampaignRules& rules,
                                        storage::v1::LogEntry& entry, uint64_t request_hash);
// The same with a copy of an entry from elsewhere.  INVALID_ARGUMENT TEXT_NOT_UTF8, before any
// change.
absl::StatusOr<AppliedEntry> ApplyCopy(CampaignRows& rows, const CampaignRules& rules,
                                       const storage::v1::LogEntry& entry, uint64_t request_hash);

// The row in which the item and the annotator meet.
uint64_t RowNumberOf(uint64_t item_number, const storage::v1::CampaignAnnotatorState& annotator);

// The annotator's row, new where he has not worked in the campaign; reads what he is.
absl::StatusOr<storage::v1::CampaignAnnotatorState*> AnnotatorRow(CampaignRows& rows,
                                                                  uint64_t annotator_number);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_APPLY_ENTRY_H_
