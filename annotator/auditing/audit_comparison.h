#ifndef ASSAY_ANNOTATOR_AUDITING_AUDIT_COMPARISON_H_
#define ASSAY_ANNOTATOR_AUDITING_AUDIT_COMPARISON_H_

#include <functional>

#include "absl/status/status.h"
#include "assay/v1/audits.pb.h"
#include "engine/store/audit_repository.h"

namespace assay {

// Takes the next message of a comparison.  An error ends it.
using ComparisonSink = std::function<absl::Status(const v1::CompareAuditsResponse&)>;

// As documented at assay.v1.AuditService.CompareAudits.  Thread-safe.
//
// Memory: id, label and rank of each item of the earlier audit, and the changes.  Reads all
// findings of both audits once.
absl::Status CompareAudits(const AuditRepository& audits, const v1::CompareAuditsRequest& request,
                           const ComparisonSink& sink);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_AUDIT_COMPARISON_H_
