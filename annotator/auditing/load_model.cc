#include "annotator/auditing/load_model.h"

#include "engine/base/status.h"
#include "engine/store/codec.h"

namespace assay {

absl::Status NoModelError(const std::string& audit) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "AUDIT_WITHOUT_MODEL",
                   "the audit '" + audit +
                       "' kept no model that could score other data: it was made of given "
                       "probabilities or vectors, against another audit, or its model is too large",
                   {{"name", audit}});
}

absl::StatusOr<StoredModel> LoadModel(const AuditRepository& audits, const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const auto record, audits.Get(name));
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, audits.ReadModel(record.audit_number()));
  if (bytes.empty()) {
    return NoModelError(name);
  }
  storage::v1::ModelRecord model;
  ASSAY_RETURN_IF_ERROR(DecodeMessage(KeyKind::kModelBlock, bytes, model));
  return UnpackModel(model);
}

}  // namespace assay
