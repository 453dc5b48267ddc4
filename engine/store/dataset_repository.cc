#include "engine/store/dataset_repository.h"

#include <string>
#include <utility>

#include "assay/storage/v1/campaigns.pb.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/deletions.h"
#include "engine/store/keys.h"
#include "engine/store/record_errors.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::CampaignRecord;
using storage::v1::DatasetRecord;
using storage::v1::ItemRecord;

absl::Status ItemNotFoundError(const std::string& item) {
  return MakeError(absl::StatusCode::kNotFound, "ITEM_NOT_FOUND",
                   "the data set has no item " + item, {{"item", item}});
}

absl::StatusOr<std::vector<uint64_t>> AuditsOf(const Store& store, uint64_t dataset_number) {
  std::vector<uint64_t> audit_numbers;
  absl::Status damage;
  const KeyRange range = DatasetAuditRangeAfter(dataset_number, 0);
  const auto visit = [&](std::string_view key, std::string_view) {
    const absl::StatusOr<DatasetAudit> parsed = ParseDatasetAuditKey(key);
    damage = parsed.status();
    if (parsed.ok()) {
      audit_numbers.push_back(parsed->audit_number);
    }
    return parsed.ok();
  };
  ASSAY_RETURN_IF_ERROR(store.Scan(range.begin, range.end, visit));
  ASSAY_RETURN_IF_ERROR(damage);
  return audit_numbers;
}

// A campaign that uses the data set; nullopt where there is none.
absl::StatusOr<std::optional<CampaignRecord>> CampaignOver(const Store& store,
                                                           uint64_t dataset_number) {
  absl::StatusOr<std::optional<CampaignRecord>> campaign = std::nullopt;
  const KeyRange range = DatasetCampaignRange(dataset_number);
  // On to the next one where it was deleted meanwhile.
  const auto visit = [&](std::string_view key, std::string_view) {
    const absl::StatusOr<uint64_t> number = ParseDatasetCampaignKey(key);
    if (number.ok()) {
      campaign = ReadMessage<CampaignRecord>(store, KeyKind::kCampaign, CampaignKey(*number));
    } else {
      campaign = number.status();
    }
    return campaign.ok() && !campaign->has_value();
  };
  ASSAY_RETURN_IF_ERROR(store.Scan(range.begin, range.end, visit));
  return campaign;
}

}  // namespace

absl::StatusOr<std::unique_ptr<DatasetWriter>> DatasetRepository::BeginImport() {
  storage::v1::PendingImport pending;
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&]() -> absl::Status {
    const auto batch = store_.NewBatch();
    ASSAY_ASSIGN_OR_RETURN(const uint64_t number, TakeNumber(store_, Counter::kDataset, *batch));
    pending.set_dataset_number(number);
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(pending));
    batch->Put(PendingImportKey(number), bytes);
    return batch->Commit(Durability::kSynced);
  }));
  return std::make_unique<DatasetWriter>(store_, std::move(pending));
}

absl::Status DatasetRepository::Append(const DatasetRecord& before, const DatasetGrowth& growth,
                                       const RequestRepository::Answer& answer) {
  const uint64_t number = before.dataset_number();
  const v1::Dataset& after = growth.after.dataset();
  ASSAY_ASSIGN_OR_RETURN(const std::string before_bytes, EncodeMessage(before));
  ASSAY_ASSIGN_OR_RETURN(const std::string after_bytes, EncodeMessage(growth.after));
  const auto batch = store_.NewBatch();
  batch->Require(DatasetKey(number), before_bytes);
  batch->Put(DatasetKey(number), after_bytes);
  batch->Delete(DatasetFingerprintKey(before.dataset().fingerprint(), number));
  batch->Put(DatasetFingerprintKey(after.fingerprint(), number), {});
  auto index = static_cast<uint64_t>(after.item_count()) - growth.items.size();
  for (const ItemRecord& item : growth.items) {
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(item));
    batch->Put(ItemKey(number, index), bytes);
    batch->Put(ItemIdKey(number, item.item_id(), index), {});
    ++index;
  }
  auto sequence = static_cast<uint64_t>(after.label_count()) - growth.labels.size();
  for (const storage::v1::LabelRecord& label : growth.labels) {
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(label));
    batch->Put(LabelKey(number, sequence), bytes);
    ++sequence;
  }
  ASSAY_RETURN_IF_ERROR(RequestRepository::AddTo(*batch, answer));
  return batch->Commit(Durability::kSynced);
}

absl::StatusOr<DatasetRecord> DatasetRepository::Get(std::string_view dataset_id) const {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> number,
                         ReadNumber(store_, KeyKind::kDatasetName, DatasetNameKey(dataset_id)));
  if (!number.has_value()) {
    return DatasetNotFoundError(ResourceName(kDatasetCollection, dataset_id));
  }
  ASSAY_ASSIGN_OR_RETURN(
      std::optional<DatasetRecord> record,
      ReadMessage<DatasetRecord>(store_, KeyKind::kDataset, DatasetKey(*number)));
  if (!record.has_value()) {
    // Deleted between the two reads.
    return DatasetNotFoundError(ResourceName(kDatasetCollection, dataset_id));
  }
  return *std::move(record);
}

