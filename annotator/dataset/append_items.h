#ifndef ASSAY_ANNOTATOR_DATASET_APPEND_ITEMS_H_
#define ASSAY_ANNOTATOR_DATASET_APPEND_ITEMS_H_

#include "absl/status/statusor.h"
#include "assay/v1/datasets.pb.h"
#include "engine/base/clock.h"
#include "engine/store/dataset_repository.h"

namespace assay {

// Adds items at the end of a data set, all or none; on disk on return.  A data set that came with
// labels gets one with each item, from the cell of its label column.  The fingerprint changes: the
// data set is no longer the table that it was imported from.
//
// O(n log N) for n items and a data set of N: a look into the index of ids for each, and one
// commit.  Calls for one data set go one after the other.  Thread-safe.
//
// Errors: as documented at assay.v1.DatasetService.AppendItems.
absl::StatusOr<v1::AppendItemsResponse> AppendItems(const v1::AppendItemsRequest& request,
                                                    DatasetRepository& datasets,
                                                    const Clock& clock);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_APPEND_ITEMS_H_
