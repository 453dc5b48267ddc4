#ifndef ASSAY_ENGINE_BASE_STATUS_H_
#define ASSAY_ENGINE_BASE_STATUS_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

// The variables of an error message by name ("row" -> "17"), so that programs need not parse text.
using ErrorMetadata = std::map<std::string, std::string>;

// Creates an error that may leave the process.
//
// `reason` is UPPER_SNAKE_CASE, at most 63 characters, and listed in proto/ERRORS.md (a test
// compares the list with the code).  `message` is for people: it says what was found and what was
// expected.  Every variable part of the message also stands in `metadata`.  A metadata key "field"
// names the offending request field or command-line option.
//
// The reason and the metadata travel as payloads of the status; annotator/rpc turns them into
// google.rpc.ErrorInfo and google.rpc.BadRequest.
absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       ErrorMetadata metadata = {});

// The reason given to MakeError, or "" where the status did not come from there.
std::string ErrorReason(const absl::Status& status);

// The metadata given to MakeError.
ErrorMetadata GetErrorMetadata(const absl::Status& status);

// The same error with more metadata; keys already present keep their value.
absl::Status WithMetadata(const absl::Status& status, const ErrorMetadata& more);

}  // namespace assay

#define ASSAY_STATUS_CONCAT_INNER(a, b) a##b
#define ASSAY_STATUS_CONCAT(a, b) ASSAY_STATUS_CONCAT_INNER(a, b)

// Returns from the enclosing function when `expression` is an error.
#define ASSAY_RETURN_IF_ERROR(expression)                               \
  do {                                                                  \
    if (absl::Status assay_status = (expression); !assay_status.ok()) { \
      return assay_status;                                              \
    }                                                                   \
  } while (false)

// ASSAY_ASSIGN_OR_RETURN(auto value, FunctionThatReturnsStatusOr());
#define ASSAY_ASSIGN_OR_RETURN(declaration, expression)                                     \
  ASSAY_ASSIGN_OR_RETURN_INNER(ASSAY_STATUS_CONCAT(assay_statusor_, __LINE__), declaration, \
                               expression)
#define ASSAY_ASSIGN_OR_RETURN_INNER(statusor, declaration, expression) \
  auto statusor = (expression);                                         \
  if (!statusor.ok()) {                                                 \
    return statusor.status();                                           \
  }                                                                     \
  declaration = *std::move(statusor)

#endif  // ASSAY_ENGINE_BASE_STATUS_H_
