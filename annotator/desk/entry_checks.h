#ifndef ASSAY_ANNOTATOR_DESK_ENTRY_CHECKS_H_
#define ASSAY_ANNOTATOR_DESK_ENTRY_CHECKS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/schema/label_schema.h"
#include "assay/v1/campaigns.pb.h"
#include "assay/v1/work.pb.h"

namespace assay {

// What annotators send, checked; where nothing else is said errors are INVALID_ARGUMENT with the
// metadata field, found and expected.

// BAD_REQUEST_ID: longer than 64 bytes.
absl::Status CheckRequestId(const std::string& request_id);

// BAD_REASON: empty, or longer than 1024 bytes.
absl::Status CheckReason(const std::string& reason);

struct AnswerTimes {
  int64_t wall_us = 0;
  int64_t active_us = 0;  // at most wall_us, where that is given
};
// BAD_DURATION: negative, malformed, or longer than 30 days.
absl::StatusOr<AnswerTimes> ReadTimes(const v1::SubmitLabelRequest& request);

// FAILED_PRECONDITION CURRENCY_MISMATCH: somebody who is paid in one currency would be paid from
// the budget of another; metadata annotator, found, expected.  Where one of the two is empty
// nothing is known of it.
absl::Status CheckSameCurrency(const std::string& annotator, const std::string& found,
                               const v1::Campaign& campaign);

// Of one label.
inline constexpr int64_t kMaxTokens = 1'000'000'000;
// BAD_LABEL_VALUE: below 0 or above kMaxTokens.
absl::Status CheckTokens(const char* field, int64_t count);

// BAD_LABEL_VALUE: the value does not fit the schema, the confidence is not in [0, 1], there are
// too many tokens, the comment is too long, or the guidelines never had this version.
absl::Status CheckAnswer(const LabelSchema& schema, const v1::Campaign& campaign,
                         const v1::SubmitLabelRequest& request);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_ENTRY_CHECKS_H_
