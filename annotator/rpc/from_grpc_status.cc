#include "annotator/operation/status_proto.h"
#include "annotator/rpc/grpc_status.h"

namespace assay::rpc {

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) {
    return absl::OkStatus();
  }
  google::rpc::Status proto;
  if (!proto.ParseFromString(status.error_details()) ||
      proto.code() != static_cast<int>(status.error_code())) {
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  }
  return StatusFromProto(proto);
}

}  // namespace assay::rpc
