#ifndef ASSAY_ANNOTATOR_VERIFY_CALL_CHECKS_H_
#define ASSAY_ANNOTATOR_VERIFY_CALL_CHECKS_H_

#include "absl/status/status.h"
#include "annotator/verify/campaign_parts.h"
#include "annotator/verify/differences.h"

namespace assay {

// The remembered calls of LeaseItems and UndoLabels: as many as each annotator's row says, each in
// its place, each by a name of its own, with leases that were given out.  What was answered is not
// to be seen elsewhere.
//
// Errors: as Store; STORED_VALUE_DAMAGED.  O(calls).
absl::Status CheckCalls(const CampaignParts& parts, Differences& differences);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_CALL_CHECKS_H_
