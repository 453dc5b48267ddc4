#include "engine/store/request_repository.h"

#include "assay/storage/v1/campaigns.pb.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"

namespace assay {

using storage::v1::RequestRecord;

absl::StatusOr<std::optional<std::string>> RequestRepository::Find(std::string_view request_id,
                                                                   uint64_t request_hash) const {
  if (request_id.empty()) {
    return std::nullopt;
  }
  if (request_id.size() > kMaxRequestIdBytes) {
    const std::string found = std::to_string(request_id.size());
    const std::string expected = std::to_string(kMaxRequestIdBytes);
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_REQUEST_ID",
        "found a request_id of " + found + " bytes; at most " + expected + " are expected",
        {{"found", found}, {"expected", expected}, {"field", "request_id"}});
  }
  ASSAY_ASSIGN_OR_RETURN(
      std::optional<RequestRecord> record,
      ReadMessage<RequestRecord>(store_, KeyKind::kRequest, RequestKey(request_id)));
  if (!record.has_value()) {
    return std::nullopt;
  }
  if (record->request_hash() != request_hash) {
    return MakeError(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                     "the request_id '" + std::string(request_id) +
                         "' belongs to another call; take a new one for each call",
                     {{"request_id", std::string(request_id)}, {"field", "request_id"}});
  }
  return std::move(*record->mutable_response());
}

absl::Status RequestRepository::AddTo(Store::Batch& batch, const Answer& answer) {
  if (answer.request_id.empty()) {
    return absl::OkStatus();
  }
  RequestRecord record;
  record.set_request_hash(answer.request_hash);
  record.set_response(answer.response);
  record.set_time_us(answer.time_us);
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(record));
  const std::string key = RequestKey(answer.request_id);
  batch.RequireAbsent(key);
  batch.Put(key, bytes);
  return absl::OkStatus();
}

absl::Status RequestRepository::Put(const Answer& answer) {
  const auto batch = store_.NewBatch();
  ASSAY_RETURN_IF_ERROR(AddTo(*batch, answer));
  return batch->Commit(Durability::kSynced);
}

}  // namespace assay
