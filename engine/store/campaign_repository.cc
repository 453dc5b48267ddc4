#include "engine/store/campaign_repository.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/deletions.h"
#include "engine/store/key_fields.h"
#include "engine/store/keys.h"
#include "engine/store/record_errors.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignHead;
using storage::v1::CampaignItemState;
using storage::v1::CampaignRecord;
using storage::v1::LogBlock;
using storage::v1::LogEntry;
using storage::v1::SelectionBlock;
using storage::v1::StagedLabels;

absl::Status WriteSelection(uint64_t campaign_number, const std::vector<uint64_t>& selection,
                            Store& store) {
  const auto load = store.NewSortedLoad();
  SelectionBlock block;
  for (uint64_t begin = 0; begin < selection.size(); begin += kSelectionBlockItems) {
    const uint64_t end = std::min<uint64_t>(begin + kSelectionBlockItems, selection.size());
    block.mutable_item_indexes()->Assign(selection.begin() + static_cast<ptrdiff_t>(begin),
                                         selection.begin() + static_cast<ptrdiff_t>(end));
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(block));
    ASSAY_RETURN_IF_ERROR(
        load->Add(CampaignSelectionKey(campaign_number, begin / kSelectionBlockItems), bytes));
  }
  return load->Finish();
}

// The data sets that a campaign uses, with their names.
std::set<std::pair<uint64_t, std::string>> DatasetsOf(const CampaignRecord& record) {
  std::set<std::pair<uint64_t, std::string>> datasets;
  datasets.emplace(record.dataset_number(), record.campaign().dataset());
  if (record.gold_dataset_number() != 0) {
    datasets.emplace(record.gold_dataset_number(), record.campaign().gold().dataset());
  }
  return datasets;
}

// Scans messages whose key says where they belong.
template <typename Message, typename Visit>
absl::Status ScanPlaces(const Store& store, KeyKind kind, const KeyRange& range,
                        absl::StatusOr<CampaignPlace> (*parse_key)(std::string_view),
                        const Visit& visit) {
  Message message;
  absl::Status damage;
  const auto visit_bytes = [&](std::string_view key, std::string_view value) {
    const absl::StatusOr<CampaignPlace> parsed = parse_key(key);
    damage = parsed.ok() ? DecodeMessage(kind, value, message) : parsed.status();
    return damage.ok() && visit(parsed->place, message);
  };
  ASSAY_RETURN_IF_ERROR(store.Scan(range.begin, range.end, visit_bytes));
  return damage;
}

// The first sequence number of the last block that does not begin above `sequence_number`; 0 where
// there is none.
absl::StatusOr<uint64_t> LogBlockOf(const Store& store, uint64_t campaign_number,
                                    uint64_t sequence_number) {
  absl::StatusOr<CampaignPlace> found = CampaignPlace{};
  const KeyRange range = {CampaignLogRange(campaign_number).begin,
                          JustAfter(CampaignLogKey(campaign_number, sequence_number))};
  ASSAY_RETURN_IF_ERROR(
      store.ScanBack(range.begin, range.end, [&](std::string_view key, std::string_view) {
        found = ParseCampaignLogKey(key);
        return false;
      }));
  ASSAY_RETURN_IF_ERROR(found.status());
  return found->place;
}

}  // namespace

absl::StatusOr<uint64_t> CampaignRepository::TakeCampaignNumber() {
  uint64_t number = 0;
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&]() -> absl::Status {
    const auto batch = store_.NewBatch();
    ASSAY_ASSIGN_OR_RETURN(number, TakeNumber(store_, Counter::kCampaign, *batch));
    return batch->Commit(Durability::kBuffered);
  }));
  return number;
}

absl::StatusOr<CampaignRecord> CampaignRepository::Create(CampaignRecord record,
                                                          const CampaignHead& head,
                                                          const std::vector<uint64_t>& selection) {
  const std::optional<std::string> campaign_id =
      ParseResourceName(kCampaignCollection, record.campaign().name());
  if (!campaign_id.has_value()) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
        "found the name '" + record.campaign().name() + "'; 'campaigns/{campaign}' is expected",
        {{"found", record.campaign().name()}, {"field", "campaign.name"}});
  }
  // Taken for itself: the rows of the selection need a number that nobody else has.
  if (record.campaign_number() == 0) {
    ASSAY_ASSIGN_OR_RETURN(const uint64_t number, TakeCampaignNumber());
    record.set_campaign_number(number);
  }
  record.set_selection_count(selection.size());
  const KeyRange rows = CampaignSelectionRange(record.campaign_number());
  if (!selection.empty()) {
    ASSAY_RETURN_IF_ERROR(WriteSelection(record.campaign_number(), selection, store_));
  }
  absl::Status status = RetryOnConflict([&] { return Publish(*campaign_id, record, head); });
  if (!status.ok()) {
    if (!selection.empty()) {
      const auto batch = store_.NewBatch();
      batch->DeleteRange(rows.begin, rows.end);
      // What stays is removed at the next start.
      batch->Commit(Durability::kBuffered).IgnoreError();
    }
    return status;
  }
  return record;
}

