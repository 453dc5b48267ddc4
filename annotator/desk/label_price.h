#ifndef ASSAY_ANNOTATOR_DESK_LABEL_PRICE_H_
#define ASSAY_ANNOTATOR_DESK_LABEL_PRICE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "annotator/desk/caller.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/cost/price_models.h"

namespace assay {

PriceTerms TermsOf(const Worker& worker);

// Whether any price is set.
bool IsPaid(const Worker& worker);

// What is held back of a budget for a label of the worker until it is there: the whole lease of
// `lease_us` paid.  How many tokens it will take nobody knows: as many as those before it on
// average, and never none, so that a spent budget ends the work.
//
// Errors: those of CostOfLabel.
absl::StatusOr<int64_t> MostCost(const Worker& worker, int64_t lease_us,
                                 const storage::v1::CampaignAnnotatorState& annotator);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_LABEL_PRICE_H_
