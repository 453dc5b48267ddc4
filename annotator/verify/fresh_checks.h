#ifndef ASSAY_ANNOTATOR_VERIFY_FRESH_CHECKS_H_
#define ASSAY_ANNOTATOR_VERIFY_FRESH_CHECKS_H_

#include "absl/status/status.h"
#include "annotator/verify/campaign_parts.h"
#include "annotator/verify/differences.h"
#include "annotator/verify/sparse_bits.h"

namespace assay {

// The way through the untouched items: the range lies within the campaign's items, and every item
// that was passed over is in `started` (CountItem), so that none is left out for ever.
//
// Errors: as Store; STORED_VALUE_DAMAGED: the selection has fewer items than the campaign says.
// O(items passed) time; 8 bytes an item of the selection.
absl::Status CheckFresh(const CampaignParts& parts, const SparseBits& started,
                        Differences& differences);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_FRESH_CHECKS_H_
