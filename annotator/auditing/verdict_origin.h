#ifndef ASSAY_ANNOTATOR_AUDITING_VERDICT_ORIGIN_H_
#define ASSAY_ANNOTATOR_AUDITING_VERDICT_ORIGIN_H_

#include <cstdint>

#include "absl/status/status.h"
#include "assay/v1/audits.pb.h"
#include "engine/store/annotator_repository.h"

namespace assay {

// Whether the verdicts of a request say well who decided and how long it took.  Reads each reviewer
// once.
//
// Errors:
//   INVALID_ARGUMENT BAD_RESOURCE_NAME    a reviewer is not "annotators/{annotator}".
//   NOT_FOUND        ANNOTATOR_NOT_FOUND  a reviewer is nobody.
//   INVALID_ARGUMENT BAD_DURATION         an active_time is outside 0 to 30 days.
absl::Status CheckOrigins(const v1::VerifyAuditRequest& request,
                          const AnnotatorRepository& annotators);

// Sets verify_time to `received_us` (microseconds since 1970) where it is absent, before 1970 or
// later than that.
void FillVerifyTime(int64_t received_us, v1::VerifiedLabel& verdict);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_VERDICT_ORIGIN_H_
