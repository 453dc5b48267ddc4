#ifndef ASSAY_ANNOTATOR_CAMPAIGN_REINSTATE_ANNOTATOR_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_REINSTATE_ANNOTATOR_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "annotator/desk/caller.h"
#include "annotator/desk/campaign_desk.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/base/clock.h"
#include "engine/store/store.h"

namespace assay {

// The use case of CampaignService.ReinstateAnnotator: an entry of the log, from which on the gold
// rate of "annotators/{annotator}" counts anew.  Waits for the desk, so not from a thread of it.
//
// Errors: as Store; NOT_FOUND ANNOTATOR_NOT_FOUND  nobody of that name has worked in the campaign;
// FAILED_PRECONDITION CAMPAIGN_CLOSED.
absl::StatusOr<v1::CampaignAnnotator> ReinstateAnnotator(Store& store, uint64_t campaign_number,
                                                         CampaignDesk& desk,
                                                         const std::string& annotator_name,
                                                         const Caller& caller, const Clock& clock);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_REINSTATE_ANNOTATOR_H_
