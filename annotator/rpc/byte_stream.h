#ifndef ASSAY_ANNOTATOR_RPC_BYTE_STREAM_H_
#define ASSAY_ANNOTATOR_RPC_BYTE_STREAM_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "annotator/rpc/executor.h"
#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"
#include "grpcpp/support/server_callback.h"

namespace assay::rpc {

// Takes the bytes of a file that is being made.  An error means that nobody wants them any more.
using ByteSink = std::function<absl::Status(std::string_view)>;

// Streams the bytes that `produce` makes to the client, in responses with a `chunk` field of at
// most kChunkBytes.  The producer runs on the executor and waits while the client is slow, so a
// stream holds one chunk in memory.  Deletes itself.
template <typename Response>
class ByteStreamReactor final : public grpc::ServerWriteReactor<Response> {
 public:
  static constexpr size_t kChunkBytes = 256 << 10;

  ByteStreamReactor(Executor& executor, std::function<absl::Status(const ByteSink&)> produce)
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
    absl::Status status = RunGuarded([this] {
      ASSAY_RETURN_IF_ERROR(produce_([this](std::string_view bytes) { return Take(bytes); }));
      return buffer_.empty() ? absl::OkStatus() : Flush();
    });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !write_pending_; });
    lock.unlock();
    this->Finish(ToGrpcStatus(status));
  }

  absl::Status Take(std::string_view bytes) {
    while (!bytes.empty()) {
      const size_t take = std::min(bytes.size(), kChunkBytes - buffer_.size());
      buffer_.append(bytes.substr(0, take));
      bytes.remove_prefix(take);
      if (buffer_.size() == kChunkBytes) {
        ASSAY_RETURN_IF_ERROR(Flush());
      }
    }
    return absl::OkStatus();
  }

  absl::Status Flush() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !write_pending_ || broken_; });
    if (broken_) {
      return absl::CancelledError("the client has gone");
    }
    response_.set_chunk(std::exchange(buffer_, {}));
    write_pending_ = true;
    lock.unlock();
    this->StartWrite(&response_);
    return absl::OkStatus();
  }

  const std::function<absl::Status(const ByteSink&)> produce_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool write_pending_ = false;
  bool broken_ = false;
  std::string buffer_;
  Response response_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_BYTE_STREAM_H_
