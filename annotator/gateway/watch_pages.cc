#include "annotator/gateway/watch_pages.h"

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "annotator/gateway/error_answer.h"
#include "annotator/gateway/json_codec.h"
#include "annotator/gateway/stream_call.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::gateway {
namespace {

constexpr size_t kMaxWatchesOfSocket = 32;
constexpr int kMaxWatches = 4096;
constexpr int64_t kMaxId = int64_t{1} << 53;
constexpr std::chrono::hours kWatchTime{24};

using Json = nlohmann::ordered_json;

absl::Status BadWatch(const std::string& detail) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_WATCH",
                   "found " + detail +
                       R"(, expected {"id":1,"method":"assay.v1.SERVICE/METHOD","request":{...}} )"
                       R"(or {"id":1,"cancel":true})",
                   {{"detail", detail}});
}

std::string Framed(const std::string& id, const std::string& name, const std::string& json) {
  return R"({"id":)" + id + R"(,")" + name + R"(":)" + json + "}";
}

// What was ordered, without its id.
absl::StatusOr<WatchOrder> ReadBody(const Json& json) {
  WatchOrder order;
  if (json.size() == 2 && json.contains("cancel") && json["cancel"] == true) {
    order.cancel = true;
    return order;
  }
  if (!json.contains("method") || !json["method"].is_string() || json.size() > 3 ||
      (json.size() == 3 && !(json.contains("request") && json["request"].is_object()))) {
    return BadWatch("other fields");
  }
  ASSAY_ASSIGN_OR_RETURN(order.method, FindCall(json["method"].get<std::string>()));
  if (!order.method->server_streaming()) {
    return BadWatch("a call that answers with one message");
  }
  const std::string request = json.contains("request") ? json["request"].dump() : "{}";
  ASSAY_ASSIGN_OR_RETURN(order.request, JsonToBytes(*order.method->input_type(), request));
  return order;
}

// The watches of one WebSocket.
class WatchSession : public std::enable_shared_from_this<WatchSession> {
 public:
  WatchSession(CallBridge& bridge, std::shared_ptr<std::atomic<int>> count, CallFor caller,
               std::weak_ptr<http::WebSocket> socket)
      : bridge_(bridge),
        count_(std::move(count)),
        caller_(std::move(caller)),
        socket_(std::move(socket)) {}

  void Take(const std::string& text) {
    const absl::StatusOr<WatchOrder> order = ReadWatchOrder(text);
    if (!order.ok()) {
      const ErrorMetadata metadata = GetErrorMetadata(order.status());
      const auto id = metadata.find("id");
      Say(Framed(id == metadata.end() ? "null" : id->second, "error", ErrorJson(order.status())));
    } else if (order->cancel) {
      Cancel(order->id);
    } else {
      Begin(*order);
    }
  }

