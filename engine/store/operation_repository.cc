#include "engine/store/operation_repository.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/keys.h"
#include "engine/store/record_errors.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::OperationRecord;

bool IsRunning(const OperationRecord& record) {
  return record.operation().state() == v1::Operation::STATE_RUNNING;
}

absl::StatusOr<std::optional<OperationRecord>> ReadOperation(const Store& store, uint64_t number) {
  return ReadMessage<OperationRecord>(store, KeyKind::kOperation, OperationKey(number));
}

}  // namespace

absl::StatusOr<OperationRepository::Created> OperationRepository::Create(OperationRecord record) {
  Created created{std::move(record), true};
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&] { return CreateOnce(created); }));
  return created;
}

absl::Status OperationRepository::CreateOnce(Created& created) {
  OperationRecord& record = created.record;
  const auto batch = store_.NewBatch();
  ASSAY_ASSIGN_OR_RETURN(const uint64_t number, TakeNumber(store_, Counter::kOperation, *batch));
  if (!record.request_id().empty()) {
    const std::string request_key = OperationRequestKey(record.request_id());
    ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> earlier,
                           ReadNumber(store_, KeyKind::kOperationRequest, request_key));
    if (earlier.has_value()) {
      ASSAY_ASSIGN_OR_RETURN(std::optional<OperationRecord> found, ReadOperation(store_, *earlier));
      if (!found.has_value()) {
        return OperationNotFoundError(NumberedName(kOperationCollection, *earlier));
      }
      created = {*std::move(found), false};
      return absl::OkStatus();
    }
    batch->RequireAbsent(request_key);
    batch->Put(request_key, EncodeNumber(number));
  }
  record.set_operation_number(number);
  record.mutable_operation()->set_name(NumberedName(kOperationCollection, number));
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(record));
  batch->Put(OperationKey(number), bytes);
  if (IsRunning(record)) {
    batch->Put(RunningOperationKey(number), {});
  }
  return batch->Commit(Durability::kSynced);
}

absl::Status OperationRepository::Update(const OperationRecord& record) {
  return RetryOnConflict([&] { return UpdateOnce(record); });
}

absl::Status OperationRepository::UpdateOnce(const OperationRecord& record) {
  const uint64_t number = record.operation_number();
  ASSAY_ASSIGN_OR_RETURN(const std::optional<OperationRecord> before,
                         ReadOperation(store_, number));
  if (!before.has_value()) {
    return OperationNotFoundError(NumberedName(kOperationCollection, number));
  }
  if (!IsRunning(*before)) {
    return OperationAlreadyDoneError(before->operation().name());
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(record));
  const auto batch = store_.NewBatch();
  batch->Require(RunningOperationKey(number), {});
  batch->Put(OperationKey(number), bytes);
  if (!IsRunning(record)) {
    batch->Delete(RunningOperationKey(number));
  }
  return batch->Commit(Durability::kSynced);
}

absl::StatusOr<OperationRecord> OperationRepository::Get(std::string_view name) const {
  const std::optional<uint64_t> number = ParseNumberedName(kOperationCollection, name);
  if (!number.has_value()) {
    return OperationNotFoundError(std::string(name));
  }
  ASSAY_ASSIGN_OR_RETURN(std::optional<OperationRecord> record, ReadOperation(store_, *number));
  if (!record.has_value()) {
    return OperationNotFoundError(std::string(name));
  }
  return *std::move(record);
}

absl::StatusOr<std::vector<OperationRecord>> OperationRepository::List(uint64_t before_number,
                                                                       size_t limit) const {
  const uint64_t before = before_number == 0 ? std::numeric_limits<uint64_t>::max() : before_number;
  return ReadMessages<OperationRecord>(store_, KeyKind::kOperation, OperationRangeBefore(before),
                                       limit);
}

absl::StatusOr<std::vector<OperationRecord>> OperationRepository::ListRunning() const {
  std::vector<OperationRecord> running;
  absl::Status failure;
  const auto visit = [&](std::string_view key, std::string_view) {
    const absl::StatusOr<uint64_t> number = ParseRunningOperationKey(key);
    failure = number.status();
    if (!failure.ok()) {
      return false;
    }
    auto record = ReadOperation(store_, *number);
    failure = record.status();
    if (failure.ok() && record->has_value() && IsRunning(**record)) {
      running.push_back(**std::move(record));
    }
    return failure.ok();
  };
  const KeyRange range = RunningOperationRange();
  ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit));
  ASSAY_RETURN_IF_ERROR(failure);
  return running;
}

}  // namespace assay
