#include "annotator/http/router.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <set>
#include <utility>

#include "annotator/http/query.h"

namespace assay::http {
namespace {

constexpr std::string_view kRest = "{*}";

// One segment without its escapes; nothing where it is not one that may be served.
std::optional<std::string> DecodeSegment(std::string_view encoded) {
  std::optional<std::string> decoded = PercentDecode(encoded);
  const auto is_control = [](unsigned char byte) { return byte < 0x20 || byte == 0x7F; };
  if (!decoded.has_value() || *decoded == "." || *decoded == ".." ||
      std::any_of(decoded->begin(), decoded->end(), is_control)) {
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

// Whether one segment of a pattern takes `segment`; its value, where it has a name.
bool MatchSegment(const std::string& pattern, const std::string& segment, PathValues& values) {
  const size_t brace =
      pattern.empty() || pattern.back() != '}' ? std::string::npos : pattern.find('{');
  if (brace == std::string::npos) {
    return pattern == segment;
  }
  if (segment.size() <= brace || segment.compare(0, brace, pattern, 0, brace) != 0) {
    return false;
  }
  values[pattern.substr(brace + 1, pattern.size() - brace - 2)] = segment.substr(brace);
  return true;
}

// The values of the names in `pattern`; nothing where `path` does not fit.
std::optional<PathValues> MatchPath(const std::vector<std::string>& pattern,
                                    const std::vector<std::string>& path) {
  const bool takes_rest = pattern.back() == kRest;
  const size_t count = pattern.size() - (takes_rest ? 1 : 0);
  if (takes_rest ? path.size() < count : path.size() != count) {
    return std::nullopt;
  }
  PathValues values;
  for (size_t i = 0; i < count; ++i) {
    if (!MatchSegment(pattern[i], path[i], values)) {
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
  Response response =
      ErrorResponse(405, "METHOD_NOT_ALLOWED", "only " + list + " can be asked for here");
  response.headers.emplace_back("Allow", list);
  return response;
}

std::vector<std::string> Pattern(std::string_view path) {
  const std::vector<std::string_view> segments = SplitPath(path);
  return {segments.begin(), segments.end()};
}

}  // namespace

void Router::Add(std::string method, std::string_view path, Handler handler, RouteOptions options) {
  routes_.push_back({std::move(method), Pattern(path), options, std::move(handler), nullptr});
}

void Router::AddExchange(std::string method, std::string_view path, RouteOptions options,
                         ExchangeHandler handler) {
  routes_.push_back({std::move(method), Pattern(path), options, nullptr, std::move(handler)});
}

std::variant<Router::Match, Response> Router::Find(std::string_view method,
                                                   std::string_view target) const {
  if (target.empty() || target.front() != '/') {
    return ErrorResponse(400, "BAD_PATH", "the path must begin with /");
  }
  std::vector<std::string> segments;
  for (const std::string_view encoded : SplitPath(target.substr(0, target.find('?')))) {
    std::optional<std::string> segment = DecodeSegment(encoded);
    if (!segment.has_value()) {
      return ErrorResponse(400, "BAD_PATH", "the path is not well-formed");
    }
    segments.push_back(*std::move(segment));
  }
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  std::set<std::string> allowed;
  for (const Route& route : routes_) {
    std::optional<PathValues> values = MatchPath(route.segments, segments);
    if (values.has_value() && route.method == wanted) {
      return Match{&route, *std::move(values)};
    }
    if (values.has_value()) {
      allowed.insert(route.method);
    }
  }
  if (!allowed.empty()) {
    return MethodNotAllowed(allowed);
  }
  return ErrorResponse(404, "NO_SUCH_PATH", "there is nothing here");
}

Response Router::Handle(const Request& request) const {
  auto found = Find(request.method, request.target);
  if (auto* const refusal = std::get_if<Response>(&found)) {
    return std::move(*refusal);
  }
  return RunHandler(std::get<Match>(found), request);
}

Response RunHandler(const Router::Match& match, const Request& request) {
  if (match.route->handler != nullptr) {
    try {
      return match.route->handler({request, match.path_values, request.Query()});
    } catch (const std::exception&) {
      // As below: what went wrong is not the client's to know.
    }
  }
  return ErrorResponse(500, "INTERNAL_ERROR", "the service failed");
}

}  // namespace assay::http
