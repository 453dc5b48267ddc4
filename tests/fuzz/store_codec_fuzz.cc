// Keys and values as they come from a damaged disk: whatever the bytes, reading them gives a value
// or an error; a key that is read is written back as the same bytes.  The first byte says what the
// rest is taken for.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/storage/v1/records.pb.h"
#include "engine/base/check.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"

namespace assay {
namespace {

void ReadKey(std::string_view key) {
  FamilyOfKey(key);
  if (const auto parsed = ParseDatasetKey(key); parsed.ok()) {
    ASSAY_CHECK(DatasetKey(*parsed) == key);
  }
  if (const auto parsed = ParsePendingImportKey(key); parsed.ok()) {
    ASSAY_CHECK(PendingImportKey(*parsed) == key);
  }
  if (const auto parsed = ParseAuditKey(key); parsed.ok()) {
    ASSAY_CHECK(AuditKey(*parsed) == key);
  }
  if (const auto parsed = ParsePendingAuditKey(key); parsed.ok()) {
    ASSAY_CHECK(PendingAuditKey(*parsed) == key);
  }
  if (const auto parsed = ParseOperationKey(key); parsed.ok()) {
    ASSAY_CHECK(OperationKey(*parsed) == key);
  }
  if (const auto parsed = ParseRunningOperationKey(key); parsed.ok()) {
    ASSAY_CHECK(RunningOperationKey(*parsed) == key);
  }
  if (const auto parsed = ParseItemKey(key); parsed.ok()) {
    ASSAY_CHECK(ItemKey(parsed->dataset_number, parsed->item_index) == key);
  }
  if (const auto parsed = ParsePendingMatrixKey(key); parsed.ok()) {
    ASSAY_CHECK(PendingMatrixKey(parsed->dataset_number, parsed->matrix_number) == key);
  }
  if (const auto parsed = ParseDatasetAuditKey(key); parsed.ok()) {
    ASSAY_CHECK(DatasetAuditKey(parsed->dataset_number, parsed->audit_number) == key);
  }
  if (const auto parsed = ParseItemIdKey(key); parsed.ok()) {
    ASSAY_CHECK(ItemIdKey(parsed->dataset_number, parsed->item_id, parsed->item_index) == key);
  }
  if (const auto parsed = ParseDatasetFingerprintKey(key); parsed.ok()) {
    ASSAY_CHECK(DatasetFingerprintKey(parsed->fingerprint, parsed->dataset_number) == key);
  }
}

template <typename Message>
void ReadValue(KeyKind kind, std::string_view bytes) {
  Message message;
  if (!DecodeMessage(kind, bytes, message).ok()) {
    return;
  }
  const auto encoded = EncodeMessage(message);
  ASSAY_CHECK(encoded.ok());
  Message again;
  ASSAY_CHECK(DecodeMessage(kind, *encoded, again).ok());
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) {
    return 0;
  }
  using namespace assay;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 9) {
    case 0:
      ReadKey(rest);
      break;
    case 1:
      ReadValue<storage::v1::DatasetRecord>(KeyKind::kDataset, rest);
      break;
    case 2:
      ReadValue<storage::v1::ItemRecord>(KeyKind::kItem, rest);
      break;
    case 3:
      ReadValue<storage::v1::LabelRecord>(KeyKind::kLabel, rest);
      break;
    case 4:
      ReadValue<storage::v1::AuditRecord>(KeyKind::kAudit, rest);
      break;
    case 5:
      ReadValue<storage::v1::FindingRecord>(KeyKind::kFinding, rest);
      break;
    case 6:
      ReadValue<storage::v1::OperationRecord>(KeyKind::kOperation, rest);
      break;
    case 8:
      ReadValue<storage::v1::MatrixRecord>(KeyKind::kMatrix, rest);
      break;
    default:
      IsUtf8(rest);
      if (const auto number = DecodeNumber(KeyKind::kCounter, rest); number.ok()) {
        ASSAY_CHECK(EncodeNumber(*number) == rest);
      }
  }
  return 0;
}
