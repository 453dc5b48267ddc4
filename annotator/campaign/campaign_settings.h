#ifndef ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_SETTINGS_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_SETTINGS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "assay/v1/campaigns.pb.h"
#include "assay/v1/datasets.pb.h"

namespace assay {

// INVALID_ARGUMENT BAD_CAMPAIGN (metadata field, found, expected).
absl::Status BadCampaign(std::string_view field, std::string_view found, std::string_view expected);

// An id is 1-63 characters of a-z, 0-9, '-', '_' and '.', and does not begin with '.'.
// INVALID_ARGUMENT BAD_CAMPAIGN_ID for anything else.
absl::Status CheckCampaignId(std::string_view id);

// Whether every field that does not name something else is in range.
//
// Errors: INVALID_ARGUMENT BAD_CAMPAIGN, BAD_LABEL_SCHEMA (metadata field, found, expected).
absl::Status CheckCampaign(const v1::Campaign& campaign);

// Whether annotators may see the columns: they exist and are neither labels nor annotators.
// BAD_CAMPAIGN.
absl::Status CheckShownColumns(const v1::Campaign& campaign, const v1::Dataset& dataset);

// Sets the fields of a new campaign that the server decides.
void BeginCampaign(const std::string& name, int64_t now_us, v1::Campaign& campaign);

// Gives the campaign a new time and etag, after any change of it.
void TouchCampaign(int64_t now_us, v1::Campaign& campaign);

// Changes the settings as UpdateCampaign asks; what is named by them (annotators, a data set) is
// not looked at.  `head` says whether anything has been handed out or answered.
//
// Errors: as CheckCampaign, and
//   INVALID_ARGUMENT    BAD_UPDATE_MASK   a path that is unknown or is never changed (metadata
//                                         found).
//   FAILED_PRECONDITION CAMPAIGN_STARTED  a field that can be changed before the first label only
//                                         (metadata field).
//   FAILED_PRECONDITION CAMPAIGN_CLOSED   closed campaigns do not change.
//   ABORTED             ETAG_MISMATCH     (metadata found, expected).
absl::Status ApplyUpdate(const v1::UpdateCampaignRequest& request,
                         const storage::v1::CampaignHead& head, int64_t now_us,
                         v1::Campaign& campaign);

// The next state of a campaign that is started, paused or closed; CAMPAIGN_CLOSED,
// CAMPAIGN_NOT_RUNNING (a draft is paused).
absl::Status ChangeState(v1::Campaign::State state, int64_t now_us, v1::Campaign& campaign);

// FAILED_PRECONDITION CAMPAIGN_CLOSED.
absl::Status CampaignClosedError(const std::string& name);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_SETTINGS_H_
