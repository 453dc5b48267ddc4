#ifndef ASSAY_ANNOTATOR_CAMPAIGN_ANNOTATOR_CATALOG_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_ANNOTATOR_CATALOG_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/annotators.pb.h"
#include "engine/base/clock.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/audit_repository.h"
#include "engine/store/request_repository.h"
#include "engine/store/store.h"

namespace assay {

// An id is 1-63 characters of a-z, A-Z, 0-9, '-', '_' and '.', and does not begin with '.'.
// INVALID_ARGUMENT BAD_ANNOTATOR_ID for anything else.
absl::Status CheckAnnotatorId(std::string_view id);

// INVALID_ARGUMENT BAD_ANNOTATOR: a field is out of range (metadata field, found, expected).
absl::Status CheckAnnotator(const v1::Annotator& annotator);

// How annotators are added and changed.  Thread-safe; what it is given must outlive it.  Errors as
// in proto/assay/v1/annotators.proto.
class AnnotatorCatalog {
 public:
  AnnotatorCatalog(Store& store, const Clock& clock)
      : clock_(clock), annotators_(store), audits_(store), requests_(store) {}

  // Repeatable.
  absl::StatusOr<v1::Annotator> Create(const v1::CreateAnnotatorRequest& request);
  // Repeatable.
  absl::StatusOr<v1::Annotator> Update(const v1::UpdateAnnotatorRequest& request);

 private:
  absl::StatusOr<v1::Annotator> CreateOnce(const v1::CreateAnnotatorRequest& request);
  absl::StatusOr<v1::Annotator> UpdateOnce(const v1::UpdateAnnotatorRequest& request);

  const Clock& clock_;
  AnnotatorRepository annotators_;
  const AuditRepository audits_;
  RequestRepository requests_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_ANNOTATOR_CATALOG_H_
