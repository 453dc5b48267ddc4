#ifndef ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_RESTORE_H_
#define ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_RESTORE_H_

#include "absl/status/statusor.h"
#include "annotator/campaign/campaign_desks.h"
#include "annotator/exchange/byte_source.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/store/store.h"

namespace assay {

// The use case of CampaignService.RestoreCampaign: makes the data sets, the annotators that are not
// there, the campaign and its log from a lossless file; exporting it gives the same bytes, but for
// new names.  The entries are staged while they come; the campaign appears with all of them
// accepted, in one step, and returns when they have been added.  A failure before that step leaves
// nothing; a crash may leave the data sets, which a second try takes for its own.  A data set that
// is there already under its name, with the same fingerprint and size, is used as it is.
//
// Items judged while the schema had fewer classes are judged by all of them now.
//
// Errors: those of the contract and of the stream; as Store; INVALID_ARGUMENT BAD_CAMPAIGN_FILE
// also for lines in another order, entries about unknown items or annotators, and settings or
// values that a campaign would refuse; ALREADY_EXISTS ANNOTATOR_ALREADY_EXISTS: an annotator of the
// name is of another kind.  Memory: a block of entries, and the ids of the items (item_lookup.h).
absl::StatusOr<v1::RestoreCampaignResponse> RestoreCampaign(const v1::RestoreCampaignSpec& spec,
                                                            exchange::ByteSource& source,
                                                            Store& store, CampaignDesks& desks);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_RESTORE_H_
