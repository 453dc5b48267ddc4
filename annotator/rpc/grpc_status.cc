#include "annotator/rpc/grpc_status.h"

#include <exception>
#include <new>
#include <string>

#include "annotator/operation/status_proto.h"
#include "engine/base/status.h"

namespace assay::rpc {

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) {
    return grpc::Status::OK;
  }
  const google::rpc::Status proto = StatusToProto(status);
  return {static_cast<grpc::StatusCode>(proto.code()), proto.message(), proto.SerializeAsString()};
}

absl::Status RunGuarded(const std::function<absl::Status()>& body) {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return MakeError(absl::StatusCode::kResourceExhausted, "OUT_OF_MEMORY",
                     "the request needs more memory than the machine has");
  } catch (const std::exception& error) {
    return MakeError(absl::StatusCode::kInternal, "INTERNAL_ERROR", error.what());
  }
}

absl::Status ServerBusyError() {
  return MakeError(absl::StatusCode::kResourceExhausted, "SERVER_BUSY",
                   "the server has too many requests in hand; try again in a moment");
}

absl::Status StreamSilentError(std::chrono::milliseconds patience) {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "STREAM_SILENT",
                   "the client has neither sent nor taken anything for " +
                       std::to_string(patience.count()) + " ms");
}

}  // namespace assay::rpc
