#include "engine/base/status.h"

#include "absl/strings/cord.h"

namespace assay {
namespace {

constexpr std::string_view kReasonUrl = "assay.dev/reason";
constexpr std::string_view kMetadataUrlPrefix = "assay.dev/metadata/";

absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       ErrorMetadata metadata) {
  absl::Status status(code, ToAbsl(message));
  status.SetPayload(ToAbsl(kReasonUrl), absl::Cord(ToAbsl(reason)));
  return WithMetadata(status, metadata);
}

std::string ErrorReason(const absl::Status& status) {
  const auto payload = status.GetPayload(ToAbsl(kReasonUrl));
  return payload.has_value() ? std::string(*payload) : std::string();
}

ErrorMetadata GetErrorMetadata(const absl::Status& status) {
  ErrorMetadata metadata;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    const std::string_view name(url.data(), url.size());
    if (name.starts_with(kMetadataUrlPrefix)) {
      metadata.emplace(name.substr(kMetadataUrlPrefix.size()), std::string(value));
    }
  });
  return metadata;
}

absl::Status WithMetadata(const absl::Status& status, const ErrorMetadata& more) {
  absl::Status result = status;
  for (const auto& [key, value] : more) {
    const std::string url = std::string(kMetadataUrlPrefix) + key;
    if (!result.GetPayload(url).has_value()) {
      result.SetPayload(url, absl::Cord(value));
    }
  }
  return result;
}

}  // namespace assay