absl::StatusOr<std::optional<DatasetRecord>> DatasetRepository::FindByFingerprint(
    std::string_view fingerprint) const {
  absl::StatusOr<DatasetFingerprint> parsed = DatasetFingerprint{};
  const KeyRange range = DatasetFingerprintRange(fingerprint);
  ASSAY_RETURN_IF_ERROR(
      store_.Scan(range.begin, range.end, [&](std::string_view key, std::string_view) {
        parsed = ParseDatasetFingerprintKey(key);
        return false;
      }));
  ASSAY_RETURN_IF_ERROR(parsed.status());
  return ReadMessage<DatasetRecord>(store_, KeyKind::kDataset, DatasetKey(parsed->dataset_number));
}

absl::StatusOr<std::vector<DatasetRecord>> DatasetRepository::List(uint64_t after_number,
                                                                   size_t limit) const {
  return ReadMessages<DatasetRecord>(store_, KeyKind::kDataset, DatasetRangeAfter(after_number),
                                     limit);
}

absl::Status DatasetRepository::Delete(std::string_view dataset_id) {
  uint64_t dataset_number = 0;
  std::vector<uint64_t> audit_numbers;
  ASSAY_RETURN_IF_ERROR(
      RetryOnConflict([&] { return DeleteOnce(dataset_id, &dataset_number, &audit_numbers); }));
  ReclaimDatasetRows(dataset_number, store_);
  for (const uint64_t audit_number : audit_numbers) {
    ReclaimAuditRows(audit_number, store_);
  }
  return absl::OkStatus();
}

absl::Status DatasetRepository::DeleteOnce(std::string_view dataset_id, uint64_t* dataset_number,
                                           std::vector<uint64_t>* audit_numbers) {
  ASSAY_ASSIGN_OR_RETURN(const DatasetRecord record, Get(dataset_id));
  *dataset_number = record.dataset_number();
  const std::string count_key = DatasetAuditCountKey(*dataset_number);
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> audit_count,
                         ReadBytes(store_, count_key));
  if (!audit_count.has_value()) {
    return DatasetNotFoundError(record.dataset().name());
  }
  ASSAY_ASSIGN_OR_RETURN(const std::optional<CampaignRecord> campaign,
                         CampaignOver(store_, *dataset_number));
  if (campaign.has_value()) {
    return DatasetInUseError(record.dataset().name(), campaign->campaign().name());
  }
  ASSAY_ASSIGN_OR_RETURN(*audit_numbers, AuditsOf(store_, *dataset_number));

  ASSAY_ASSIGN_OR_RETURN(const std::string record_bytes, EncodeMessage(record));
  const auto batch = store_.NewBatch();
  batch->Require(DatasetNameKey(dataset_id), EncodeNumber(*dataset_number));
  // Items that are added meanwhile change the fingerprint.
  batch->Require(DatasetKey(*dataset_number), record_bytes);
  // An audit or a campaign that is committed after they were looked for changes the count.
  batch->Require(count_key, *audit_count);
  batch->Delete(DatasetNameKey(dataset_id));
  batch->Delete(DatasetKey(*dataset_number));
  batch->Delete(DatasetFingerprintKey(record.dataset().fingerprint(), *dataset_number));
  batch->Delete(count_key);
  DeleteDatasetRows(*dataset_number, *batch);
  for (const uint64_t audit_number : *audit_numbers) {
    DeleteAudit(*dataset_number, audit_number, *batch);
  }
  return batch->Commit(Durability::kSynced);
}

absl::Status DatasetRepository::ScanItems(uint64_t dataset_number, uint64_t first_index,
                                          const ItemVisitor& visit) const {
  ItemRecord item;
  absl::Status damage;
  const auto visit_bytes = [&](std::string_view key, std::string_view value) {
    const absl::StatusOr<DatasetItem> parsed = ParseItemKey(key);
    damage = parsed.ok() ? DecodeMessage(KeyKind::kItem, value, item) : parsed.status();
    return damage.ok() && visit(parsed->item_index, item);
  };
  const KeyRange range = ItemRangeFrom(dataset_number, first_index);
  ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit_bytes));
  return damage;
}

absl::StatusOr<ItemRecord> DatasetRepository::GetItem(uint64_t dataset_number,
                                                      uint64_t item_index) const {
  ASSAY_ASSIGN_OR_RETURN(
      std::optional<ItemRecord> item,
      ReadMessage<ItemRecord>(store_, KeyKind::kItem, ItemKey(dataset_number, item_index)));
  if (!item.has_value()) {
    return ItemNotFoundError("number " + std::to_string(item_index));
  }
  return *std::move(item);
}

absl::StatusOr<uint64_t> DatasetRepository::FindItem(uint64_t dataset_number,
                                                     std::string_view item_id) const {
  std::optional<absl::StatusOr<DatasetItemId>> parsed;
  const KeyRange range = ItemIdRange(dataset_number, item_id);
  ASSAY_RETURN_IF_ERROR(
      store_.Scan(range.begin, range.end, [&](std::string_view key, std::string_view) {
        parsed = ParseItemIdKey(key);
        return false;
      }));
  if (!parsed.has_value()) {
    return ItemNotFoundError("'" + std::string(item_id) + "'");
  }
  ASSAY_RETURN_IF_ERROR(parsed->status());
  return (*parsed)->item_index;
}

absl::Status DatasetRepository::ScanLabels(uint64_t dataset_number,
                                           const LabelVisitor& visit) const {
  storage::v1::LabelRecord label;
  absl::Status damage;
  const auto visit_bytes = [&](std::string_view, std::string_view value) {
    damage = DecodeMessage(KeyKind::kLabel, value, label);
    return damage.ok() && visit(label);
  };
  const KeyRange range = LabelRange(dataset_number);
  ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit_bytes));
  return damage;
}

}  // namespace assay
