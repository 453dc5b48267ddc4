#include "annotator/rpc/grpc_status.h"

#include <new>
#include <stdexcept>
#include <string>

#include "tests/support/status_matchers.h"

namespace assay::rpc {
namespace {

TEST(GrpcStatusTest, EveryCodeComesBackWithItsReasonAndMetadata) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status error = MakeError(static_cast<absl::StatusCode>(code), "SOME_REASON",
                                         "what happened", {{"field", "name"}, {"found", "x"}});
    const grpc::Status wire = ToGrpcStatus(error);
    EXPECT_EQ(static_cast<int>(wire.error_code()), code);
    EXPECT_EQ(wire.error_message(), "what happened");
    EXPECT_EQ(FromGrpcStatus(wire), error);
  }
}

TEST(GrpcStatusTest, OkStaysOk) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_THAT(FromGrpcStatus(grpc::Status::OK), IsOk());
}

TEST(GrpcStatusTest, AStatusOfGrpcItselfKeepsCodeAndMessage) {
  const absl::Status status =
      FromGrpcStatus(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused"));
  EXPECT_EQ(status, absl::UnavailableError("connection refused"));
  EXPECT_EQ(ErrorReason(status), "");
}

TEST(GrpcStatusTest, DetailsThatAreRubbishOrContradictTheCodeAreNotBelieved) {
  const absl::Status rubbish =
      FromGrpcStatus(grpc::Status(grpc::StatusCode::NOT_FOUND, "gone", "\xFF\xFF\xFF"));
  EXPECT_EQ(rubbish, absl::NotFoundError("gone"));
  const grpc::Status aborted = ToGrpcStatus(MakeError(absl::StatusCode::kAborted, "A", "a"));
  const absl::Status other =
      FromGrpcStatus(grpc::Status(grpc::StatusCode::NOT_FOUND, "gone", aborted.error_details()));
  EXPECT_EQ(other, absl::NotFoundError("gone"));
}

TEST(RunGuardedTest, ReturnsWhatTheBodyReturns) {
  EXPECT_THAT(RunGuarded([] { return absl::OkStatus(); }), IsOk());
  EXPECT_EQ(RunGuarded([] { return absl::AbortedError("x"); }), absl::AbortedError("x"));
}

TEST(RunGuardedTest, TurnsExceptionsIntoErrors) {
  EXPECT_THAT(RunGuarded([]() -> absl::Status { throw std::bad_alloc(); }),
              HasReason("OUT_OF_MEMORY"));
  const absl::Status status =
      RunGuarded([]() -> absl::Status { throw std::runtime_error("boom"); });
  EXPECT_THAT(status, HasReason("INTERNAL_ERROR"));
  EXPECT_EQ(status.message(), "boom");
}

TEST(ServerBusyErrorTest, AsksToTryAgain) {
  EXPECT_EQ(ServerBusyError().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(ServerBusyError(), HasReason("SERVER_BUSY"));
}

}  // namespace
}  // namespace assay::rpc
