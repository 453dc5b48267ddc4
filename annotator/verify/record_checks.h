#ifndef ASSAY_ANNOTATOR_VERIFY_RECORD_CHECKS_H_
#define ASSAY_ANNOTATOR_VERIFY_RECORD_CHECKS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/verify/campaign_parts.h"
#include "annotator/verify/differences.h"

namespace assay {

// Reads record, head and annotators, and checks what everything else leans on: there is an overlap
// rule and a number of classes, those only grow, the last is the schema's; annotators are under
// their own numbers, and their places are 0, 1, 2 ...
//
// Errors: as Store; CAMPAIGN_NOT_FOUND; STORED_VALUE_DAMAGED.  O(annotators).
absl::StatusOr<CampaignParts> ReadParts(Store& store, uint64_t campaign_number);

// What the record and the head say of other rows: the campaign is found by its name and by its data
// set, and labels that were accepted but not added yet are there.
//
// Errors: as Store; STORED_VALUE_DAMAGED.  O(blocks of labels to be added).
absl::Status CheckRecord(const CampaignParts& parts, Differences& differences);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_RECORD_CHECKS_H_
