#ifndef ASSAY_ENGINE_STORE_RECORD_ERRORS_H_
#define ASSAY_ENGINE_STORE_RECORD_ERRORS_H_

#include <string>

#include "absl/status/status.h"

namespace assay {

// NOT_FOUND DATASET_NOT_FOUND, MATRIX_NOT_FOUND, AUDIT_NOT_FOUND and OPERATION_NOT_FOUND, with the
// metadata name.
absl::Status DatasetNotFoundError(const std::string& name);
absl::Status MatrixNotFoundError(const std::string& name);
absl::Status AuditNotFoundError(const std::string& name);
absl::Status OperationNotFoundError(const std::string& name);
// FAILED_PRECONDITION OPERATION_ALREADY_DONE: what is over does not change.
absl::Status OperationAlreadyDoneError(const std::string& name);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_RECORD_ERRORS_H_
