#include "annotator/gateway/call_bridge.h"

#include <utility>
#include <vector>

#include "annotator/gateway/forwarded_call.h"
#include "annotator/http/request_guard.h"
#include "annotator/rpc/grpc_status.h"

namespace assay::gateway {
namespace {

bool IsForwarded(const http::Request& request) {
  return request.CountHeaders("Forwarded") + request.CountHeaders("X-Forwarded-For") +
             request.CountHeaders("Via") !=
         0;
}

}  // namespace

CallFor ClientOf(const http::Request& request, std::chrono::system_clock::time_point deadline) {
  return {http::CredentialOf(request).authorization,
          (IsForwarded(request) ? "proxy:" : "") + request.peer, deadline};
}

grpc::ByteBuffer ToBuffer(std::string_view bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return {&slice, 1};
}

std::string ToBytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (buffer.Valid() && buffer.Dump(&slices).ok()) {
    bytes.reserve(buffer.Length());
    for (const grpc::Slice& slice : slices) {
      bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
  }
  return bytes;
}

CallBridge::Ticket::~Ticket() {
  const std::lock_guard lock(bridge.mutex_);
  bridge.running_.erase(this);
  bridge.ended_.notify_all();
}

std::shared_ptr<CallBridge::Ticket> CallBridge::NewTicket(const CallFor& caller) {
  auto ticket = std::make_shared<Ticket>(*this);
  grpc::ClientContext& context = ticket->context;
  context.set_deadline(caller.deadline);
  context.AddMetadata(kForwardedForKey, forward_secret_ + " " + caller.peer);
  if (!caller.authorization.empty()) {
    context.AddMetadata("authorization", caller.authorization);
  }
  const std::lock_guard lock(mutex_);
  running_.emplace(ticket.get(), ticket);
  if (stopped_) {
    // Not begun, so nothing is called back here.
    context.TryCancel();
  }
  return ticket;
}

CallBridge::Unary::Unary(CallBridge& bridge, const Method& method, std::string_view request,
                         const CallFor& caller)
    : path_(PathOf(method)), ticket_(bridge.NewTicket(caller)), request_(ToBuffer(request)) {}

void CallBridge::Unary::Start(Done done) {
  ticket_->bridge.stub().UnaryCall(
      &ticket_->context, path_, grpc::StubOptions(), &request_, &response_,
      [self = shared_from_this(), done = std::move(done)](const grpc::Status& status) {
        const absl::Status outcome = rpc::FromGrpcStatus(status);
        if (outcome.ok()) {
          done(ToBytes(self->response_));
        } else {
          done(outcome);
        }
      });
}

CallBridge::CallBridge(std::shared_ptr<grpc::Channel> channel, std::string forward_secret)
    : stub_(std::move(channel)), forward_secret_(std::move(forward_secret)) {}

CallBridge::~CallBridge() { Stop(); }

void CallBridge::Stop() {
  std::vector<std::shared_ptr<Ticket>> running;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const auto& [ticket, weak] : running_) {
      running.push_back(weak.lock());
    }
  }
  for (const std::shared_ptr<Ticket>& ticket : running) {
    // What it calls back may run here, and end tickets.
    if (ticket != nullptr) {
      ticket->context.TryCancel();
    }
  }
  running.clear();
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return running_.empty(); });
}

}  // namespace assay::gateway
