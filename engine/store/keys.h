#ifndef ASSAY_ENGINE_STORE_KEYS_H_
#define ASSAY_ENGINE_STORE_KEYS_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay {

// The layout of all keys; docs/storage_format.md says it in a table.
//
// A key is one byte of KeyKind and then fields without separators.  Numbers are 8 bytes,
// big-endian, so that keys sort as the numbers do.  A text that is not the last field is written
// so that it sorts as its bytes do and ends by itself: 00 becomes 00 FF, and 00 01 ends it.
//
// Functions that read a key back return
//   DATA_LOSS STORED_KEY_DAMAGED  the bytes are not a key of that kind.

// The first byte.  These are on disk: never change or reuse a value.  Each family (below) owns the
// values from its first byte on.
enum class KeyKind : uint8_t {
  // Family kMeta.
  kFormatVersion = 0x01,       // -> number
  kCounter = 0x02,             // counter -> number
  kSecret = 0x03,              // -> random bytes
  kDataset = 0x10,             // dataset number -> DatasetRecord
  kDatasetName = 0x11,         // last part of the resource name -> dataset number
  kDatasetFingerprint = 0x12,  // fingerprint, dataset number -> nothing
  kPendingImport = 0x13,       // dataset number -> PendingImport
  kDatasetAudit = 0x14,        // dataset number, audit number -> nothing
  kDatasetAuditCount = 0x15,   // dataset number -> number of audits and campaigns ever made of it
  kMatrix = 0x16,              // dataset number, matrix number -> MatrixRecord
  kPendingMatrix = 0x17,       // dataset number, matrix number -> nothing
  kAudit = 0x20,               // audit number -> AuditRecord
  kPendingAudit = 0x21,        // audit number -> nothing
  kOperation = 0x28,           // 2^64 - 1 - operation number (newest first) -> OperationRecord
  kOperationRequest = 0x29,    // request_id -> operation number
  kRunningOperation = 0x2A,    // operation number -> nothing
  kAnnotator = 0x30,           // annotator number -> AnnotatorRecord
  kAnnotatorName = 0x31,       // last part of the resource name -> annotator number
  kKey = 0x32,                 // key number -> KeyRecord
  kKeyHash = 0x33,             // SHA-256 of the secret -> key number
  kTrail = 0x34,               // 2^64 - 1 - sequence (newest first) -> TrailRecord
  kRequest = 0x35,             // request_id of a repeatable call -> RequestRecord
  kCampaign = 0x38,            // campaign number -> CampaignRecord
  kCampaignName = 0x39,        // last part of the resource name -> campaign number
  kDatasetCampaign = 0x3A,     // dataset number, campaign number -> nothing
  // Family kItems.
  kItem = 0x40,  // dataset number, item index -> ItemRecord
  // Family kLabels.
  kLabel = 0x50,        // dataset number, sequence number in the log -> LabelRecord
  kCampaignLog = 0x51,  // campaign number, first sequence number -> LogBlock
  // Family kItemIds.
  kItemId = 0x60,  // dataset number, item id, item index -> nothing
  // Family kFindings.
  kFinding = 0x70,   // audit number, rank -> FindingRecord
  kVerified = 0x71,  // audit number, item index -> VerifiedRecord
  // Family kBlobs.
  kMatrixBlock = 0x80,        // dataset number, matrix number, block index -> float32 values
  kModelBlock = 0x81,         // audit number, block index -> bytes of its ModelRecord
  kStagedLabels = 0x82,       // campaign number, import number, block index -> StagedLabels
  kCampaignSelection = 0x83,  // campaign number, block index -> SelectionBlock
  // Family kCampaigns.
  kCampaignHead = 0x90,       // campaign number -> CampaignHead
  kCampaignItem = 0x91,       // campaign number, item number -> CampaignItemState
  kCampaignOpen = 0x92,       // campaign number, place in the queue -> item number
  kCampaignGain = 0x93,       // campaign number, 2^32 - 1 - gain, place in the queue -> item number
  kCampaignAnnotator = 0x94,  // campaign number, annotator number -> CampaignAnnotatorState
  kCampaignCall = 0x95,  // campaign number, annotator number, call number modulo 64 -> CampaignCall
  kMturkSettings = 0x96,    // campaign number -> MturkSettings
  kMturkAssignment = 0x97,  // campaign number, assignment id -> MturkAssignment
};

// A short name for messages, for example "item".
std::string_view KeyKindName(KeyKind kind);

// Column families of the embedded store: keys that are written, read and compressed alike.
// These are on disk: do not change the order, add at the end.
enum class Family : uint8_t {
  kMeta = 0,
  kItems = 1,
  kLabels = 2,
  kItemIds = 3,
  kFindings = 4,
  kBlobs = 5,
  kCampaigns = 6,
};

struct FamilyInfo {
  Family family;
  // Name on disk.  The storage engine insists on a family "default".
  const char* name;
  // Keys from this first byte up to the next family's belong to it.
  uint8_t first_byte;
};

inline constexpr std::array<FamilyInfo, 7> kFamilies = {{
    {Family::kMeta, "default", 0x00},
    {Family::kItems, "items", 0x40},
    {Family::kLabels, "labels", 0x50},
    {Family::kItemIds, "item_ids", 0x60},
    {Family::kFindings, "findings", 0x70},
    {Family::kBlobs, "blobs", 0x80},
    {Family::kCampaigns, "campaigns", 0x90},
}};

// The family of any key, known kind or not; an empty key belongs to kMeta.
Family FamilyOfKey(std::string_view key);

