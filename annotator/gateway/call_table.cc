#include "annotator/gateway/call_table.h"

#include "engine/base/status.h"

namespace assay::gateway {
namespace {

namespace pb = google::protobuf;

constexpr std::string_view kPackage = "assay.v1.";

}  // namespace

absl::StatusOr<const Method*> FindCall(const std::string& service, const std::string& method) {
  const pb::ServiceDescriptor* const found =
      service.rfind(kPackage, 0) == 0
          ? pb::DescriptorPool::generated_pool()->FindServiceByName(service)
          : nullptr;
  const Method* const call = found == nullptr ? nullptr : found->FindMethodByName(method);
  if (call == nullptr) {
    const std::string name = service + "/" + method;
    return MakeError(absl::StatusCode::kNotFound, "NO_SUCH_CALL",
                     "the service has no call '" + name + "'", {{"call", name}});
  }
  return call;
}

absl::StatusOr<const Method*> FindCall(const std::string& call) {
  const size_t slash = call.find('/');
  return slash == std::string::npos ? FindCall(call, "")
                                    : FindCall(call.substr(0, slash), call.substr(slash + 1));
}

std::string PathOf(const Method& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

const pb::FieldDescriptor* FindChunkField(const pb::Descriptor& type) {
  const pb::FieldDescriptor* const field = type.FindFieldByName("chunk");
  return field != nullptr && field->type() == pb::FieldDescriptor::TYPE_BYTES &&
                 !field->is_repeated()
             ? field
             : nullptr;
}

}  // namespace assay::gateway
