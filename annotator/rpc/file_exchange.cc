#include "annotator/rpc/file_exchange.h"

#include <algorithm>
#include <cstring>

#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"

namespace assay::rpc {
namespace {

constexpr size_t kMaxChunkBytes = 1 << 20;

absl::Status BadStream(const std::string& message) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_IMPORT_STREAM", message,
                   {{"field", "payload"}});
}

}  // namespace

template <typename Request, typename Response>
FileExchangeReactor<Request, Response>::FileExchangeReactor(grpc::CallbackServerContext* context,
                                                            CallGate& gate, FileCounter count_files,
                                                            Body body)
    : context_(context),
      call_(gate, RuleOf<Request>(), context),
      count_files_(std::move(count_files)),
      body_(std::move(body)) {
  if (!call_.access().ok()) {
    this->Finish(call_.End(call_.access()));
    return;
  }
  this->StartRead(&message_);
  if (!gate.streams.Execute([this] { Run(); })) {
    this->Finish(call_.End(ServerBusyError()));
  }
}

template <typename Request, typename Response>
void FileExchangeReactor<Request, Response>::OnReadDone(bool ok) {
  const std::lock_guard lock(mutex_);
  read_pending_ = false;
  ended_ = !ok;
  changed_.notify_all();
}

template <typename Request, typename Response>
void FileExchangeReactor<Request, Response>::OnWriteDone(bool ok) {
  const std::lock_guard lock(mutex_);
  write_pending_ = false;
  gone_ = gone_ || !ok;
  changed_.notify_all();
}

template <typename Request, typename Response>
void FileExchangeReactor<Request, Response>::OnCancel() {
  const std::lock_guard lock(mutex_);
  gone_ = true;
  changed_.notify_all();
}

template <typename Request, typename Response>
void FileExchangeReactor<Request, Response>::Run() {
  const absl::Status status = RunGuarded([this]() -> absl::Status {
    ASSAY_RETURN_IF_ERROR(AwaitMessage());
    if (!message_.has_spec()) {
      return BadStream("the first message of the stream must carry `spec`");
    }
    ASSAY_RETURN_IF_ERROR(call_.Start(message_));
    const Spec spec = message_.spec();
    files_to_come_ = count_files_(spec);
    return body_(
        spec, *this, [this](const Response& response) { return Write(response); }, *this);
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

template <typename Request, typename Response>
absl::Status FileExchangeReactor<Request, Response>::AwaitMessage() {
  std::unique_lock lock(mutex_);
  const auto patience = call_.gate().stream_patience;
  if (!changed_.wait_for(lock, patience, [this] { return !read_pending_ || gone_; })) {
    return StreamSilentError(patience);
  }
  // The stream also ends like this when the client has died, so only `end` is a good end.
  return gone_ || ended_ ? MakeError(absl::StatusCode::kCancelled, "IMPORT_CANCELLED",
                                     "the client ended the stream before the files were complete")
                         : absl::OkStatus();
}

template <typename Request, typename Response>
exchange::ByteSource& FileExchangeReactor<Request, Response>::Next() {
  must_skip_ = has_file_ && !file_ended_;
  has_file_ = true;
  if (!must_skip_) {
    BeginFile();
  }
  return *this;
}

template <typename Request, typename Response>
void FileExchangeReactor<Request, Response>::BeginFile() {
  --files_to_come_;
  file_ended_ = false;
  byte_count_ = 0;
  chunk_used_ = 0;
  message_.Clear();
}

template <typename Request, typename Response>
absl::StatusOr<size_t> FileExchangeReactor<Request, Response>::Read(char* buffer, size_t capacity) {
  while (must_skip_) {
    ASSAY_ASSIGN_OR_RETURN(const size_t skipped, ReadChunk(buffer, capacity));
    if (skipped == 0) {
      must_skip_ = false;
      BeginFile();
    }
  }
  return ReadChunk(buffer, capacity);
}

template <typename Request, typename Response>
absl::StatusOr<size_t> FileExchangeReactor<Request, Response>::ReadChunk(char* buffer,
                                                                         size_t capacity) {
  while (!file_ended_ && chunk_used_ == message_.chunk().size()) {
    ASSAY_RETURN_IF_ERROR(Receive());
  }
  if (file_ended_) {
    return 0;
  }
  const size_t count = std::min(capacity, message_.chunk().size() - chunk_used_);
  std::memcpy(buffer, message_.chunk().data() + chunk_used_, count);
  chunk_used_ += count;
  byte_count_ += static_cast<int64_t>(count);
  return count;
}

template <typename Request, typename Response>
absl::Status FileExchangeReactor<Request, Response>::Receive() {
  {
    const std::lock_guard lock(mutex_);
    read_pending_ = true;
  }
  this->StartRead(&message_);
  ASSAY_RETURN_IF_ERROR(AwaitMessage());
  chunk_used_ = 0;
  if (message_.has_end()) {
    file_ended_ = true;
    return message_.end().byte_count() == byte_count_
               ? absl::OkStatus()
               : BadStream("`end` says " + std::to_string(message_.end().byte_count()) +
                           " bytes, but " + std::to_string(byte_count_) + " arrived");
  }
  if (!message_.has_chunk()) {
    return BadStream("after `spec`, the messages of the stream must carry `chunk` or `end`");
  }
  return message_.chunk().size() <= kMaxChunkBytes
             ? absl::OkStatus()
             : BadStream("found a chunk of " + std::to_string(message_.chunk().size()) +
                         " bytes, expected at most 1048576");
}

template <typename Request, typename Response>
absl::Status FileExchangeReactor<Request, Response>::Write(const Response& response) {
  std::unique_lock lock(mutex_);
  const auto patience = call_.gate().stream_patience;
  if (!changed_.wait_for(lock, patience, [this] { return !write_pending_ || gone_; })) {
    context_->TryCancel();
    return StreamSilentError(patience);
  }
  if (gone_) {
    return absl::CancelledError("the client has gone");
  }
  response_ = response;
  write_pending_ = true;
  lock.unlock();
  this->StartWrite(&response_);
  return absl::OkStatus();
}

template <typename Request, typename Response>
void FileExchangeReactor<Request, Response>::Report(std::string_view phase, int64_t done,
                                                    int64_t total) {
  const std::lock_guard report_lock(report_mutex_);
  const int64_t percent = total > 0 ? 100 * done / total : 0;
  const bool is_news = phase != last_phase_ || percent != last_percent_;
  std::unique_lock lock(mutex_);
  if (files_to_come_ > 0 || (has_file_ && !file_ended_) || write_pending_ || gone_ || !is_news) {
    return;
  }
  last_phase_ = phase;
  last_percent_ = percent;
  response_.Clear();
  auto& progress = *response_.mutable_progress();
  progress.set_phase(std::string(phase));
  progress.set_done_count(done);
  progress.set_total_count(total);
  write_pending_ = true;
  lock.unlock();
  this->StartWrite(&response_);
}

template <typename Request, typename Response>
bool FileExchangeReactor<Request, Response>::cancelled() const {
  const std::lock_guard lock(mutex_);
  return gone_;
}

template class FileExchangeReactor<v1::MeasureAgreementRequest, v1::MeasureAgreementResponse>;
template class FileExchangeReactor<v1::InferConsensusRequest, v1::InferConsensusResponse>;
template class FileExchangeReactor<v1::ReportCostsRequest, v1::ReportCostsResponse>;
template class FileExchangeReactor<v1::PlanCostsRequest, v1::PlanCostsResponse>;

}  // namespace assay::rpc