// Half-open range [begin, end) of keys.
struct KeyRange {
  std::string begin;
  std::string end;
};

// Longest item id that the index takes, in bytes.
inline constexpr size_t kMaxItemIdBytes = 1024;

// The numbers that are handed out once and never again.
enum class Counter : uint8_t {
  kDataset = 1,
  kAudit = 2,
  kOperation = 3,
  kMatrix = 4,
  kAnnotator = 5,
  kKey = 6,
  kTrail = 7,
  kCampaign = 8,
  kKeyChange = 9,  // changes of keys, so that they come one after the other
};

std::string FormatVersionKey();
std::string SecretKey();
std::string CounterKey(Counter counter);

std::string DatasetKey(uint64_t dataset_number);
KeyRange DatasetRangeAfter(uint64_t dataset_number);
absl::StatusOr<uint64_t> ParseDatasetKey(std::string_view key);

std::string DatasetNameKey(std::string_view dataset_id);

std::string DatasetFingerprintKey(std::string_view fingerprint, uint64_t dataset_number);
KeyRange DatasetFingerprintRange(std::string_view fingerprint);
struct DatasetFingerprint {
  std::string fingerprint;
  uint64_t dataset_number = 0;
};
absl::StatusOr<DatasetFingerprint> ParseDatasetFingerprintKey(std::string_view key);

std::string PendingImportKey(uint64_t dataset_number);
KeyRange PendingImportRange();
absl::StatusOr<uint64_t> ParsePendingImportKey(std::string_view key);

std::string DatasetAuditKey(uint64_t dataset_number, uint64_t audit_number);
KeyRange DatasetAuditRangeAfter(uint64_t dataset_number, uint64_t audit_number);
struct DatasetAudit {
  uint64_t dataset_number = 0;
  uint64_t audit_number = 0;
};
absl::StatusOr<DatasetAudit> ParseDatasetAuditKey(std::string_view key);
std::string DatasetAuditCountKey(uint64_t dataset_number);

struct DatasetMatrix {
  uint64_t dataset_number = 0;
  uint64_t matrix_number = 0;
};
std::string MatrixKey(uint64_t dataset_number, uint64_t matrix_number);
KeyRange MatrixRangeAfter(uint64_t dataset_number, uint64_t matrix_number);

std::string PendingMatrixKey(uint64_t dataset_number, uint64_t matrix_number);
KeyRange PendingMatrixRange();
absl::StatusOr<DatasetMatrix> ParsePendingMatrixKey(std::string_view key);

std::string MatrixBlockKey(uint64_t dataset_number, uint64_t matrix_number, uint64_t block_index);
// The blocks of all matrices of a data set, and of one of them.
KeyRange MatrixBlockRange(uint64_t dataset_number);
KeyRange MatrixBlockRange(uint64_t dataset_number, uint64_t matrix_number);

std::string ModelBlockKey(uint64_t audit_number, uint64_t block_index);
KeyRange ModelBlockRange(uint64_t audit_number);

std::string AuditKey(uint64_t audit_number);
KeyRange AuditRangeAfter(uint64_t audit_number);
absl::StatusOr<uint64_t> ParseAuditKey(std::string_view key);

std::string PendingAuditKey(uint64_t audit_number);
KeyRange PendingAuditRange();
absl::StatusOr<uint64_t> ParsePendingAuditKey(std::string_view key);

std::string OperationKey(uint64_t operation_number);
// Operations with a smaller number than this, newest first.
KeyRange OperationRangeBefore(uint64_t operation_number);
absl::StatusOr<uint64_t> ParseOperationKey(std::string_view key);

std::string OperationRequestKey(std::string_view request_id);

std::string RunningOperationKey(uint64_t operation_number);
KeyRange RunningOperationRange();
absl::StatusOr<uint64_t> ParseRunningOperationKey(std::string_view key);

std::string ItemKey(uint64_t dataset_number, uint64_t item_index);
KeyRange ItemRangeFrom(uint64_t dataset_number, uint64_t first_index);
struct DatasetItem {
  uint64_t dataset_number = 0;
  uint64_t item_index = 0;
};
absl::StatusOr<DatasetItem> ParseItemKey(std::string_view key);

std::string LabelKey(uint64_t dataset_number, uint64_t sequence_number);
KeyRange LabelRange(uint64_t dataset_number);

std::string ItemIdKey(uint64_t dataset_number, std::string_view item_id, uint64_t item_index);
// Every key of the data set, ids in byte order, equal ids next to each other by index.
KeyRange ItemIdRange(uint64_t dataset_number);
// The keys of one id.
KeyRange ItemIdRange(uint64_t dataset_number, std::string_view item_id);
// The part of an ItemIdKey that all keys of its id share, which is also the begin of their range;
// empty where `key` is neither.
std::string_view ItemIdPrefix(std::string_view key);
struct DatasetItemId {
  uint64_t dataset_number = 0;
  std::string item_id;
  uint64_t item_index = 0;
};
absl::StatusOr<DatasetItemId> ParseItemIdKey(std::string_view key);

std::string FindingKey(uint64_t audit_number, uint64_t rank);
KeyRange FindingRangeFrom(uint64_t audit_number, uint64_t first_rank);

std::string VerifiedKey(uint64_t audit_number, uint64_t item_index);
KeyRange VerifiedRange(uint64_t audit_number);
struct AuditItem {
  uint64_t audit_number = 0;
  uint64_t item_index = 0;
};
absl::StatusOr<AuditItem> ParseVerifiedKey(std::string_view key);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_KEYS_H_
