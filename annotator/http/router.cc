#include "annotator/http/router.h"

#include <cctype>
#include <exception>
#include <optional>
#include <set>
#include <utility>

namespace assay::http {
namespace {

int HexValue(char digit) {
  const auto byte = static_cast<unsigned char>(digit);
  if (std::isxdigit(byte) == 0) {
    return -1;
  }
  return std::isdigit(byte) != 0 ? byte - '0' : std::tolower(byte) - 'a' + 10;
}

// One segment without its escapes; nothing where it is not one that may be served.
std::optional<std::string> DecodeSegment(std::string_view encoded) {
  std::string decoded;
  for (size_t i = 0; i < encoded.size(); ++i) {
    char byte = encoded[i];
    if (byte == '%') {
      if (encoded.size() - i < 3 || HexValue(encoded[i + 1]) < 0 || HexValue(encoded[i + 2]) < 0) {
        return std::nullopt;
      }
      byte = static_cast<char>(HexValue(encoded[i + 1]) * 16 + HexValue(encoded[i + 2]));
      i += 2;
    }
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) {
      return std::nullopt;
    }
    decoded += byte;
  }
  if (decoded == "." || decoded == "..") {
    return std::nullopt;
  }
  return decoded;
}

// The segments of an absolute path: of "/" one that is empty.
std::vector<std::string_view> SplitPath(std::string_view path) {
  std::vector<std::string_view> segments;
  size_t begin = 1;
  while (true) {
    const size_t end = path.find('/', begin);
    segments.push_back(path.substr(begin, end - begin));
    if (end == std::string_view::npos) {
      return segments;
    }
    begin = end + 1;
  }
}

bool IsName(const std::string& segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// The values of the names in `pattern`; nothing where `path` does not fit.
std::optional<std::map<std::string, std::string>> Match(const std::vector<std::string>& pattern,
                                                        const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) {
    return std::nullopt;
  }
  std::map<std::string, std::string> values;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (IsName(pattern[i]) && !path[i].empty()) {
      values[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
    } else if (pattern[i] != path[i]) {
      return std::nullopt;
    }
  }
  return values;
}

Response MethodNotAllowed(const std::set<std::string>& allowed) {
  std::string list;
  for (const std::string& method : allowed) {
    list += (list.empty() ? "" : ", ") + method;
  }
  Response response = TextResponse(405, "only " + list + " can be asked for here");
  response.headers.emplace_back("Allow", list);
  return response;
}

}  // namespace

Response TextResponse(int status, std::string_view text) {
  Response response;
  response.status = status;
  response.body = std::string(text) + "\n";
  return response;
}

void Router::Add(std::string method, std::string_view path, Handler handler) {
  Route route{std::move(method), {}, std::move(handler)};
  for (const std::string_view segment : SplitPath(path)) {
    route.segments.emplace_back(segment);
  }
  routes_.push_back(std::move(route));
}

Response Router::Handle(const Request& request) const {
  const std::string_view target = request.target;
  const size_t question = target.find('?');
  if (target.empty() || target.front() != '/') {
    return TextResponse(400, "the path must begin with /");
  }
  std::vector<std::string> segments;
  for (const std::string_view encoded : SplitPath(target.substr(0, question))) {
    std::optional<std::string> segment = DecodeSegment(encoded);
    if (!segment.has_value()) {
      return TextResponse(400, "the path is not well-formed");
    }
    segments.push_back(*std::move(segment));
  }
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  std::set<std::string> allowed;
  for (const Route& route : routes_) {
    auto values = Match(route.segments, segments);
    if (values.has_value() && route.method == method) {
      const size_t query = question == std::string_view::npos ? target.size() : question + 1;
      try {
        return route.handler({request, *std::move(values), target.substr(query)});
      } catch (const std::exception&) {
        return TextResponse(500, "the service failed");
      }
    }
    if (values.has_value()) {
      allowed.insert(route.method);
    }
  }
  return allowed.empty() ? TextResponse(404, "there is nothing here") : MethodNotAllowed(allowed);
}

}  // namespace assay::http
