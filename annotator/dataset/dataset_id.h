#ifndef ASSAY_ANNOTATOR_DATASET_DATASET_ID_H_
#define ASSAY_ANNOTATOR_DATASET_DATASET_ID_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace assay {

// An id is 1-63 characters of a-z, 0-9, '-', '_' and '.', and does not begin with '.'.
// INVALID_ARGUMENT BAD_DATASET_ID for anything else.
absl::Status CheckDatasetId(std::string_view id);

// A valid id made from a file name: its stem in lower case, other characters replaced by '-', at
// most 50 characters; "dataset" where nothing is left.
std::string DatasetIdFromFileName(std::string_view file_name);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_DATASET_ID_H_
