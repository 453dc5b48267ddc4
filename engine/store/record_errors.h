#ifndef ASSAY_ENGINE_STORE_RECORD_ERRORS_H_
#define ASSAY_ENGINE_STORE_RECORD_ERRORS_H_

#include <string>

#include "absl/status/status.h"

namespace assay {

// NOT_FOUND DATASET_NOT_FOUND, MATRIX_NOT_FOUND and so on, with the metadata name.
absl::Status DatasetNotFoundError(const std::string& name);
absl::Status MatrixNotFoundError(const std::string& name);
absl::Status AuditNotFoundError(const std::string& name);
absl::Status OperationNotFoundError(const std::string& name);
absl::Status CampaignNotFoundError(const std::string& name);
absl::Status AnnotatorNotFoundError(const std::string& name);
// KEY_NOT_FOUND: a key of the service, "keys/{key}".
absl::Status ApiKeyNotFoundError(const std::string& name);
// FAILED_PRECONDITION OPERATION_ALREADY_DONE: what is over does not change.
absl::Status OperationAlreadyDoneError(const std::string& name);
// FAILED_PRECONDITION DATASET_IN_USE, with the metadata name and campaign.
absl::Status DatasetInUseError(const std::string& name, const std::string& campaign);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_RECORD_ERRORS_H_
