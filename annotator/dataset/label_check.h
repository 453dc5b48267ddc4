#ifndef ASSAY_ANNOTATOR_DATASET_LABEL_CHECK_H_
#define ASSAY_ANNOTATOR_DATASET_LABEL_CHECK_H_

#include <cstdint>

#include "absl/status/status.h"
#include "assay/v1/datasets.pb.h"

namespace assay {

// Whether the data set came with labels; each of its items then has one.
bool HasLabels(const v1::Dataset& dataset);

// Entries of its label log, also of data sets of versions that did not note it.
uint64_t LogLabelCount(const v1::Dataset& dataset);

// For work that needs given labels.
//   FAILED_PRECONDITION NO_LABELS  the data set was imported without (metadata name).
absl::Status CheckHasLabels(const v1::Dataset& dataset);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_LABEL_CHECK_H_
