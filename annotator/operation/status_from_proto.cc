#include "annotator/operation/status_proto.h"
#include "engine/base/status.h"
#include "google/rpc/error_details.pb.h"

namespace assay {

absl::Status StatusFromProto(const google::rpc::Status& proto) {
  const auto code = static_cast<absl::StatusCode>(proto.code());
  for (const auto& detail : proto.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) {
      return MakeError(code, info.reason(), proto.message(),
                       {info.metadata().begin(), info.metadata().end()});
    }
  }
  return absl::Status(code, proto.message());
}

}  // namespace assay
