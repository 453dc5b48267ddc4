#include "annotator/operation/status_proto.h"

#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "google/rpc/error_details.pb.h"

namespace assay {
namespace {

// An error goes over the wire in trailing metadata, of which gRPC takes 8 KiB, base64 included.
constexpr size_t kMaxMessageBytes = 1000;
constexpr size_t kMaxMetadataBytes = 200;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The code point that `text` begins with; one byte where it does not begin with one.
std::string_view FirstCodePoint(std::string_view text) {
  for (size_t size = 1; size <= 4 && size <= text.size(); ++size) {
    if (IsUtf8(text.substr(0, size))) {
      return text.substr(0, size);
    }
  }
  return text.substr(0, 1);
}

// Cut between code points, and readable for proto3, which refuses a whole message for one string
// that is not UTF-8.
std::string WireText(std::string_view text, size_t max_bytes) {
  const bool cut = text.size() > max_bytes;
  if (cut) {
    size_t end = max_bytes;
    while (end + 3 > max_bytes && end > 0 && IsContinuation(text[end])) {
      --end;
    }
    text = text.substr(0, end);
  }
  std::string out;
  while (!text.empty()) {
    const std::string_view next = FirstCodePoint(text);
    out += IsUtf8(next) ? next : kReplacement;
    text.remove_prefix(next.size());
  }
  return cut ? out + "..." : out;
}

}  // namespace

google::rpc::Status StatusToProto(const absl::Status& status) {
  google::rpc::Status proto;
  proto.set_code(static_cast<int>(status.code()));
  proto.set_message(WireText({status.message().data(), status.message().size()}, kMaxMessageBytes));
  const std::string reason = ErrorReason(status);
  if (reason.empty()) {
    return proto;
  }
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(std::string(kErrorDomain));
  const ErrorMetadata metadata = GetErrorMetadata(status);
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[key] = WireText(value, kMaxMetadataBytes);
  }
  proto.add_details()->PackFrom(info);
  if (const auto field = metadata.find("field"); field != metadata.end()) {
    google::rpc::BadRequest bad_request;
    auto* violation = bad_request.add_field_violations();
    violation->set_field(WireText(field->second, kMaxMetadataBytes));
    violation->set_description(proto.message());
    proto.add_details()->PackFrom(bad_request);
  }
  return proto;
}

}  // namespace assay
