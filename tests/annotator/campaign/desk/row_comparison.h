#ifndef ASSAY_TESTS_ANNOTATOR_CAMPAIGN_DESK_ROW_COMPARISON_H_
#define ASSAY_TESTS_ANNOTATOR_CAMPAIGN_DESK_ROW_COMPARISON_H_

#include <cstdint>

#include "engine/store/store.h"
#include "tests/reference/campaign/campaign_oracle.h"

namespace assay {

// Expects every stored row of the campaign to say what the oracle says: items, gold items,
// annotators, and both queues, no row more and none less.
void ExpectRowsOf(const reference::CampaignOracle& oracle, Store& store, uint64_t campaign_number,
                  bool by_gain);

}  // namespace assay

#endif  // ASSAY_TESTS_ANNOTATOR_CAMPAIGN_DESK_ROW_COMPARISON_H_