absl::Status CampaignRepository::Publish(std::string_view campaign_id, const CampaignRecord& record,
                                         const CampaignHead& head) {
  const uint64_t number = record.campaign_number();
  const std::string name_key = CampaignNameKey(campaign_id);
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> taken, ReadBytes(store_, name_key));
  if (taken.has_value()) {
    return MakeError(absl::StatusCode::kAlreadyExists, "CAMPAIGN_ALREADY_EXISTS",
                     "there is a campaign '" + record.campaign().name() +
                         "' already; choose another name, or delete it first",
                     {{"name", record.campaign().name()}});
  }
  const auto batch = store_.NewBatch();
  batch->RequireAbsent(name_key);
  for (const auto& [dataset_number, dataset_name] : DatasetsOf(record)) {
    // DatasetRepository::Delete requires and removes the count, so that neither misses the other.
    const std::string count_key = DatasetAuditCountKey(dataset_number);
    ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> count,
                           ReadNumber(store_, KeyKind::kDatasetAuditCount, count_key));
    if (!count.has_value()) {
      return DatasetNotFoundError(dataset_name);
    }
    batch->Require(count_key, EncodeNumber(*count));
    batch->Put(count_key, EncodeNumber(*count + 1));
    batch->Put(DatasetCampaignKey(dataset_number, number), {});
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string record_bytes, EncodeMessage(record));
  ASSAY_ASSIGN_OR_RETURN(const std::string head_bytes, EncodeMessage(head));
  batch->Put(name_key, EncodeNumber(number));
  batch->Put(CampaignKey(number), record_bytes);
  batch->Put(CampaignHeadKey(number), head_bytes);
  return batch->Commit(Durability::kSynced);
}

absl::StatusOr<CampaignRecord> CampaignRepository::Get(std::string_view campaign_id) const {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> number,
                         ReadNumber(store_, KeyKind::kCampaignName, CampaignNameKey(campaign_id)));
  if (!number.has_value()) {
    return CampaignNotFoundError(ResourceName(kCampaignCollection, campaign_id));
  }
  ASSAY_ASSIGN_OR_RETURN(
      std::optional<CampaignRecord> record,
      ReadMessage<CampaignRecord>(store_, KeyKind::kCampaign, CampaignKey(*number)));
  if (!record.has_value()) {
    // Deleted between the two reads.
    return CampaignNotFoundError(ResourceName(kCampaignCollection, campaign_id));
  }
  return *std::move(record);
}

absl::StatusOr<CampaignRecord> CampaignRepository::GetByNumber(uint64_t campaign_number) const {
  ASSAY_ASSIGN_OR_RETURN(
      std::optional<CampaignRecord> record,
      ReadMessage<CampaignRecord>(store_, KeyKind::kCampaign, CampaignKey(campaign_number)));
  if (!record.has_value()) {
    return CampaignNotFoundError("number " + std::to_string(campaign_number));
  }
  return *std::move(record);
}

absl::StatusOr<std::vector<CampaignRecord>> CampaignRepository::List(uint64_t after_number,
                                                                     size_t limit) const {
  return ReadMessages<CampaignRecord>(store_, KeyKind::kCampaign, CampaignRangeAfter(after_number),
                                      limit);
}

absl::Status CampaignRepository::Delete(std::string_view campaign_id) {
  uint64_t number = 0;
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&] { return DeleteOnce(campaign_id, &number); }));
  ReclaimCampaignRows(number, store_);
  return absl::OkStatus();
}

absl::Status CampaignRepository::DeleteOnce(std::string_view campaign_id,
                                            uint64_t* campaign_number) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignRecord record, Get(campaign_id));
  *campaign_number = record.campaign_number();
  const auto batch = store_.NewBatch();
  batch->Require(CampaignNameKey(campaign_id), EncodeNumber(*campaign_number));
  batch->Delete(CampaignNameKey(campaign_id));
  batch->Delete(CampaignKey(*campaign_number));
  batch->Delete(CampaignHeadKey(*campaign_number));
  for (const auto& [dataset_number, name] : DatasetsOf(record)) {
    batch->Delete(DatasetCampaignKey(dataset_number, *campaign_number));
  }
  DeleteCampaignRows(*campaign_number, *batch);
  return batch->Commit(Durability::kSynced);
}

