#ifndef ASSAY_ANNOTATOR_DATASET_IMPORT_DATASET_H_
#define ASSAY_ANNOTATOR_DATASET_IMPORT_DATASET_H_

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "assay/v1/datasets.pb.h"
#include "engine/base/clock.h"
#include "engine/store/dataset_repository.h"

namespace assay {

// Reads a table from `source` and stores it as a data set, whole or not at all.
//
// One pass, in memory that does not grow with the number of rows (it does with the number of
// classes, which is limited).  Which columns hold the id and the label is settled at the header;
// the roles of the others at the end, from what was seen in all rows.  A file with the same
// content and the same roles as a stored data set is not stored again, unless spec.dataset_id
// asks for a name of its own.
//
// Errors: as documented at assay.v1.DatasetService.ImportDataset; those of `source`.
absl::StatusOr<v1::ImportDatasetResponse> ImportDataset(const v1::ImportSpec& spec,
                                                        exchange::ByteSource& source,
                                                        DatasetRepository& datasets,
                                                        const Clock& clock);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_IMPORT_DATASET_H_
