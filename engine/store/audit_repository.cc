#include "engine/store/audit_repository.h"

#include <string>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/deletions.h"
#include "engine/store/keys.h"
#include "engine/store/record_errors.h"
#include "engine/store/resource_name.h"

namespace assay {

using storage::v1::AuditRecord;
using storage::v1::FindingRecord;
using storage::v1::OperationRecord;

namespace {

constexpr size_t kModelBlockBytes = size_t{1} << 20;

}  // namespace

AuditWriter::AuditWriter(Store& store, uint64_t dataset_number, uint64_t audit_number)
    : store_(store),
      dataset_number_(dataset_number),
      audit_number_(audit_number),
      findings_(store.NewSortedLoad()) {}

AuditWriter::~AuditWriter() { Abort().IgnoreError(); }

std::string AuditWriter::name() const { return NumberedName(kAuditCollection, audit_number_); }

absl::Status AuditWriter::Append(const FindingRecord& finding) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(finding));
  return AppendEncoded(static_cast<uint64_t>(finding.finding().rank()), bytes);
}

absl::Status AuditWriter::AppendEncoded(uint64_t rank, std::string_view finding) {
  return findings_->Add(FindingKey(audit_number_, rank), finding);
}

absl::Status AuditWriter::SetModel(std::string_view model) {
  const auto load = store_.NewSortedLoad();
  for (uint64_t block = 0; !model.empty(); ++block) {
    const std::string_view bytes = model.substr(0, kModelBlockBytes);
    ASSAY_RETURN_IF_ERROR(load->Add(ModelBlockKey(audit_number_, block), bytes));
    model.remove_prefix(bytes.size());
  }
  return load->Finish();
}

absl::StatusOr<AuditRecord> AuditWriter::Commit(AuditRecord audit,
                                                const OperationRecord& operation) {
  audit.set_audit_number(audit_number_);
  audit.set_dataset_number(dataset_number_);
  audit.mutable_audit()->set_name(name());
  ASSAY_RETURN_IF_ERROR(findings_->Finish());
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&] { return PublishRecord(audit, operation); }));
  is_open_ = false;
  return audit;
}

absl::Status AuditWriter::PublishRecord(const AuditRecord& audit,
                                        const OperationRecord& operation) {
  const std::string count_key = DatasetAuditCountKey(dataset_number_);
  ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> audit_count,
                         ReadNumber(store_, KeyKind::kDatasetAuditCount, count_key));
  if (!audit_count.has_value()) {
    return DatasetNotFoundError(audit.audit().dataset());
  }
  const std::string running_key = RunningOperationKey(operation.operation_number());
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> running, ReadBytes(store_, running_key));
  if (!running.has_value()) {
    return OperationAlreadyDoneError(operation.operation().name());
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string audit_bytes, EncodeMessage(audit));
  ASSAY_ASSIGN_OR_RETURN(const std::string operation_bytes, EncodeMessage(operation));

  const auto batch = store_.NewBatch();
  // DatasetRepository::Delete removes the count, so that neither misses the other.
  batch->Require(count_key, EncodeNumber(*audit_count));
  batch->Require(running_key, *running);
  batch->Require(PendingAuditKey(audit_number_), {});
  batch->Put(count_key, EncodeNumber(*audit_count + 1));
  batch->Put(AuditKey(audit_number_), audit_bytes);
  batch->Put(DatasetAuditKey(dataset_number_, audit_number_), {});
  batch->Put(OperationKey(operation.operation_number()), operation_bytes);
  batch->Delete(running_key);
  batch->Delete(PendingAuditKey(audit_number_));
  return batch->Commit(Durability::kSynced);
}

absl::Status AuditWriter::Abort() {
  if (!is_open_) {
    return absl::OkStatus();
  }
  findings_.reset();
  const auto batch = store_.NewBatch();
  DeleteAuditRows(audit_number_, *batch);
  batch->Delete(PendingAuditKey(audit_number_));
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kBuffered));
  is_open_ = false;
  ReclaimAuditRows(audit_number_, store_);
  return absl::OkStatus();
}

absl::StatusOr<std::string> AuditRepository::ReadModel(uint64_t audit_number) const {
  std::string model;
  const KeyRange range = ModelBlockRange(audit_number);
  ASSAY_RETURN_IF_ERROR(
      store_.Scan(range.begin, range.end, [&](std::string_view, std::string_view bytes) {
        model.append(bytes);
        return true;
      }));
  return model;
}

absl::StatusOr<std::unique_ptr<AuditWriter>> AuditRepository::Begin(uint64_t dataset_number) {
  uint64_t audit_number = 0;
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&]() -> absl::Status {
    const auto batch = store_.NewBatch();
    ASSAY_ASSIGN_OR_RETURN(audit_number, TakeNumber(store_, Counter::kAudit, *batch));
    batch->Put(PendingAuditKey(audit_number), {});
    return batch->Commit(Durability::kSynced);
  }));
  return std::make_unique<AuditWriter>(store_, dataset_number, audit_number);
}

