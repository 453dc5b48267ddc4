#include "engine/store/recovery.h"

#include "assay/storage/v1/records.pb.h"
#include "engine/base/status.h"
#include "engine/store/deletions.h"
#include "engine/store/keys.h"
#include "engine/store/operation_repository.h"
#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"

namespace assay {
namespace {

using storage::v1::OperationRecord;

template <typename Number>
absl::StatusOr<std::vector<Number>> NumbersIn(
    const Store& store, const KeyRange& range,
    absl::StatusOr<Number> (*parse_key)(std::string_view)) {
  std::vector<Number> numbers;
  absl::Status damage;
  const auto visit = [&](std::string_view key, std::string_view) {
    const absl::StatusOr<Number> number = parse_key(key);
    damage = number.status();
    if (number.ok()) {
      numbers.push_back(*number);
    }
    return number.ok();
  };
  ASSAY_RETURN_IF_ERROR(store.Scan(range.begin, range.end, visit));
  ASSAY_RETURN_IF_ERROR(damage);
  return numbers;
}

absl::Status RemoveImport(uint64_t dataset_number, Store& store) {
  const auto batch = store.NewBatch();
  DeleteDatasetRows(dataset_number, *batch);
  batch->Delete(PendingImportKey(dataset_number));
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kSynced));
  ReclaimDatasetRows(dataset_number, store);
  return absl::OkStatus();
}

absl::Status RemoveMatrix(const DatasetMatrix& matrix, Store& store) {
  const auto batch = store.NewBatch();
  DeleteMatrixBlocks(matrix.dataset_number, matrix.matrix_number, *batch);
  batch->Delete(PendingMatrixKey(matrix.dataset_number, matrix.matrix_number));
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kSynced));
  ReclaimMatrixBlocks(matrix.dataset_number, matrix.matrix_number, store);
  return absl::OkStatus();
}

absl::Status RemoveAudit(uint64_t audit_number, Store& store) {
  const auto batch = store.NewBatch();
  DeleteAuditRows(audit_number, *batch);
  batch->Delete(PendingAuditKey(audit_number));
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kSynced));
  ReclaimAuditRows(audit_number, store);
  return absl::OkStatus();
}

OperationRecord Interrupted(OperationRecord record, int64_t now_us) {
  v1::Operation& operation = *record.mutable_operation();
  operation.set_state(v1::Operation::STATE_FAILED);
  *operation.mutable_end_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(now_us);
  google::rpc::Status& error = *operation.mutable_error();
  error.set_code(static_cast<int>(absl::StatusCode::kAborted));
  error.set_message("the server stopped while this operation was running; start it again");
  google::rpc::ErrorInfo info;
  info.set_reason("OPERATION_INTERRUPTED");
  info.set_domain("assay.dev");
  (*info.mutable_metadata())["name"] = operation.name();
  error.add_details()->PackFrom(info);
  return record;
}

}  // namespace

absl::StatusOr<RecoveryReport> RecoverAfterCrash(Store& store, int64_t now_us) {
  RecoveryReport report;
  ASSAY_ASSIGN_OR_RETURN(report.removed_imports,
                         NumbersIn(store, PendingImportRange(), &ParsePendingImportKey));
  for (const uint64_t dataset_number : report.removed_imports) {
    ASSAY_RETURN_IF_ERROR(RemoveImport(dataset_number, store));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<DatasetMatrix> matrices,
                         NumbersIn(store, PendingMatrixRange(), &ParsePendingMatrixKey));
  for (const DatasetMatrix& matrix : matrices) {
    ASSAY_RETURN_IF_ERROR(RemoveMatrix(matrix, store));
    report.removed_matrices.push_back(matrix.matrix_number);
  }
  ASSAY_ASSIGN_OR_RETURN(report.removed_audits,
                         NumbersIn(store, PendingAuditRange(), &ParsePendingAuditKey));
  for (const uint64_t audit_number : report.removed_audits) {
    ASSAY_RETURN_IF_ERROR(RemoveAudit(audit_number, store));
  }
  OperationRepository operations(store);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<OperationRecord> running, operations.ListRunning());
  for (const OperationRecord& record : running) {
    ASSAY_RETURN_IF_ERROR(operations.Update(Interrupted(record, now_us)));
    report.failed_operations.push_back(record.operation().name());
  }
  return report;
}

}  // namespace assay
