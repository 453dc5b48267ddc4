#include "engine/store/keys.h"

#include <limits>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/key_fields.h"

namespace assay {
namespace {

constexpr std::pair<KeyKind, std::string_view> kKindNames[] = {
    {KeyKind::kFormatVersion, "format version"},
    {KeyKind::kCounter, "counter"},
    {KeyKind::kSecret, "secret"},
    {KeyKind::kDataset, "data set"},
    {KeyKind::kDatasetName, "data set name"},
    {KeyKind::kDatasetFingerprint, "data set fingerprint"},
    {KeyKind::kPendingImport, "pending import"},
    {KeyKind::kDatasetAudit, "audit of a data set"},
    {KeyKind::kDatasetAuditCount, "audit count of a data set"},
    {KeyKind::kMatrix, "matrix"},
    {KeyKind::kPendingMatrix, "pending matrix"},
    {KeyKind::kAudit, "audit"},
    {KeyKind::kPendingAudit, "pending audit"},
    {KeyKind::kOperation, "operation"},
    {KeyKind::kOperationRequest, "operation request"},
    {KeyKind::kRunningOperation, "running operation"},
    {KeyKind::kAnnotator, "annotator"},
    {KeyKind::kAnnotatorName, "annotator name"},
    {KeyKind::kKey, "key"},
    {KeyKind::kKeyHash, "key hash"},
    {KeyKind::kTrail, "trail"},
    {KeyKind::kRequest, "request"},
    {KeyKind::kCampaign, "campaign"},
    {KeyKind::kCampaignName, "campaign name"},
    {KeyKind::kDatasetCampaign, "campaign of a data set"},
    {KeyKind::kItem, "item"},
    {KeyKind::kLabel, "label"},
    {KeyKind::kCampaignLog, "campaign log"},
    {KeyKind::kItemId, "item id"},
    {KeyKind::kFinding, "finding"},
    {KeyKind::kVerified, "verified label"},
    {KeyKind::kMatrixBlock, "matrix block"},
    {KeyKind::kModelBlock, "audit model"},
    {KeyKind::kStagedLabels, "staged labels"},
    {KeyKind::kCampaignSelection, "campaign selection"},
    {KeyKind::kCampaignHead, "campaign head"},
    {KeyKind::kCampaignItem, "campaign item"},
    {KeyKind::kCampaignOpen, "open item"},
    {KeyKind::kCampaignGain, "open item by gain"},
    {KeyKind::kCampaignAnnotator, "campaign annotator"},
    {KeyKind::kCampaignCall, "campaign call"},
    {KeyKind::kMturkSettings, "settings of result files"},
    {KeyKind::kMturkAssignment, "assignment of a result file"},
};
constexpr uint64_t kMaxNumber = std::numeric_limits<uint64_t>::max();

}  // namespace

std::string_view KeyKindName(KeyKind kind) {
  for (const auto& [known_kind, name] : kKindNames) {
    if (known_kind == kind) {
      return name;
    }
  }
  return "unknown";
}

Family FamilyOfKey(std::string_view key) {
  Family family = Family::kMeta;
  for (const FamilyInfo& info : kFamilies) {
    if (!key.empty() && static_cast<uint8_t>(key[0]) >= info.first_byte) {
      family = info.family;
    }
  }
  return family;
}

std::string FormatVersionKey() { return KeyWriter(KeyKind::kFormatVersion).Take(); }
std::string SecretKey() { return KeyWriter(KeyKind::kSecret).Take(); }

std::string CounterKey(Counter counter) {
  const char name = static_cast<char>(counter);
  return KeyWriter(KeyKind::kCounter).LastText({&name, 1}).Take();
}

std::string DatasetKey(uint64_t dataset_number) {
  return NumberKey(KeyKind::kDataset, dataset_number);
}

KeyRange DatasetRangeAfter(uint64_t dataset_number) {
  return {JustAfter(DatasetKey(dataset_number)), EndOfKind(KeyKind::kDataset)};
}

absl::StatusOr<uint64_t> ParseDatasetKey(std::string_view key) {
  return ParseNumberKey(KeyKind::kDataset, key);
}

std::string DatasetNameKey(std::string_view dataset_id) {
  return KeyWriter(KeyKind::kDatasetName).LastText(dataset_id).Take();
}

std::string DatasetFingerprintKey(std::string_view fingerprint, uint64_t dataset_number) {
  return KeyWriter(KeyKind::kDatasetFingerprint).Text(fingerprint).Number(dataset_number).Take();
}

KeyRange DatasetFingerprintRange(std::string_view fingerprint) {
  return PrefixRange(KeyWriter(KeyKind::kDatasetFingerprint).Text(fingerprint).Take());
}

absl::StatusOr<DatasetFingerprint> ParseDatasetFingerprintKey(std::string_view key) {
  KeyReader reader(KeyKind::kDatasetFingerprint, key);
  DatasetFingerprint parsed;
  parsed.fingerprint = reader.Text();
  parsed.dataset_number = reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return parsed;
}

std::string PendingImportKey(uint64_t dataset_number) {
  return NumberKey(KeyKind::kPendingImport, dataset_number);
}

KeyRange PendingImportRange() { return {PendingImportKey(0), EndOfKind(KeyKind::kPendingImport)}; }

absl::StatusOr<uint64_t> ParsePendingImportKey(std::string_view key) {
  return ParseNumberKey(KeyKind::kPendingImport, key);
}

std::string DatasetAuditKey(uint64_t dataset_number, uint64_t audit_number) {
  return KeyWriter(KeyKind::kDatasetAudit).Number(dataset_number).Number(audit_number).Take();
}

KeyRange DatasetAuditRangeAfter(uint64_t dataset_number, uint64_t audit_number) {
  return {JustAfter(DatasetAuditKey(dataset_number, audit_number)),
          AfterPrefix(NumberKey(KeyKind::kDatasetAudit, dataset_number))};
}

absl::StatusOr<DatasetAudit> ParseDatasetAuditKey(std::string_view key) {
  KeyReader reader(KeyKind::kDatasetAudit, key);
  DatasetAudit parsed;
  parsed.dataset_number = reader.Number();
  parsed.audit_number = reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return parsed;
}

std::string DatasetAuditCountKey(uint64_t dataset_number) {
  return NumberKey(KeyKind::kDatasetAuditCount, dataset_number);
}

std::string MatrixKey(uint64_t dataset_number, uint64_t matrix_number) {
  return KeyWriter(KeyKind::kMatrix).Number(dataset_number).Number(matrix_number).Take();
}

KeyRange MatrixRangeAfter(uint64_t dataset_number, uint64_t matrix_number) {
  return {JustAfter(MatrixKey(dataset_number, matrix_number)),
          AfterPrefix(NumberKey(KeyKind::kMatrix, dataset_number))};
}

std::string PendingMatrixKey(uint64_t dataset_number, uint64_t matrix_number) {
  return KeyWriter(KeyKind::kPendingMatrix).Number(dataset_number).Number(matrix_number).Take();
}

KeyRange PendingMatrixRange() {
  return {PendingMatrixKey(0, 0), EndOfKind(KeyKind::kPendingMatrix)};
}

absl::StatusOr<DatasetMatrix> ParsePendingMatrixKey(std::string_view key) {
  KeyReader reader(KeyKind::kPendingMatrix, key);
  DatasetMatrix parsed;
  parsed.dataset_number = reader.Number();
  parsed.matrix_number = reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return parsed;
}

std::string MatrixBlockKey(uint64_t dataset_number, uint64_t matrix_number, uint64_t block_index) {
  return KeyWriter(KeyKind::kMatrixBlock)
      .Number(dataset_number)
      .Number(matrix_number)
      .Number(block_index)
      .Take();
}

KeyRange MatrixBlockRange(uint64_t dataset_number) {
  return PrefixRange(NumberKey(KeyKind::kMatrixBlock, dataset_number));
}

KeyRange MatrixBlockRange(uint64_t dataset_number, uint64_t matrix_number) {
  return PrefixRange(
      KeyWriter(KeyKind::kMatrixBlock).Number(dataset_number).Number(matrix_number).Take());
}

std::string AuditKey(uint64_t audit_number) { return NumberKey(KeyKind::kAudit, audit_number); }

KeyRange AuditRangeAfter(uint64_t audit_number) {
  return {JustAfter(AuditKey(audit_number)), EndOfKind(KeyKind::kAudit)};
}

absl::StatusOr<uint64_t> ParseAuditKey(std::string_view key) {
  return ParseNumberKey(KeyKind::kAudit, key);
}

std::string PendingAuditKey(uint64_t audit_number) {
  return NumberKey(KeyKind::kPendingAudit, audit_number);
}

KeyRange PendingAuditRange() { return {PendingAuditKey(0), EndOfKind(KeyKind::kPendingAudit)}; }

absl::StatusOr<uint64_t> ParsePendingAuditKey(std::string_view key) {
  return ParseNumberKey(KeyKind::kPendingAudit, key);
}

std::string OperationKey(uint64_t operation_number) {
  return NumberKey(KeyKind::kOperation, kMaxNumber - operation_number);
}

KeyRange OperationRangeBefore(uint64_t operation_number) {
  return {JustAfter(OperationKey(operation_number)), EndOfKind(KeyKind::kOperation)};
}

absl::StatusOr<uint64_t> ParseOperationKey(std::string_view key) {
  ASSAY_ASSIGN_OR_RETURN(const uint64_t inverted, ParseNumberKey(KeyKind::kOperation, key));
  return kMaxNumber - inverted;
}

std::string OperationRequestKey(std::string_view request_id) {
  return KeyWriter(KeyKind::kOperationRequest).LastText(request_id).Take();
}

std::string RunningOperationKey(uint64_t operation_number) {
  return NumberKey(KeyKind::kRunningOperation, operation_number);
}

KeyRange RunningOperationRange() {
  return {RunningOperationKey(0), EndOfKind(KeyKind::kRunningOperation)};
}

absl::StatusOr<uint64_t> ParseRunningOperationKey(std::string_view key) {
  return ParseNumberKey(KeyKind::kRunningOperation, key);
}

std::string ItemKey(uint64_t dataset_number, uint64_t item_index) {
  return KeyWriter(KeyKind::kItem).Number(dataset_number).Number(item_index).Take();
}

KeyRange ItemRangeFrom(uint64_t dataset_number, uint64_t first_index) {
  return {ItemKey(dataset_number, first_index),
          AfterPrefix(NumberKey(KeyKind::kItem, dataset_number))};
}

absl::StatusOr<DatasetItem> ParseItemKey(std::string_view key) {
  KeyReader reader(KeyKind::kItem, key);
  DatasetItem parsed;
  parsed.dataset_number = reader.Number();
  parsed.item_index = reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return parsed;
}

std::string LabelKey(uint64_t dataset_number, uint64_t sequence_number) {
  return KeyWriter(KeyKind::kLabel).Number(dataset_number).Number(sequence_number).Take();
}

KeyRange LabelRange(uint64_t dataset_number) {
  return PrefixRange(NumberKey(KeyKind::kLabel, dataset_number));
}

std::string ItemIdKey(uint64_t dataset_number, std::string_view item_id, uint64_t item_index) {
  return KeyWriter(KeyKind::kItemId).Number(dataset_number).Text(item_id).Number(item_index).Take();
}

KeyRange ItemIdRange(uint64_t dataset_number) {
  return PrefixRange(NumberKey(KeyKind::kItemId, dataset_number));
}

KeyRange ItemIdRange(uint64_t dataset_number, std::string_view item_id) {
  return PrefixRange(KeyWriter(KeyKind::kItemId).Number(dataset_number).Text(item_id).Take());
}

std::string_view ItemIdPrefix(std::string_view key) {
  constexpr size_t kTextBegin = 1 + sizeof(uint64_t);
  if (key.size() < kTextBegin || key[0] != static_cast<char>(KeyKind::kItemId)) {
    return {};
  }
  size_t end = key.find('\0', kTextBegin);
  while (end != std::string_view::npos && key.substr(end, kTextEnd.size()) != kTextEnd) {
    end = key.find('\0', end + kEscapedZero.size());
  }
  return end == std::string_view::npos ? std::string_view() : key.substr(0, end + kTextEnd.size());
}

absl::StatusOr<DatasetItemId> ParseItemIdKey(std::string_view key) {
  KeyReader reader(KeyKind::kItemId, key);
  DatasetItemId parsed;
  parsed.dataset_number = reader.Number();
  parsed.item_id = reader.Text();
  parsed.item_index = reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return parsed;
}

std::string ModelBlockKey(uint64_t audit_number, uint64_t block_index) {
  return KeyWriter(KeyKind::kModelBlock).Number(audit_number).Number(block_index).Take();
}

KeyRange ModelBlockRange(uint64_t audit_number) {
  return PrefixRange(NumberKey(KeyKind::kModelBlock, audit_number));
}

std::string FindingKey(uint64_t audit_number, uint64_t rank) {
  return KeyWriter(KeyKind::kFinding).Number(audit_number).Number(rank).Take();
}

KeyRange FindingRangeFrom(uint64_t audit_number, uint64_t first_rank) {
  return {FindingKey(audit_number, first_rank),
          AfterPrefix(NumberKey(KeyKind::kFinding, audit_number))};
}

std::string VerifiedKey(uint64_t audit_number, uint64_t item_index) {
  return KeyWriter(KeyKind::kVerified).Number(audit_number).Number(item_index).Take();
}

KeyRange VerifiedRange(uint64_t audit_number) {
  return {VerifiedKey(audit_number, 0), AfterPrefix(NumberKey(KeyKind::kVerified, audit_number))};
}

absl::StatusOr<AuditItem> ParseVerifiedKey(std::string_view key) {
  KeyReader reader(KeyKind::kVerified, key);
  AuditItem parsed;
  parsed.audit_number = reader.Number();
  parsed.item_index = reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return parsed;
}

}  // namespace assay
