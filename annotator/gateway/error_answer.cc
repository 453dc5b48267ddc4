#include "annotator/gateway/error_answer.h"

#include <array>
#include <utility>

#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::gateway {
namespace {

struct ConnectCode {
  const char* name;
  int http_status;
};

// By the number of the code.
constexpr std::array<ConnectCode, 17> kCodes{{
    {"ok", 200},
    {"canceled", 499},
    {"unknown", 500},
    {"invalid_argument", 400},
    {"deadline_exceeded", 504},
    {"not_found", 404},
    {"already_exists", 409},
    {"permission_denied", 403},
    {"resource_exhausted", 429},
    {"failed_precondition", 400},
    {"aborted", 409},
    {"out_of_range", 400},
    {"unimplemented", 501},
    {"internal", 500},
    {"unavailable", 503},
    {"data_loss", 500},
    {"unauthenticated", 401},
}};

const ConnectCode& CodeOf(const absl::Status& status) {
  const auto number = static_cast<size_t>(status.code());
  return number < kCodes.size() ? kCodes[number] : kCodes[2];
}

}  // namespace

std::string ErrorJson(const absl::Status& status) {
  auto metadata = nlohmann::ordered_json::object();
  for (const auto& [key, value] : GetErrorMetadata(status)) {
    metadata[key] = value;
  }
  const nlohmann::ordered_json error{
      {"code", CodeOf(status).name},
      {"message", std::string(status.message())},
      {"reason", ErrorReason(status)},
      {"metadata", metadata},
  };
  return error.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

http::Response ErrorAnswer(const absl::Status& status) {
  http::Response response = JsonAnswer(ErrorJson(status));
  response.status = CodeOf(status).http_status;
  return response;
}

http::Response JsonAnswer(std::string json) {
  http::Response response;
  response.content_type = "application/json";
  response.body = std::move(json);
  return response;
}

}  // namespace assay::gateway
