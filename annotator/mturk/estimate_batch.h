#ifndef ASSAY_ANNOTATOR_MTURK_ESTIMATE_BATCH_H_
#define ASSAY_ANNOTATOR_MTURK_ESTIMATE_BATCH_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/campaign/campaign_desks.h"
#include "assay/v1/mturk.pb.h"
#include "engine/store/store.h"

namespace assay::mturk {

// The use case of MturkService.EstimateBatch.
//
// Of a campaign O(N) reads for N items, as ExportBatch; else nothing is read.
//
// Errors: those of the contract.
absl::StatusOr<v1::EstimateBatchResponse> EstimateBatch(const v1::EstimateBatchRequest& request,
                                                        Store& store, CampaignDesks& desks);

// Assignments of each HIT that an item with so many workers is cut into, by the newest fees of
// Mechanical Turk; one entry where cutting is not cheaper.  Errors as PlanBatches.
absl::StatusOr<std::vector<int32_t>> MicroBatches(int64_t reward_micros, int32_t worker_count);

// INVALID_ARGUMENT BAD_BATCH where it is no whole number of cents above 0.
absl::Status CheckReward(int64_t reward_micros);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_ESTIMATE_BATCH_H_
