#include "annotator/operation/status_proto.h"

#include <string>

#include "engine/base/status.h"
#include "google/rpc/error_details.pb.h"

namespace assay {

google::rpc::Status StatusToProto(const absl::Status& status) {
  google::rpc::Status proto;
  proto.set_code(static_cast<int>(status.code()));
  proto.set_message(std::string(status.message()));
  const std::string reason = ErrorReason(status);
  if (reason.empty()) {
    return proto;
  }
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(std::string(kErrorDomain));
  const ErrorMetadata metadata = GetErrorMetadata(status);
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[key] = value;
  }
  proto.add_details()->PackFrom(info);
  if (const auto field = metadata.find("field"); field != metadata.end()) {
    google::rpc::BadRequest bad_request;
    auto* violation = bad_request.add_field_violations();
    violation->set_field(field->second);
    violation->set_description(proto.message());
    proto.add_details()->PackFrom(bad_request);
  }
  return proto;
}

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
