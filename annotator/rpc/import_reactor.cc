#include "annotator/rpc/import_reactor.h"

#include <algorithm>
#include <cstring>
#include <utility>

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
ImportReactor<Request, Response>::ImportReactor(grpc::CallbackServerContext* context,
                                                CallGate& gate, Response* response,
                                                Importer importer)
    : call_(gate, RuleOf<Request>(), context), response_(response), importer_(std::move(importer)) {
  if (!call_.access().ok()) {
    this->Finish(call_.End(call_.access()));
    return;
  }
  this->StartRead(&next_);
  if (!gate.streams.Execute(
          [this] { this->Finish(call_.End(RunGuarded([this] { return RunImport(); }))); })) {
    this->Finish(call_.End(ServerBusyError()));
  }
}

template <typename Request, typename Response>
void ImportReactor<Request, Response>::OnReadDone(bool ok) {
  const std::lock_guard lock(mutex_);
  read_pending_ = false;
  ended_ = !ok;
  changed_.notify_all();
}

template <typename Request, typename Response>
void ImportReactor<Request, Response>::OnCancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  changed_.notify_all();
}

template <typename Request, typename Response>
absl::Status ImportReactor<Request, Response>::AwaitMessage() {
  std::unique_lock lock(mutex_);
  const auto patience = call_.gate().stream_patience;
  if (!changed_.wait_for(lock, patience, [this] { return !read_pending_ || cancelled_; })) {
    return StreamSilentError(patience);
  }
  // The stream also ends like this when the client has died, so only `end` is a good end.
  if (cancelled_ || ended_) {
    return MakeError(absl::StatusCode::kCancelled, "IMPORT_CANCELLED",
                     "the client ended the import before the file was complete");
  }
  return absl::OkStatus();
}

template <typename Request, typename Response>
absl::Status ImportReactor<Request, Response>::RunImport() {
  ASSAY_RETURN_IF_ERROR(Receive());
  if (!message_.has_spec()) {
    return BadStream("the first message of the stream must carry `spec`");
  }
  message_.DiscardUnknownFields();
  ASSAY_RETURN_IF_ERROR(call_.Start(message_));
  const Spec spec = message_.spec();
  message_.mutable_chunk()->clear();
  chunk_used_ = 0;
  ASSAY_ASSIGN_OR_RETURN(*response_, importer_(call_.caller(), spec, *this));
  return absl::OkStatus();
}

template <typename Request, typename Response>
absl::Status ImportReactor<Request, Response>::Receive() {
  if (std::exchange(looked_ahead_, false)) {
    return absl::OkStatus();
  }
  ASSAY_RETURN_IF_ERROR(AwaitMessage());
  message_.Swap(&next_);
  chunk_used_ = 0;
  if (!message_.has_end()) {
    {
      const std::lock_guard lock(mutex_);
      read_pending_ = true;
    }
    this->StartRead(&next_);
  }
  return absl::OkStatus();
}

template <typename Request, typename Response>
absl::StatusOr<bool> ImportReactor<Request, Response>::HasRows() {
  if constexpr (std::is_same_v<Source, LabelStream>) {
    ASSAY_RETURN_IF_ERROR(Receive());
    looked_ahead_ = true;
    return message_.has_rows();
  }
  return false;
}

template <typename Request, typename Response>
absl::StatusOr<const v1::ImportedLabels*> ImportReactor<Request, Response>::NextRows() {
  const v1::ImportedLabels* rows = nullptr;
  if constexpr (std::is_same_v<Source, LabelStream>) {
    ASSAY_RETURN_IF_ERROR(Receive());
    if (message_.has_end()) {
      ASSAY_RETURN_IF_ERROR(CheckEnd().status());
    } else if (!message_.has_rows()) {
      return BadStream("after `rows`, the messages of the stream must carry `rows` or `end`");
    } else {
      // Values are stored as they came, and no limit counts what a stranger adds to them.
      for (v1::ImportedLabel& row : *message_.mutable_rows()->mutable_rows()) {
        if (row.has_value()) {
          row.mutable_value()->DiscardUnknownFields();
        }
      }
      rows = &message_.rows();
    }
  }
  return rows;
}

template <typename Request, typename Response>
absl::StatusOr<size_t> ImportReactor<Request, Response>::Read(char* buffer, size_t capacity) {
  while (!message_.has_end() && (looked_ahead_ || chunk_used_ == message_.chunk().size())) {
    ASSAY_RETURN_IF_ERROR(Receive());
    if (message_.has_end()) {
      break;
    }
    if (!message_.has_chunk()) {
      return BadStream("after `spec`, the messages of the stream must carry `chunk` or `end`");
    }
    if (message_.chunk().size() > kMaxChunkBytes) {
      return BadStream("found a chunk of " + std::to_string(message_.chunk().size()) +
                       " bytes, expected at most 1048576");
    }
  }
  if (message_.has_end()) {
    return CheckEnd();
  }
  const size_t count = std::min(capacity, message_.chunk().size() - chunk_used_);
  std::memcpy(buffer, message_.chunk().data() + chunk_used_, count);
  chunk_used_ += count;
  byte_count_ += static_cast<int64_t>(count);
  return count;
}

template <typename Request, typename Response>
absl::StatusOr<size_t> ImportReactor<Request, Response>::CheckEnd() const {
  if (message_.end().byte_count() != byte_count_) {
    return BadStream("`end` says " + std::to_string(message_.end().byte_count()) + " bytes, but " +
                     std::to_string(byte_count_) + " arrived");
  }
  return 0;
}

template class ImportReactor<v1::ImportDatasetRequest, v1::ImportDatasetResponse>;
template class ImportReactor<v1::ImportLabelsRequest, v1::ImportLabelsResponse>;
template class ImportReactor<v1::RestoreCampaignRequest, v1::RestoreCampaignResponse>;
template class ImportReactor<v1::ImportResultsRequest, v1::ImportResultsResponse>;
template class ImportReactor<v1::ImportMatrixRequest, v1::ImportMatrixResponse>;

}  // namespace assay::rpc
