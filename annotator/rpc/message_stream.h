#ifndef ASSAY_ANNOTATOR_RPC_MESSAGE_STREAM_H_
#define ASSAY_ANNOTATOR_RPC_MESSAGE_STREAM_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "annotator/rpc/executor.h"
#include "annotator/rpc/grpc_status.h"
#include "grpcpp/support/server_callback.h"

namespace assay::rpc {

// Streams the messages that `produce` makes to the client, one at a time.  The producer runs on the
// executor and waits while the client is slow.  Deletes itself.
template <typename Response>
class MessageStreamReactor final : public grpc::ServerWriteReactor<Response> {
 public:
  // Takes the next message.  An error means that nobody wants them any more.
  using Sink = std::function<absl::Status(const Response&)>;

  MessageStreamReactor(Executor& executor, std::function<absl::Status(const Sink&)> produce)
      : produce_(std::move(produce)) {
    if (!executor.Execute([this] { Run(); })) {
      this->Finish(ToGrpcStatus(ServerBusyError()));
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
    const absl::Status status = RunGuarded(
        [this] { return produce_([this](const Response& message) { return Write(message); }); });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !write_pending_; });
    lock.unlock();
    this->Finish(ToGrpcStatus(status));
  }

  absl::Status Write(const Response& message) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !write_pending_ || broken_; });
    if (broken_) {
      return absl::CancelledError("the client has gone");
    }
    response_ = message;
    write_pending_ = true;
    lock.unlock();
    this->StartWrite(&response_);
    return absl::OkStatus();
  }

  const std::function<absl::Status(const Sink&)> produce_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool write_pending_ = false;
  bool broken_ = false;
  Response response_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_MESSAGE_STREAM_H_