absl::StatusOr<uint64_t> CampaignRepository::GetSelectionIndex(uint64_t campaign_number,
                                                               uint64_t position) const {
  const std::string key = CampaignSelectionKey(campaign_number, position / kSelectionBlockItems);
  ASSAY_ASSIGN_OR_RETURN(const std::optional<SelectionBlock> block,
                         ReadMessage<SelectionBlock>(store_, KeyKind::kCampaignSelection, key));
  const uint64_t place = position % kSelectionBlockItems;
  if (!block.has_value() || place >= static_cast<uint64_t>(block->item_indexes_size())) {
    return MakeError(absl::StatusCode::kOutOfRange, "POSITION_OUT_OF_RANGE",
                     "found position " + std::to_string(position) +
                         "; the selection of the campaign does not reach that far",
                     {{"found", std::to_string(position)}});
  }
  return block->item_indexes(static_cast<int>(place));
}

absl::Status CampaignRepository::ReadSelection(uint64_t campaign_number,
                                               const SelectionVisitor& visit) const {
  SelectionBlock block;
  absl::Status damage;
  const KeyRange range = CampaignSelectionRange(campaign_number);
  ASSAY_RETURN_IF_ERROR(
      store_.Scan(range.begin, range.end, [&](std::string_view, std::string_view value) {
        damage = DecodeMessage(KeyKind::kCampaignSelection, value, block);
        return damage.ok() && std::all_of(block.item_indexes().begin(), block.item_indexes().end(),
                                          [&](uint64_t index) { return visit(index); });
      }));
  return damage;
}

absl::StatusOr<std::optional<CampaignItemState>> CampaignRepository::GetItem(
    uint64_t campaign_number, uint64_t item_number) const {
  return ReadMessage<CampaignItemState>(store_, KeyKind::kCampaignItem,
                                        CampaignItemKey(campaign_number, item_number));
}

absl::Status CampaignRepository::ScanItems(uint64_t campaign_number, uint64_t first_item,
                                           const ItemVisitor& visit) const {
  return ScanPlaces<CampaignItemState>(store_, KeyKind::kCampaignItem,
                                       CampaignItemRangeFrom(campaign_number, first_item),
                                       &ParseCampaignItemKey, visit);
}

absl::Status CampaignRepository::ScanAnnotators(uint64_t campaign_number,
                                                const AnnotatorVisitor& visit) const {
  return ScanPlaces<CampaignAnnotatorState>(
      store_, KeyKind::kCampaignAnnotator, CampaignAnnotatorRange(campaign_number),
      &ParseCampaignAnnotatorKey,
      [&](uint64_t, const CampaignAnnotatorState& annotator) { return visit(annotator); });
}

absl::Status CampaignRepository::ScanLog(uint64_t campaign_number, uint64_t first_sequence,
                                         const LogVisitor& visit) const {
  ASSAY_ASSIGN_OR_RETURN(const uint64_t first_block,
                         LogBlockOf(store_, campaign_number, first_sequence));
  const KeyRange range = {CampaignLogKey(campaign_number, first_block),
                          CampaignLogRange(campaign_number).end};
  return ScanPlaces<LogBlock>(store_, KeyKind::kCampaignLog, range, &ParseCampaignLogKey,
                              [&](uint64_t sequence, const LogBlock& block) {
                                for (const LogEntry& entry : block.entries()) {
                                  if (sequence >= first_sequence && !visit(sequence, entry)) {
                                    return false;
                                  }
                                  ++sequence;
                                }
                                return true;
                              });
}

absl::StatusOr<std::optional<LogEntry>> CampaignRepository::GetLogEntry(
    uint64_t campaign_number, uint64_t sequence_number) const {
  std::optional<LogEntry> found;
  ASSAY_RETURN_IF_ERROR(
      ScanLog(campaign_number, sequence_number, [&](uint64_t sequence, const LogEntry& entry) {
        if (sequence == sequence_number) {
          found = entry;
        }
        return false;
      }));
  return found;
}

absl::Status CampaignRepository::PutStagedBlock(uint64_t campaign_number, uint64_t import_number,
                                                uint64_t block_index, const StagedLabels& labels) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(labels));
  const auto batch = store_.NewBatch();
  batch->Put(StagedLabelsKey(campaign_number, import_number, block_index), bytes);
  return batch->Commit(Durability::kBuffered);
}

absl::StatusOr<std::optional<StagedLabels>> CampaignRepository::ReadStagedBlock(
    uint64_t campaign_number, uint64_t import_number, uint64_t block_index) const {
  return ReadMessage<StagedLabels>(store_, KeyKind::kStagedLabels,
                                   StagedLabelsKey(campaign_number, import_number, block_index));
}

absl::Status CampaignRepository::DeleteStaged(uint64_t campaign_number, uint64_t import_number) {
  const KeyRange range = StagedLabelsRange(campaign_number, import_number);
  const auto batch = store_.NewBatch();
  batch->DeleteRange(range.begin, range.end);
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kBuffered));
  store_.ReclaimDeletedRange(range.begin, range.end).IgnoreError();
  return absl::OkStatus();
}

}  // namespace assay
