#include "engine/store/recovery.h"

#include <limits>
#include <optional>
#include <set>

#include "assay/storage/v1/campaigns.pb.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/deletions.h"
#include "engine/store/keys.h"
#include "engine/store/operation_repository.h"
#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"

namespace assay {
namespace {

using storage::v1::CampaignHead;
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

// Campaigns that have rows in a range, where `range_of` gives the range of one campaign and
// `parse_key` the campaign of a key.  One seek per campaign.
absl::StatusOr<std::vector<uint64_t>> CampaignsWith(
    const Store& store, KeyRange (*range_of)(uint64_t),
    absl::StatusOr<uint64_t> (*parse_key)(std::string_view)) {
  std::vector<uint64_t> numbers;
  const std::string end = range_of(std::numeric_limits<uint64_t>::max()).end;
  std::string begin = range_of(0).begin;
  for (bool found = true; found;) {
    found = false;
    absl::StatusOr<uint64_t> number = 0;
    ASSAY_RETURN_IF_ERROR(store.Scan(begin, end, [&](std::string_view key, std::string_view) {
      found = true;
      number = parse_key(key);
      return false;
    }));
    ASSAY_RETURN_IF_ERROR(number.status());
    if (found) {
      numbers.push_back(*number);
      begin = range_of(*number).end;
    }
  }
  return numbers;
}

// Rows of staged labels but those of the import that the head has accepted, and the selection where
// there is no campaign.
absl::StatusOr<std::vector<KeyRange>> UnnamedRows(const Store& store, uint64_t campaign_number) {
  ASSAY_ASSIGN_OR_RETURN(
      const std::optional<CampaignHead> head,
      ReadMessage<CampaignHead>(store, KeyKind::kCampaignHead, CampaignHeadKey(campaign_number)));
  const KeyRange staged = StagedLabelsRange(campaign_number);
  if (!head.has_value()) {
    return std::vector<KeyRange>{staged, CampaignSelectionRange(campaign_number)};
  }
  if (!head->has_pending_labels()) {
    return std::vector<KeyRange>{staged};
  }
  const KeyRange kept = StagedLabelsRange(campaign_number, head->pending_labels().import_number());
  return std::vector<KeyRange>{{staged.begin, kept.begin}, {kept.end, staged.end}};
}

absl::StatusOr<bool> SweepCampaign(uint64_t campaign_number, Store& store) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<KeyRange> ranges, UnnamedRows(store, campaign_number));
  bool holds_rows = false;
  const auto batch = store.NewBatch();
  for (const KeyRange& range : ranges) {
    ASSAY_RETURN_IF_ERROR(
        store.Scan(range.begin, range.end, [&](std::string_view, std::string_view) {
          holds_rows = true;
          return false;
        }));
    batch->DeleteRange(range.begin, range.end);
  }
  if (!holds_rows) {
    return false;
  }
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kSynced));
  for (const KeyRange& range : ranges) {
    store.ReclaimDeletedRange(range.begin, range.end).IgnoreError();
  }
  return true;
}

absl::StatusOr<uint64_t> CampaignOfSelectionKey(std::string_view key) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignPlace place, ParseCampaignSelectionKey(key));
  return place.campaign_number;
}

absl::StatusOr<std::vector<uint64_t>> SweepCampaigns(Store& store) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<uint64_t> staged,
                         CampaignsWith(store, &StagedLabelsRange, &ParseStagedLabelsKey));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<uint64_t> selected,
                         CampaignsWith(store, &CampaignSelectionRange, &CampaignOfSelectionKey));
  std::set<uint64_t> campaigns(staged.begin(), staged.end());
  campaigns.insert(selected.begin(), selected.end());
  std::vector<uint64_t> swept;
  for (const uint64_t campaign_number : campaigns) {
    ASSAY_ASSIGN_OR_RETURN(const bool was_swept, SweepCampaign(campaign_number, store));
    if (was_swept) {
      swept.push_back(campaign_number);
    }
  }
  return swept;
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
  ASSAY_ASSIGN_OR_RETURN(report.swept_campaigns, SweepCampaigns(store));
  OperationRepository operations(store);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<OperationRecord> running, operations.ListRunning());
  for (const OperationRecord& record : running) {
    ASSAY_RETURN_IF_ERROR(operations.Update(Interrupted(record, now_us)));
    report.failed_operations.push_back(record.operation().name());
  }
  return report;
}

}  // namespace assay
