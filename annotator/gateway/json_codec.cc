#include "annotator/gateway/json_codec.h"

#include <algorithm>
#include <memory>

#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver.h"
#include "google/protobuf/util/type_resolver_util.h"

namespace assay::gateway {
namespace {

namespace pb = google::protobuf;

constexpr char kUrlPrefix[] = "type.googleapis.com";
// Deeper than any message of the contract.
constexpr int kMaxDepth = 32;
constexpr size_t kMaxDetailBytes = 300;

pb::util::TypeResolver& Resolver() {
  static pb::util::TypeResolver* const resolver =
      pb::util::NewTypeResolverForDescriptorPool(kUrlPrefix, pb::DescriptorPool::generated_pool());
  return *resolver;
}

std::string UrlOf(const pb::Descriptor& type) {
  return std::string(kUrlPrefix) + "/" + type.full_name();
}

absl::Status BadJson(std::string detail) {
  size_t size = std::min(detail.size(), kMaxDetailBytes);
  while (size > 0 && size < detail.size() &&
         (static_cast<unsigned char>(detail[size]) & 0xC0) == 0x80) {
    --size;
  }
  detail.resize(size);
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_JSON",
                   "the request is not the JSON of such a message: " + detail,
                   {{"detail", detail}});
}

// The deepest nesting of arrays and objects, strings left out.
int DepthOf(std::string_view json) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    if (in_string) {
      i += json[i] == '\\' ? 1 : 0;
      in_string = i < json.size() && json[i] != '"';
    } else if (json[i] == '"') {
      in_string = true;
    } else if (json[i] == '{' || json[i] == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (json[i] == '}' || json[i] == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

bool IsTooDeep(std::string_view json) { return DepthOf(json) > kMaxDepth; }

absl::StatusOr<std::string> JsonToBytes(const pb::Descriptor& type, std::string_view json) {
  if (json.empty()) {
    return std::string();
  }
  if (!IsUtf8(json)) {
    return BadJson("it is not UTF-8");
  }
  if (IsTooDeep(json)) {
    return BadJson("it is nested deeper than " + std::to_string(kMaxDepth) + " levels");
  }
  std::string bytes;
  const auto status =
      pb::util::JsonToBinaryString(&Resolver(), UrlOf(type), {json.data(), json.size()}, &bytes);
  if (!status.ok()) {
    return BadJson(std::string(status.message()));
  }
  return bytes;
}

absl::StatusOr<std::string> BytesToJson(const pb::Descriptor& type, const std::string& bytes) {
  pb::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = pb::util::BinaryToJsonString(&Resolver(), UrlOf(type), bytes, &json, options);
  if (!status.ok()) {
    return MakeError(absl::StatusCode::kInternal, "BAD_MESSAGE",
                     "the service's answer cannot be written as JSON");
  }
  return json;
}

}  // namespace assay::gateway
