#ifndef ASSAY_CLIENT_ERROR_H_
#define ASSAY_CLIENT_ERROR_H_

#include <map>
#include <string>

#include "absl/status/status.h"

namespace assay::client {

// Why a call failed, for programs: a reason of proto/ERRORS.md such as "LEASE_EXPIRED"; empty where
// the error did not come from the service or this library.
std::string ErrorReason(const absl::Status& status);

// The variables of the message by name, for example {"row", "17"}.
std::map<std::string, std::string> ErrorMetadata(const absl::Status& status);

}  // namespace assay::client

#endif  // ASSAY_CLIENT_ERROR_H_
