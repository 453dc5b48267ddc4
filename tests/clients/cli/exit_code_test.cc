#include <map>

#include "clients/cli/session.h"
#include "tests/support/status_matchers.h"

namespace assay::cli {
namespace {

using absl::StatusCode;

// 0 done, 1 the command failed, 2 the input or the arguments are wrong: what the README promises.
TEST(ExitCodeTest, EveryCodeHasItsPlace) {
  const std::map<StatusCode, int> expected = {
      {StatusCode::kOk, 0},
      {StatusCode::kCancelled, 1},
      {StatusCode::kUnknown, 1},
      {StatusCode::kInvalidArgument, 2},
      {StatusCode::kDeadlineExceeded, 1},
      {StatusCode::kNotFound, 2},
      {StatusCode::kAlreadyExists, 2},
      {StatusCode::kPermissionDenied, 2},
      {StatusCode::kResourceExhausted, 1},
      {StatusCode::kFailedPrecondition, 2},
      {StatusCode::kAborted, 1},
      {StatusCode::kOutOfRange, 2},
      {StatusCode::kUnimplemented, 1},
      {StatusCode::kInternal, 1},
      {StatusCode::kUnavailable, 1},
      {StatusCode::kDataLoss, 1},
      {StatusCode::kUnauthenticated, 1},
  };
  for (const auto& [code, exit_code] : expected) {
    EXPECT_EQ(ExitCode(absl::Status(code, "message")), exit_code) << StatusCodeToString(code);
  }
}

TEST(ExitCodeTest, ADataDirectoryAtFaultIsNotTheProgramsFault) {
  EXPECT_EQ(ExitCode(MakeError(StatusCode::kResourceExhausted, "DISK_FULL", "message")), 2);
  EXPECT_EQ(ExitCode(MakeError(StatusCode::kDataLoss, "DATA_DIR_DAMAGED", "message")), 2);
  EXPECT_EQ(ExitCode(MakeError(StatusCode::kResourceExhausted, "SERVER_BUSY", "message")), 1);
}

}  // namespace
}  // namespace assay::cli
