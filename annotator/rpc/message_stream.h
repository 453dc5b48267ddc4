#ifndef ASSAY_ANNOTATOR_RPC_MESSAGE_STREAM_H_
#define ASSAY_ANNOTATOR_RPC_MESSAGE_STREAM_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"
#include "grpcpp/support/server_callback.h"

namespace assay::rpc {

// Streams the messages that `produce` makes to the client, one at a time.  The producer runs on the
// gate's executor for streams and waits while the client is slow.  Deletes itself.
template <typename Request, typename Response>
class MessageStreamReactor final : public grpc::ServerWriteReactor<Response> {
 public:
  // Takes the next message.  An error means that nobody wants them any more.
  using Sink = std::function<absl::Status(const Response&)>;

  using Producer = std::function<absl::Status(const Caller& caller, const Sink& send)>;

  // `request` lives until the stream has ended.
  MessageStreamReactor(grpc::CallbackServerContext* context, const Request* request, CallGate& gate,
                       Producer produce)
      : context_(context),
        call_(gate, RuleOf<Request>(), context),
        request_(*request),
        produce_(std::move(produce)) {
    if (!call_.access().ok()) {
      this->Finish(call_.End(call_.access()));
    } else if (!gate.streams.Execute([this] { Run(); })) {
      this->Finish(call_.End(ServerBusyError()));
    }
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    write_pending_ = false;
    broken_ = broken_ || !ok;
    changed_.notify_all();
  }

  void OnCancel() override {
    const std::lock_guard lock(mutex_);
    broken_ = true;
    changed_.notify_all();
  }

  void OnDone() override { delete this; }

 private:
  void Run() {
    const absl::Status status = RunGuarded([this]() -> absl::Status {
      ASSAY_RETURN_IF_ERROR(call_.Start(request_));
      return produce_(call_.caller(), [this](const Response& message) { return Write(message); });
    });
    std::unique_lock lock(mutex_);
    const auto is_sent = [this] { return !write_pending_; };
    if (!changed_.wait_for(lock, call_.gate().stream_patience, is_sent)) {
      context_->TryCancel();
      changed_.wait(lock, is_sent);
    }
    lock.unlock();
    this->Finish(call_.End(status));
  }

  absl::Status Write(const Response& message) {
    std::unique_lock lock(mutex_);
    const auto patience = call_.gate().stream_patience;
    if (!changed_.wait_for(lock, patience, [this] { return !write_pending_ || broken_; })) {
      context_->TryCancel();
      return StreamSilentError(patience);
    }
    if (broken_) {
      return absl::CancelledError("the client has gone");
    }
    response_ = message;
    write_pending_ = true;
    lock.unlock();
    this->StartWrite(&response_);
    return absl::OkStatus();
  }

  grpc::CallbackServerContext* const context_;
  GatedCall call_;
  const Request& request_;
  const Producer produce_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool write_pending_ = false;
  bool broken_ = false;
  Response response_;
};

// The reactor of a call that streams what `produce(caller, send)` makes.
template <typename Response, typename Request>
grpc::ServerWriteReactor<Response>* StreamMessages(
    grpc::CallbackServerContext* context, const Request* request, CallGate& gate,
    typename MessageStreamReactor<Request, Response>::Producer produce) {
  return new MessageStreamReactor<Request, Response>(context, request, gate, std::move(produce));
}

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_MESSAGE_STREAM_H_