absl::StatusOr<AuditRecord> AuditRepository::Get(std::string_view name) const {
  const std::optional<uint64_t> number = ParseNumberedName(kAuditCollection, name);
  if (!number.has_value()) {
    return AuditNotFoundError(std::string(name));
  }
  ASSAY_ASSIGN_OR_RETURN(std::optional<AuditRecord> record,
                         ReadMessage<AuditRecord>(store_, KeyKind::kAudit, AuditKey(*number)));
  if (!record.has_value()) {
    return AuditNotFoundError(std::string(name));
  }
  return *std::move(record);
}

absl::StatusOr<std::vector<AuditRecord>> AuditRepository::List(
    uint64_t after_number, size_t limit, std::optional<uint64_t> dataset_number) const {
  if (dataset_number.has_value()) {
    return ListOfDataset(*dataset_number, after_number, limit);
  }
  return ReadMessages<AuditRecord>(store_, KeyKind::kAudit, AuditRangeAfter(after_number), limit);
}

absl::StatusOr<std::vector<AuditRecord>> AuditRepository::ListOfDataset(uint64_t dataset_number,
                                                                        uint64_t after_number,
                                                                        size_t limit) const {
  std::vector<AuditRecord> audits;
  absl::Status damage;
  const auto visit = [&](std::string_view key, std::string_view) {
    if (audits.size() >= limit) {
      return false;
    }
    const absl::StatusOr<DatasetAudit> parsed = ParseDatasetAuditKey(key);
    damage = parsed.status();
    if (!damage.ok()) {
      return false;
    }
    auto record = ReadMessage<AuditRecord>(store_, KeyKind::kAudit, AuditKey(parsed->audit_number));
    damage = record.status();
    // A record that is missing was deleted after the scan had begun.
    if (damage.ok() && record->has_value()) {
      audits.push_back(**std::move(record));
    }
    return damage.ok();
  };
  const KeyRange range = DatasetAuditRangeAfter(dataset_number, after_number);
  ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit));
  ASSAY_RETURN_IF_ERROR(damage);
  return audits;
}

absl::Status AuditRepository::Delete(std::string_view name) {
  uint64_t audit_number = 0;
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&]() -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const AuditRecord record, Get(name));
    audit_number = record.audit_number();
    const auto batch = store_.NewBatch();
    batch->Require(DatasetAuditKey(record.dataset_number(), audit_number), {});
    DeleteAudit(record.dataset_number(), audit_number, *batch);
    return batch->Commit(Durability::kSynced);
  }));
  ReclaimAuditRows(audit_number, store_);
  return absl::OkStatus();
}

absl::StatusOr<AuditRecord> AuditRepository::Update(std::string_view name,
                                                    const AuditChange& change) {
  const std::optional<uint64_t> number = ParseNumberedName(kAuditCollection, name);
  if (!number.has_value()) {
    return AuditNotFoundError(std::string(name));
  }
  AuditRecord record;
  const auto attempt = [&]() -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> before,
                           ReadBytes(store_, AuditKey(*number)));
    if (!before.has_value()) {
      return AuditNotFoundError(std::string(name));
    }
    ASSAY_RETURN_IF_ERROR(DecodeMessage(KeyKind::kAudit, *before, record));
    ASSAY_ASSIGN_OR_RETURN(const std::vector<VerifiedItem> labels, change(record));
    const auto batch = store_.NewBatch();
    batch->Require(AuditKey(*number), *before);
    ASSAY_ASSIGN_OR_RETURN(const std::string after, EncodeMessage(record));
    batch->Put(AuditKey(*number), after);
    for (const VerifiedItem& label : labels) {
      ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(label.record));
      batch->Put(VerifiedKey(*number, label.item_index), bytes);
    }
    return batch->Commit(Durability::kSynced);
  };
  ASSAY_RETURN_IF_ERROR(RetryOnConflict(attempt));
  return record;
}

absl::StatusOr<std::vector<VerifiedItem>> AuditRepository::ListVerified(
    uint64_t audit_number) const {
  std::vector<VerifiedItem> labels;
  absl::Status damage;
  const auto visit = [&](std::string_view key, std::string_view value) {
    const absl::StatusOr<AuditItem> parsed = ParseVerifiedKey(key);
    damage = parsed.status();
    if (damage.ok()) {
      labels.emplace_back().item_index = parsed->item_index;
      damage = DecodeMessage(KeyKind::kVerified, value, labels.back().record);
    }
    return damage.ok();
  };
  const KeyRange range = VerifiedRange(audit_number);
  ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit));
  ASSAY_RETURN_IF_ERROR(damage);
  return labels;
}

absl::Status AuditRepository::ScanFindings(uint64_t audit_number, uint64_t first_rank,
                                           const FindingVisitor& visit) const {
  FindingRecord finding;
  absl::Status damage;
  const auto visit_bytes = [&](std::string_view, std::string_view value) {
    damage = DecodeMessage(KeyKind::kFinding, value, finding);
    return damage.ok() && visit(finding);
  };
  const KeyRange range = FindingRangeFrom(audit_number, first_rank);
  ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit_bytes));
  return damage;
}

}  // namespace assay
