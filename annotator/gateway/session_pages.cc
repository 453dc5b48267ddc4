#include "annotator/gateway/session_pages.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "annotator/gateway/error_answer.h"
#include "annotator/gateway/json_codec.h"
#include "annotator/gateway/rpc_pages.h"
#include "annotator/http/request_guard.h"
#include "nlohmann/json.hpp"

namespace assay::gateway {
namespace {

constexpr char kCaller[] = "assay.v1.KeyService/GetCaller";
constexpr uint64_t kMaxLoginBytes = 4096;
constexpr size_t kMaxKeyBytes = 256;

using ExchangePtr = std::shared_ptr<http::Exchange>;

class SessionPages {
 public:
  SessionPages(CallBridge& bridge, LoginLimit& limit, SessionOptions options)
      : bridge_(bridge), limit_(limit), options_(std::move(options)) {}

  void LogIn(const ExchangePtr& exchange) const;
  void Tell(const ExchangePtr& exchange) const;
  http::Response LogOut() const;

 private:
  // Asks who the caller is; `cookie`: what to set where he is somebody, empty: nothing.
  void Ask(const ExchangePtr& exchange, const CallFor& caller, const std::string& cookie) const;
  http::Response Answer(const absl::StatusOr<std::string>& response,
                        const std::string& cookie) const;
  std::string Cookie(const std::string& key) const;

  CallBridge& bridge_;
  LoginLimit& limit_;
  const SessionOptions options_;
};

// The key that is sent, without spaces around it; nothing: there is none.
std::optional<std::string> KeyIn(const std::string& body) {
  // A number that is no number would throw; nothing of the body may be in an answer.
  const auto json = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.size() != 1 || !json.contains("key") || !json["key"].is_string()) {
    return std::nullopt;
  }
  std::string key = json["key"].get<std::string>();
  const auto is_space = [](unsigned char c) { return std::isspace(c) != 0; };
  key.erase(key.begin(), std::find_if_not(key.begin(), key.end(), is_space));
  key.erase(std::find_if_not(key.rbegin(), key.rend(), is_space).base(), key.end());
  return key;
}

bool IsKeyText(const std::string& key) {
  return !key.empty() && key.size() <= kMaxKeyBytes &&
         std::all_of(key.begin(), key.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
}

void SessionPages::LogIn(const ExchangePtr& exchange) const {
  const http::Request& request = exchange->request();
  if (const int64_t wait_s = limit_.SecondsToWait(request.peer); wait_s > 0) {
    http::Response refusal = http::ErrorResponse(
        429, "TOO_MANY_LOGINS",
        "too many logins failed; try again in " + std::to_string(wait_s) + " seconds");
    refusal.headers.emplace_back("Retry-After", std::to_string(wait_s));
    exchange->Send(std::move(refusal));
    return;
  }
  const std::optional<std::string> key = KeyIn(request.body);
  if (!IsJson(request) || !key.has_value()) {
    exchange->Send(http::ErrorResponse(400, "BAD_JSON", "send the JSON {\"key\": \"assay_...\"}"));
    return;
  }
  const auto deadline = std::chrono::system_clock::now() + std::chrono::seconds(20);
  CallFor caller = ClientOf(request, deadline);
  caller.authorization = "Bearer " + (IsKeyText(*key) ? *key : "-");
  Ask(exchange, caller, IsKeyText(*key) ? Cookie(*key) : "");
}

void SessionPages::Tell(const ExchangePtr& exchange) const {
  const auto deadline = std::chrono::system_clock::now() + std::chrono::seconds(20);
  Ask(exchange, ClientOf(exchange->request(), deadline), "");
}

void SessionPages::Ask(const ExchangePtr& exchange, const CallFor& caller,
                       const std::string& cookie) const {
  static const Method& method = **FindCall(kCaller);
  const auto call = std::make_shared<CallBridge::Unary>(bridge_, method, "", caller);
  call->Start([this, exchange, cookie](const absl::StatusOr<std::string>& response) {
    const bool is_login = exchange->request().method == "POST";
    if (is_login && absl::IsUnauthenticated(response.status())) {
      limit_.NoteFailure(exchange->request().peer);
    }
    exchange->Send(Answer(response, cookie));
  });
}

http::Response SessionPages::Answer(const absl::StatusOr<std::string>& response,
                                    const std::string& cookie) const {
  static const Method& method = **FindCall(kCaller);
  const absl::StatusOr<std::string> json =
      response.ok() ? BytesToJson(*method.output_type(), *response) : response.status();
  if (!json.ok()) {
    return ErrorAnswer(json.status());
  }
  http::Response answer = JsonAnswer(R"({"caller":)" + *json + R"(,"keysRequired":)" +
                                     (options_.keys_required() ? "true" : "false") + "}");
  if (!cookie.empty()) {
    answer.headers.emplace_back("Set-Cookie", cookie);
  }
  return answer;
}

http::Response SessionPages::LogOut() const {
  http::Response response = JsonAnswer("{}");
  response.headers.emplace_back("Set-Cookie", Cookie("") + "; Max-Age=0");
  return response;
}

std::string SessionPages::Cookie(const std::string& key) const {
  return std::string(http::kSessionCookie) + "=" + key +
         "; Path=/; HttpOnly; SameSite=" + (options_.in_frames ? "None" : "Strict") +
         (options_.secure ? "; Secure" : "");
}

}  // namespace

void AddSessionPages(http::Router& router, CallBridge& bridge, LoginLimit& limit,
                     SessionOptions options) {
  const auto pages = std::make_shared<const SessionPages>(bridge, limit, std::move(options));
  router.AddExchange(
      "POST", "/session", {.access = http::Access::kChange, .max_body_bytes = kMaxLoginBytes},
      [pages](const ExchangePtr& exchange, const http::PathValues&) { pages->LogIn(exchange); });
  router.AddExchange(
      "GET", "/session", {.access = http::Access::kRead},
      [pages](const ExchangePtr& exchange, const http::PathValues&) { pages->Tell(exchange); });
  router.Add("DELETE", "/session", [pages](const http::Router::Call&) { return pages->LogOut(); },
             {.access = http::Access::kChange});
}

}  // namespace assay::gateway
