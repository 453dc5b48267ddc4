#ifndef ASSAY_ANNOTATOR_DATASET_EXPORT_DATASET_H_
#define ASSAY_ANNOTATOR_DATASET_EXPORT_DATASET_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "engine/store/dataset_repository.h"

namespace assay {

// Writes a data set as a table in `format` ("csv", "tsv", "jsonl"), piece by piece, with every
// column of the import in its order.
//
// Errors: NOT_FOUND DATASET_NOT_FOUND; INVALID_ARGUMENT UNKNOWN_FORMAT; those of `sink`.
absl::Status ExportDataset(std::string_view dataset_id, std::string_view format,
                           DatasetRepository& datasets,
                           const std::function<absl::Status(std::string_view)>& sink);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_EXPORT_DATASET_H_
