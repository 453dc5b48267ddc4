#ifndef ASSAY_ANNOTATOR_DATASET_IMPORT_MATRIX_H_
#define ASSAY_ANNOTATOR_DATASET_IMPORT_MATRIX_H_

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "assay/v1/datasets.pb.h"
#include "engine/base/clock.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/matrix_repository.h"

namespace assay {

// Reads a matrix from `source`, an npy file, and stores it with its data set, whole or not at all.
// One pass, in a few MiB.  A data set that has an equal matrix (kind, classes, numbers) keeps the
// one it has.
//
// Errors: as documented at assay.v1.DatasetService.ImportMatrix; those of `source`.
absl::StatusOr<v1::ImportMatrixResponse> ImportMatrix(const v1::MatrixSpec& spec,
                                                      exchange::ByteSource& source,
                                                      const DatasetRepository& datasets,
                                                      MatrixRepository& matrices,
                                                      const Clock& clock);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_IMPORT_MATRIX_H_
