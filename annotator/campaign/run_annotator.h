#ifndef ASSAY_ANNOTATOR_CAMPAIGN_RUN_ANNOTATOR_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_RUN_ANNOTATOR_H_

#include <functional>

#include "absl/status/status.h"
#include "annotator/desk/caller.h"
#include "annotator/desk/campaign_desk.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/base/clock.h"
#include "engine/store/store.h"

namespace assay {

// The use case of CampaignService.RunAnnotator: a rule labels the items that its pattern is found
// in (rule_matcher.h), a model every item with the class that its audit's models hold most
// probable. Items that it has labelled already are left alone, so that a call that broke off goes
// on.  Labels are added in blocks; `send` gets how far it is after each, and an error of it ends
// the work.
//
// Errors: those of the contract and of `send`; as Store; of models AUDIT_NOT_FOUND,
// AUDIT_WITHOUT_MODEL, MISSING_COLUMN and NOT_A_NUMBER; of rules UNKNOWN_COLUMN.  Memory: a block
// of items, the model.
absl::Status RunAnnotator(const v1::RunAnnotatorRequest& request, const Caller& caller,
                          Store& store, CampaignDesk& desk, const Clock& clock, int thread_count,
                          const std::function<absl::Status(const v1::RunAnnotatorResponse&)>& send);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_RUN_ANNOTATOR_H_
