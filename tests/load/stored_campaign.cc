#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/status/status.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/rocks_store.h"
#include "tests/load/ledger.h"

namespace assay::load {
namespace {

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

absl::StatusOr<std::unordered_map<uint64_t, std::string>> AnnotatorIds(const Store& store) {
  ASSAY_ASSIGN_OR_RETURN(const auto records,
                         ReadMessages<storage::v1::AnnotatorRecord>(
                             store, KeyKind::kAnnotator, AnnotatorRangeAfter(0), size_t{1} << 30));
  std::unordered_map<uint64_t, std::string> ids;
  for (const storage::v1::AnnotatorRecord& record : records) {
    ids[record.annotator_number()] = LastPart(record.annotator().name());
  }
  return ids;
}

absl::StatusOr<std::vector<std::string>> ItemIds(Store& store, uint64_t dataset_number) {
  std::vector<std::string> ids;
  const DatasetRepository datasets(store);
  ASSAY_RETURN_IF_ERROR(
      datasets.ScanItems(dataset_number, 0, [&ids](uint64_t, const storage::v1::ItemRecord& item) {
        ids.push_back(item.item_id());
        return true;
      }));
  return ids;
}

absl::StatusOr<storage::v1::CampaignRecord> ReadRecord(const Store& store,
                                                       const std::string& campaign_id) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> number,
                         ReadNumber(store, KeyKind::kCampaignName, CampaignNameKey(campaign_id)));
  if (!number.has_value()) {
    return absl::NotFoundError("no campaign " + campaign_id);
  }
  ASSAY_ASSIGN_OR_RETURN(const auto record, ReadMessage<storage::v1::CampaignRecord>(
                                                store, KeyKind::kCampaign, CampaignKey(*number)));
  if (!record.has_value()) {
    return absl::DataLossError("no record of campaign " + campaign_id);
  }
  return *record;
}

}  // namespace

absl::StatusOr<StoredCampaign> ReadStoredCampaign(const std::string& data_dir,
                                                  const std::string& campaign_id) {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<RocksStore> store, RocksStore::Open(data_dir));
  ASSAY_ASSIGN_OR_RETURN(const storage::v1::CampaignRecord record, ReadRecord(*store, campaign_id));
  const uint64_t number = record.campaign_number();
  ASSAY_ASSIGN_OR_RETURN(const auto head,
                         ReadMessage<storage::v1::CampaignHead>(*store, KeyKind::kCampaignHead,
                                                                CampaignHeadKey(number)));
  ASSAY_ASSIGN_OR_RETURN(const auto annotators, AnnotatorIds(*store));
  ASSAY_ASSIGN_OR_RETURN(const auto items, ItemIds(*store, record.dataset_number()));

  StoredCampaign campaign;
  campaign.item_count = static_cast<int64_t>(items.size());
  campaign.label_count = record.campaign().overlap().label_count();
  campaign.next_sequence = head.has_value() ? head->next_sequence() : 0;
  absl::Status damage;
  const auto visit = [&](std::string_view key, std::string_view value) {
    storage::v1::LogBlock block;
    damage = DecodeMessage(KeyKind::kCampaignLog, value, block);
    const auto place = ParseCampaignLogKey(key);
    if (damage.ok() && (!place.ok() || place->place != campaign.log.size())) {
      damage = absl::DataLossError("a block of the log is not where the one before it ends, at " +
                                   std::to_string(campaign.log.size()));
    }
    if (!damage.ok()) {
      return false;
    }
    for (const storage::v1::LogEntry& entry : block.entries()) {
      LoggedEntry logged;
      logged.what.kind = entry.kind();
      logged.what.item_id = entry.item_number() < items.size() ? items[entry.item_number()] : "?";
      const auto annotator = annotators.find(entry.annotator_number());
      logged.what.annotator_id = annotator == annotators.end() ? "?" : annotator->second;
      logged.what.choice = entry.value().choice();
      logged.request_id = entry.request_id();
      logged.superseded_sequence = static_cast<int64_t>(entry.superseded()) - 1;
      campaign.log.push_back(std::move(logged));
    }
    return true;
  };
  const KeyRange range = CampaignLogRange(number);
  ASSAY_RETURN_IF_ERROR(store->Scan(range.begin, range.end, visit));
  ASSAY_RETURN_IF_ERROR(damage);
  return campaign;
}

}  // namespace assay::load
