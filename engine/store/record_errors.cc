#include "engine/store/record_errors.h"

#include "engine/base/status.h"

namespace assay {

absl::Status DatasetNotFoundError(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "DATASET_NOT_FOUND",
                   "there is no data set '" + name + "'; `assay dataset list` shows all",
                   {{"name", name}});
}

absl::Status MatrixNotFoundError(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "MATRIX_NOT_FOUND",
                   "there is no matrix '" + name + "'", {{"name", name}});
}

absl::Status AuditNotFoundError(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "AUDIT_NOT_FOUND",
                   "there is no audit '" + name + "'", {{"name", name}});
}

absl::Status OperationNotFoundError(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "OPERATION_NOT_FOUND",
                   "there is no operation '" + name + "'", {{"name", name}});
}

absl::Status CampaignNotFoundError(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "CAMPAIGN_NOT_FOUND",
                   "there is no campaign '" + name + "'; `assay campaign list` shows all",
                   {{"name", name}});
}

absl::Status AnnotatorNotFoundError(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "ANNOTATOR_NOT_FOUND",
                   "there is no annotator '" + name + "'; `assay annotator list` shows all",
                   {{"name", name}});
}

absl::Status ApiKeyNotFoundError(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "KEY_NOT_FOUND",
                   "there is no key '" + name + "'; `assay key list` shows all", {{"name", name}});
}

absl::Status DatasetInUseError(const std::string& name, const std::string& campaign) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "DATASET_IN_USE",
                   "the campaign '" + campaign + "' is over the data set '" + name +
                       "'; delete the campaign first",
                   {{"name", name}, {"campaign", campaign}});
}

absl::Status OperationAlreadyDoneError(const std::string& name) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "OPERATION_ALREADY_DONE",
                   "the operation '" + name + "' is over and cannot change", {{"name", name}});
}

}  // namespace assay