  void End() {
    std::map<int64_t, std::shared_ptr<StreamCall>> calls;
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      calls = calls_;
    }
    for (const auto& [id, call] : calls) {
      call->Cancel();
    }
  }

 private:
  void Cancel(int64_t id) {
    std::shared_ptr<StreamCall> call;
    {
      const std::lock_guard lock(mutex_);
      const auto found = calls_.find(id);
      call = found == calls_.end() ? nullptr : found->second;
    }
    if (call != nullptr) {
      call->Cancel();
    }
  }

  absl::Status Register(int64_t id, const std::shared_ptr<StreamCall>& call) {
    const std::lock_guard lock(mutex_);
    if (closed_) {
      return absl::CancelledError("the socket is closed");
    }
    if (calls_.size() >= kMaxWatchesOfSocket || *count_ >= kMaxWatches) {
      return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_WATCHES",
                       "so many watches have not ended that no more can begin");
    }
    if (!calls_.emplace(id, call).second) {
      return MakeError(absl::StatusCode::kInvalidArgument, "WATCH_ID_IN_USE",
                       "the watch " + std::to_string(id) + " has not ended",
                       {{"id", std::to_string(id)}});
    }
    ++*count_;
    return absl::OkStatus();
  }

  void Begin(const WatchOrder& order) {
    CallFor caller = caller_;
    caller.deadline = std::chrono::system_clock::now() + kWatchTime;
    const auto call = std::make_shared<StreamCall>(bridge_, *order.method, caller);
    const absl::Status registered = Register(order.id, call);
    if (!registered.ok()) {
      Say(Framed(std::to_string(order.id), "error", ErrorJson(registered)));
      return;
    }
    call->Start([self = shared_from_this(), id = order.id](const absl::Status& status) {
      self->HaveEnded(id, status);
    });
    Read(order.id, call, *order.method);
    call->Write(order.request, /*last=*/true, [self = shared_from_this(), call](bool) {});
  }

  void Read(int64_t id, const std::shared_ptr<StreamCall>& call, const Method& method) {
    call->Read(
        [self = shared_from_this(), id, call, &method](const std::optional<std::string>& message) {
          if (message.has_value()) {
            self->Pass(id, call, method, *message);
          }
        });
  }

  void Pass(int64_t id, const std::shared_ptr<StreamCall>& call, const Method& method,
            const std::string& message) {
    const absl::StatusOr<std::string> json = BytesToJson(*method.output_type(), message);
    const auto socket = socket_.lock();
    if (!json.ok() || socket == nullptr) {
      call->Cancel();
      Read(id, call, method);
      return;
    }
    socket->Send(Framed(std::to_string(id), "message", *json),
                 [self = shared_from_this(), id, call, &method](bool sent) {
                   if (!sent) {
                     call->Cancel();
                   }
                   self->Read(id, call, method);
                 });
  }

  void HaveEnded(int64_t id, const absl::Status& status) {
    {
      const std::lock_guard lock(mutex_);
      calls_.erase(id);
      --*count_;
    }
    Say(status.ok() ? Framed(std::to_string(id), "end", "true")
                    : Framed(std::to_string(id), "error", ErrorJson(status)));
  }

  void Say(std::string text) {
    if (const auto socket = socket_.lock()) {
      socket->Send(std::move(text), [](bool) {});
    }
  }

  CallBridge& bridge_;
  // Of the whole server.
  const std::shared_ptr<std::atomic<int>> count_;
  const CallFor caller_;
  // It owns this session.
  const std::weak_ptr<http::WebSocket> socket_;
  std::mutex mutex_;
  std::map<int64_t, std::shared_ptr<StreamCall>> calls_;
  bool closed_ = false;
};

}  // namespace

absl::StatusOr<WatchOrder> ReadWatchOrder(std::string_view text) {
  const Json json =
      IsTooDeep(text) ? Json() : Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return BadWatch("no JSON object");
  }
  const bool has_id = json.contains("id") && json["id"].is_number_unsigned() &&
                      json["id"].get<uint64_t>() <= kMaxId;
  if (!has_id) {
    return BadWatch("no id");
  }
  absl::StatusOr<WatchOrder> order = ReadBody(json);
  const int64_t id = json["id"].get<int64_t>();
  if (!order.ok()) {
    return WithMetadata(order.status(), {{"id", std::to_string(id)}});
  }
  order->id = id;
  return order;
}

void AddWatchPages(http::Router& router, CallBridge& bridge) {
  const auto count = std::make_shared<std::atomic<int>>(0);
  router.AddExchange(
      "GET", "/watch", {.access = http::Access::kSocket},
      [&bridge, count](const std::shared_ptr<http::Exchange>& exchange, const http::PathValues&) {
        const CallFor caller = ClientOf(exchange->request(), {});
        exchange->Upgrade([&bridge, count, caller](const std::shared_ptr<http::WebSocket>& socket) {
          if (socket == nullptr) {
            return;
          }
          const auto session = std::make_shared<WatchSession>(bridge, count, caller, socket);
          socket->Start({.message = [session](const std::string& text) { session->Take(text); },
                         .closed = [session] { session->End(); }});
        });
      });
}

}  // namespace assay::gateway
