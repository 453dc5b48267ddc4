#ifndef ASSAY_ANNOTATOR_AUDITING_VERDICT_ORIGIN_H_
#define ASSAY_ANNOTATOR_AUDITING_VERDICT_ORIGIN_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "assay/storage/v1/records.pb.h"
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

// Whether two verdicts say the same of a label, whoever says it.
bool SameVerdict(const v1::VerifiedLabel& a, const v1::VerifiedLabel& b);

// Completes the record of a verdict that has just come, whose label is as sent and whose
// receive_time_us is set: the reviewer is `reviewer` where none is named, the time as
// FillVerifyTime, and `before`, what was said of the item so far (null: nothing), is superseded by
// it.  Returns false where it is `before` said again: the same verdict of the same reviewer, at the
// same time where one was sent.
bool SetOrigin(const std::string& reviewer, const storage::v1::VerifiedRecord* before,
               storage::v1::VerifiedRecord& record);

// Sets verify_time to `received_us` (microseconds since 1970) where it is absent, before 1970 or
// later than that.
void FillVerifyTime(int64_t received_us, v1::VerifiedLabel& verdict);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_VERDICT_ORIGIN_H_
