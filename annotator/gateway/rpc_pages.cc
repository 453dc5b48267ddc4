#include "annotator/gateway/rpc_pages.h"

#include <algorithm>
#include <string>
#include <utility>

#include "annotator/gateway/error_answer.h"
#include "annotator/gateway/json_codec.h"
#include "engine/base/status.h"

namespace assay::gateway {
namespace {

constexpr uint64_t kMaxJsonBytes = 16 << 20;
constexpr std::chrono::seconds kDefaultTimeout{60};
constexpr std::chrono::hours kMostTimeout{1};
constexpr std::chrono::hours kStreamTimeout{24};
constexpr size_t kMaxTimeoutDigits = 10;

using ExchangePtr = std::shared_ptr<http::Exchange>;

absl::StatusOr<const Method*> FindUnaryCall(const http::PathValues& values) {
  ASSAY_ASSIGN_OR_RETURN(const Method* const method,
                         FindCall("assay.v1." + values.at("service"), values.at("method")));
  if (method->client_streaming() || method->server_streaming()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "STREAMING_CALL",
                     method->full_name() + " is a stream: use /upload, /download or /watch",
                     {{"call", method->full_name()}});
  }
  return method;
}

void Answer(http::Exchange& exchange, const Method& method,
            const absl::StatusOr<std::string>& response) {
  const absl::StatusOr<std::string> json =
      response.ok() ? BytesToJson(*method.output_type(), *response) : response.status();
  exchange.Send(json.ok() ? JsonAnswer(*json) : ErrorAnswer(json.status()));
}

absl::Status Begin(CallBridge& bridge, const ExchangePtr& exchange,
                   const http::PathValues& values) {
  ASSAY_ASSIGN_OR_RETURN(const Method* const method, FindUnaryCall(values));
  ASSAY_ASSIGN_OR_RETURN(const auto deadline, DeadlineOf(exchange->request()));
  if (deadline <= std::chrono::system_clock::now()) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_PASSED",
                     "the time that the client gave is over");
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string request,
                         JsonToBytes(*method->input_type(), exchange->request().body));
  const auto call = std::make_shared<CallBridge::Unary>(bridge, *method, request,
                                                        ClientOf(exchange->request(), deadline));
  exchange->WhenGone([weak = std::weak_ptr(call)] {
    if (const auto running = weak.lock()) {
      running->Cancel();
    }
  });
  call->Start([exchange, method](const absl::StatusOr<std::string>& response) {
    Answer(*exchange, *method, response);
  });
  return absl::OkStatus();
}

absl::StatusOr<std::chrono::system_clock::time_point> DeadlineWithin(
    const http::Request& request, std::chrono::milliseconds usual, std::chrono::milliseconds most) {
  const std::string_view text = request.Header("Connect-Timeout-Ms");
  if (text.empty()) {
    return std::chrono::system_clock::now() + usual;
  }
  if (text.size() > kMaxTimeoutDigits ||
      text.find_first_not_of("0123456789") != std::string_view::npos) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_TIMEOUT",
                     "the header Connect-Timeout-Ms is no number of at most 10 digits");
  }
  const std::chrono::milliseconds asked(std::stoll(std::string(text)));
  return std::chrono::system_clock::now() + std::min(asked, most);
}

}  // namespace

absl::StatusOr<std::chrono::system_clock::time_point> DeadlineOf(const http::Request& request) {
  return DeadlineWithin(request, kDefaultTimeout, kMostTimeout);
}

absl::StatusOr<std::chrono::system_clock::time_point> StreamDeadlineOf(
    const http::Request& request) {
  return DeadlineWithin(request, kStreamTimeout, kStreamTimeout);
}

bool IsJson(const http::Request& request) {
  const std::string_view type = request.Header("Content-Type");
  const size_t end = type.find_first_of("; \t");
  return request.CountHeaders("Content-Type") == 1 &&
         http::SameName(type.substr(0, end), "application/json") &&
         request.CountHeaders("Content-Encoding") == 0;
}

void AddRpcPages(http::Router& router, CallBridge& bridge) {
  router.AddExchange(
      "POST", "/assay.v1.{service}/{method}",
      {.access = http::Access::kChange, .max_body_bytes = kMaxJsonBytes},
      [&bridge](const ExchangePtr& exchange, const http::PathValues& values) {
        if (!IsJson(exchange->request())) {
          exchange->Send(http::ErrorResponse(415, "BAD_CONTENT_TYPE",
                                             "send JSON, with Content-Type: application/json"));
          return;
        }
        const absl::Status begun = Begin(bridge, exchange, values);
        if (!begun.ok()) {
          exchange->Send(ErrorAnswer(begun));
        }
      });
}

}  // namespace assay::gateway
