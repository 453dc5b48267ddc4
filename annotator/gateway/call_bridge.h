#ifndef ASSAY_ANNOTATOR_GATEWAY_CALL_BRIDGE_H_
#define ASSAY_ANNOTATOR_GATEWAY_CALL_BRIDGE_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "absl/status/statusor.h"
#include "annotator/gateway/call_table.h"
#include "annotator/http/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

namespace assay::gateway {

// Whom a call is made for, and how long he waits.
struct CallFor {
  std::string authorization;  // as gRPC's metadata wants it; empty: no key
  std::string peer;           // "ipv4:ADDRESS:PORT"
  std::chrono::system_clock::time_point deadline;
};

// The client of an HTTP request.  One that a proxy forwards is not taken for one by loopback,
// though the proxy is: its peer begins with "proxy:".
CallFor ClientOf(const http::Request& request, std::chrono::system_clock::time_point deadline);

grpc::ByteBuffer ToBuffer(std::string_view bytes);
std::string ToBytes(const grpc::ByteBuffer& buffer);

// Makes calls to the server of this process, for clients that came by HTTP.  The server checks and
// notes them as it does those that come by gRPC.  Thread-safe.
class CallBridge {
 public:
  // A call, known to the bridge until the last holder lets it go, which is after its end.
  struct Ticket {
    explicit Ticket(CallBridge& owner) : bridge(owner) {}
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    CallBridge& bridge;
    grpc::ClientContext context;
  };
  std::shared_ptr<Ticket> NewTicket(const CallFor& caller);

  // A call with one request and one answer.
  class Unary : public std::enable_shared_from_this<Unary> {
   public:
    using Done = std::function<void(absl::StatusOr<std::string> response)>;

    Unary(CallBridge& bridge, const Method& method, std::string_view request,
          const CallFor& caller);
    // Calls `done` once, in a thread of gRPC.
    void Start(Done done);
    // May come at any time.
    void Cancel() { ticket_->context.TryCancel(); }

   private:
    const std::string path_;
    const std::shared_ptr<Ticket> ticket_;
    grpc::ByteBuffer request_;
    grpc::ByteBuffer response_;
  };

  // `forward_secret`: CallGate::forward_secret.
  CallBridge(std::shared_ptr<grpc::Channel> channel, std::string forward_secret);
  // As Stop.
  ~CallBridge();
  CallBridge(const CallBridge&) = delete;
  CallBridge& operator=(const CallBridge&) = delete;

  // Cancels all calls, and those that are begun from now on, and waits until they have ended.
  void Stop();

  grpc::GenericStub& stub() { return stub_; }

 private:
  grpc::GenericStub stub_;
  const std::string forward_secret_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::unordered_map<const Ticket*, std::weak_ptr<Ticket>> running_;
  bool stopped_ = false;
};

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_CALL_BRIDGE_H_
