#ifndef ASSAY_ANNOTATOR_RPC_GRPC_STATUS_H_
#define ASSAY_ANNOTATOR_RPC_GRPC_STATUS_H_

#include <chrono>
#include <functional>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace assay::rpc {

// A status with its reason and metadata as google.rpc.Status details, and back.  The two codes
// are the same numbers.
grpc::Status ToGrpcStatus(const absl::Status& status);
absl::Status FromGrpcStatus(const grpc::Status& status);

// Runs `body` and turns an exception that escapes it (std::bad_alloc, a library's) into a status:
// the boundary of every handler thread.
absl::Status RunGuarded(const std::function<absl::Status()>& body);

// The answer when an executor refuses a job: the client should wait and try again.
absl::Status ServerBusyError();

// The answer to a client that has neither sent nor taken anything for too long.
absl::Status StreamSilentError(std::chrono::milliseconds patience);

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_GRPC_STATUS_H_
