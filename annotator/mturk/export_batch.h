#ifndef ASSAY_ANNOTATOR_MTURK_EXPORT_BATCH_H_
#define ASSAY_ANNOTATOR_MTURK_EXPORT_BATCH_H_

#include <functional>

#include "absl/status/status.h"
#include "annotator/campaign/campaign_desks.h"
#include "assay/v1/mturk.pb.h"
#include "engine/store/store.h"

namespace assay::mturk {

// The use case of MturkService.ExportBatch: hands the file to `send` piece by piece, and the
// summary at last.  The same request over the same campaign gives the same bytes.
//
// O(N) reads for N items.  Memory: the state of each item (a byte), the gold, and one HIT.
//
// Errors: those of the contract, and of `send`.
absl::Status ExportBatch(const v1::ExportBatchRequest& request, Store& store, CampaignDesks& desks,
                         const std::function<absl::Status(const v1::ExportBatchResponse&)>& send);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_EXPORT_BATCH_H_
