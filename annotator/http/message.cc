#include "annotator/http/message.h"

#include <algorithm>
#include <cctype>

#include "nlohmann/json.hpp"

namespace assay::http {
namespace {

// How the Connect protocol reads an HTTP status, and what of ours it has no word for.
const char* CodeOf(int status) {
  switch (status) {
    case 400:
    case 413:
    case 415:
    case 431:
      return "invalid_argument";
    case 401:
      return "unauthenticated";
    case 403:
      return "permission_denied";
    case 404:
      return "not_found";
    case 405:
      return "unimplemented";
    case 408:
      return "deadline_exceeded";
    case 421:
      return "permission_denied";
    case 429:
      return "resource_exhausted";
    case 503:
      return "unavailable";
    default:
      return "internal";
  }
}

}  // namespace

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

std::string_view Request::Header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& header) { return SameName(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

size_t Request::CountHeaders(std::string_view name) const {
  return static_cast<size_t>(std::count_if(headers.begin(), headers.end(), [&](const auto& header) {
    return SameName(header.first, name);
  }));
}

std::string_view Request::Query() const {
  const size_t question = target.find('?');
  return question == std::string::npos ? std::string_view()
                                       : std::string_view(target).substr(question + 1);
}

Response TextResponse(int status, std::string_view text) {
  Response response;
  response.status = status;
  response.body = std::string(text) + "\n";
  return response;
}

Response ErrorResponse(int status, std::string_view reason, std::string_view message) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = nlohmann::ordered_json{{"code", CodeOf(status)},
                                         {"message", message},
                                         {"reason", reason},
                                         {"metadata", nlohmann::ordered_json::object()}}
                      .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return response;
}

}  // namespace assay::http
