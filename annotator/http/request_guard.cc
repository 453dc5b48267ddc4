#include "annotator/http/request_guard.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "absl/strings/escaping.h"

namespace assay::http {
namespace {

constexpr size_t kMaxKeyBytes = 256;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos
             ? std::string_view()
             : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool IsKeyText(std::string_view text) {
  return !text.empty() && text.size() <= kMaxKeyBytes &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
}

// The values of the cookies of that name.
std::vector<std::string_view> CookieValues(const Request& request, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [header, text] : request.headers) {
    std::string_view rest = SameName(header, "Cookie") ? text : std::string_view();
    while (!rest.empty()) {
      const size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view cookie = Trim(rest.substr(0, end));
      const size_t equals = cookie.find('=');
      if (equals != std::string_view::npos && cookie.substr(0, equals) == name) {
        values.push_back(cookie.substr(equals + 1));
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return values;
}

bool IsAddress(const std::string& host) {
  in_addr ipv4{};
  in6_addr ipv6{};
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return inet_pton(AF_INET, host.c_str(), &ipv4) == 1 ||
         (bracketed && inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &ipv6) == 1);
}

bool IsEveryAddress(const std::string& host) { return host == "0.0.0.0" || host == "[::]"; }

// Whether the page that sent it, if one did, came from where it was sent to.
bool HasOwnOrigin(const Request& request) {
  if (request.CountHeaders("Origin") == 0) {
    return true;
  }
  const std::string origin = Lower(request.Header("Origin"));
  const std::string host = Lower(request.Header("Host"));
  return request.CountHeaders("Origin") == 1 &&
         (origin == "http://" + host || origin == "https://" + host);
}

constexpr std::string_view kBasic = "basic ";

bool HasBasic(const Request& request) {
  return SameName(request.Header("Authorization").substr(0, kBasic.size()), kBasic);
}

// What cannot be a key is sent on as one that is wrong, not taken for nobody.
std::string BearerOf(std::string_view key) {
  return "Bearer " + std::string(IsKeyText(key) ? key : "-");
}

// As a bearer, the password of "Basic BASE64(USER:PASSWORD)".
std::string BearerOfBasic(const Request& request) {
  const std::string_view encoded = Trim(request.Header("Authorization").substr(kBasic.size()));
  std::string pair;
  if (!absl::Base64Unescape({encoded.data(), encoded.size()}, &pair)) {
    return BearerOf("");
  }
  const size_t colon = pair.find(':');
  return BearerOf(colon == std::string::npos ? "" : std::string_view(pair).substr(colon + 1));
}

bool IsFromBrowser(const Request& request) {
  return request.CountHeaders("Origin") != 0 || request.CountHeaders("Sec-Fetch-Site") != 0 ||
         request.CountHeaders("Cookie") != 0;
}

}  // namespace

Credential CredentialOf(const Request& request) {
  if (HasBasic(request)) {
    return {BearerOfBasic(request), /*ambient=*/true};
  }
  if (request.CountHeaders("Authorization") != 0) {
    return {std::string(request.Header("Authorization")), /*ambient=*/false};
  }
  if (request.CountHeaders("X-Api-Key") != 0) {
    const bool is_one = request.CountHeaders("X-Api-Key") == 1;
    return {BearerOf(is_one ? request.Header("X-Api-Key") : ""), /*ambient=*/false};
  }
  const std::vector<std::string_view> keys = CookieValues(request, kSessionCookie);
  if (keys.empty()) {
    return {};
  }
  return {BearerOf(keys.size() == 1 ? keys[0] : ""), /*ambient=*/true};
}

RequestGuard::RequestGuard(const std::string& listen_host, std::vector<std::string> names)
    : listen_host_(Lower(listen_host)), names_([&] {
        for (std::string& name : names) {
          name = Lower(name);
        }
        return std::move(names);
      }()) {}

bool RequestGuard::IsOurs(std::string_view host) const {
  const std::string name = HostWithoutPort(host);
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]" || name == listen_host_ ||
         std::find(names_.begin(), names_.end(), name) != names_.end() ||
         (IsEveryAddress(listen_host_) && IsAddress(name));
}

std::optional<Response> RequestGuard::Check(const Request& request, Access access) const {
  if (access == Access::kOpen) {
    return std::nullopt;
  }
  if (request.CountHeaders("Authorization") > 1) {
    return ErrorResponse(400, "BAD_AUTHORIZATION", "the header Authorization stands twice");
  }
  if (!CredentialOf(request).ambient) {
    return std::nullopt;
  }
  if (!HasBasic(request) && !IsOurs(request.Header("Host"))) {
    return ErrorResponse(421, "WRONG_HOST",
                         "the service does not go by the name in the header Host; add it with "
                         "--http-host");
  }
  if (access == Access::kHook ? IsFromBrowser(request)
                              : access != Access::kRead && !HasOwnOrigin(request)) {
    return ErrorResponse(403, "WRONG_ORIGIN", "a page of another origin sent this");
  }
  if (access == Access::kChange && request.Header("X-Assay-Request") != "1") {
    return ErrorResponse(403, "NO_CSRF_HEADER",
                         "the header \"X-Assay-Request: 1\" is missing, which shows that one of "
                         "the service's own pages sent this");
  }
  return std::nullopt;
}

std::string HostWithoutPort(std::string_view host) {
  const size_t bracket = host.find(']');
  const size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return Lower(host.substr(0, colon));
}

}  // namespace assay::http
