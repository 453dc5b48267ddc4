#ifndef ASSAY_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define ASSAY_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {

inline const absl::Status& ToStatus(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& ToStatus(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

// EXPECT_THAT(f(), IsOk());
MATCHER(IsOk, "is OK") {
  *result_listener << ToStatus(arg).ToString();
  return ToStatus(arg).ok();
}

// EXPECT_THAT(f(), HasReason("TOO_FEW_RATINGS"));
MATCHER_P(HasReason, reason, "has the reason " + std::string(reason)) {
  *result_listener << ToStatus(arg).ToString();
  return !ToStatus(arg).ok() && ErrorReason(ToStatus(arg)) == reason;
}

// EXPECT_THAT(f(), HasMetadata("row", "17"));
MATCHER_P2(HasMetadata, key, value,
           "has metadata " + std::string(key) + " = " + std::string(value)) {
  const ErrorMetadata metadata = GetErrorMetadata(ToStatus(arg));
  const auto found = metadata.find(key);
  *result_listener << ToStatus(arg).ToString();
  return found != metadata.end() && found->second == value;
}

}  // namespace assay

#endif  // ASSAY_TESTS_SUPPORT_STATUS_MATCHERS_H_
