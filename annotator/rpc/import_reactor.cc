#include "annotator/rpc/import_reactor.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"

namespace assay::rpc {
namespace {

constexpr size_t kMaxChunkBytes = 1 << 20;
// gRPC tells the end of the stream in the same words whether the client is done or has gone, and
// only a little later that it has gone.
constexpr std::chrono::milliseconds kCancelGrace{20};

absl::Status BadStream(const std::string& message) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_IMPORT_STREAM", message,
                   {{"field", "payload"}});
}

}  // namespace

ImportReactor::ImportReactor(Executor& executor, v1::ImportDatasetResponse* response,
                             Importer importer)
    : response_(response), importer_(std::move(importer)) {
  StartRead(&message_);
  if (!executor.Execute(
          [this] { Finish(ToGrpcStatus(RunGuarded([this] { return RunImport(); }))); })) {
    Finish(ToGrpcStatus(ServerBusyError()));
  }
}

void ImportReactor::OnReadDone(bool ok) {
  const std::lock_guard lock(mutex_);
  read_pending_ = false;
  ended_ = !ok;
  changed_.notify_all();
}

void ImportReactor::OnCancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  changed_.notify_all();
}

absl::StatusOr<bool> ImportReactor::AwaitMessage() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !read_pending_ || cancelled_; });
  if (ended_) {
    changed_.wait_for(lock, kCancelGrace, [this] { return cancelled_; });
  }
  if (cancelled_) {
    return MakeError(absl::StatusCode::kCancelled, "IMPORT_CANCELLED",
                     "the client ended the import before the file was complete");
  }
  return !ended_;
}

absl::Status ImportReactor::RunImport() {
  ASSAY_ASSIGN_OR_RETURN(const bool has_first, AwaitMessage());
  if (!has_first || !message_.has_spec()) {
    return BadStream("the first message of the stream must carry `spec`");
  }
  const v1::ImportSpec spec = message_.spec();
  message_.mutable_chunk()->clear();
  chunk_used_ = 0;
  ASSAY_ASSIGN_OR_RETURN(*response_, importer_(spec, *this));
  return absl::OkStatus();
}

absl::StatusOr<size_t> ImportReactor::Read(char* buffer, size_t capacity) {
  while (chunk_used_ == message_.chunk().size()) {
    {
      const std::lock_guard lock(mutex_);
      if (ended_) {
        return 0;
      }
      read_pending_ = true;
    }
    StartRead(&message_);
    ASSAY_ASSIGN_OR_RETURN(const bool has_next, AwaitMessage());
    chunk_used_ = 0;
    if (!has_next) {
      message_.mutable_chunk()->clear();
      return 0;
    }
    if (!message_.has_chunk()) {
      return BadStream("after the first, every message of the stream must carry `chunk`");
    }
    if (message_.chunk().size() > kMaxChunkBytes) {
      return BadStream("found a chunk of " + std::to_string(message_.chunk().size()) +
                       " bytes, expected at most 1048576");
    }
  }
  const size_t count = std::min(capacity, message_.chunk().size() - chunk_used_);
  std::memcpy(buffer, message_.chunk().data() + chunk_used_, count);
  chunk_used_ += count;
  return count;
}

}  // namespace assay::rpc
