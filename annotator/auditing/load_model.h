#ifndef ASSAY_ANNOTATOR_AUDITING_LOAD_MODEL_H_
#define ASSAY_ANNOTATOR_AUDITING_LOAD_MODEL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/auditing/model_record.h"
#include "engine/store/audit_repository.h"

namespace assay {

// The models that the audit "audits/{audit}" has kept.
//
// Errors: as AuditRepository (AUDIT_NOT_FOUND) and UnpackModel; AUDIT_WITHOUT_MODEL.
absl::StatusOr<StoredModel> LoadModel(const AuditRepository& audits, const std::string& name);

// FAILED_PRECONDITION AUDIT_WITHOUT_MODEL (metadata name).
absl::Status NoModelError(const std::string& audit);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_LOAD_MODEL_H_
