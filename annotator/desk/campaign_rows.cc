#include "annotator/desk/campaign_rows.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"
#include "engine/store/store_errors.h"

namespace assay {
namespace {

constexpr uint64_t kCallSlots = 64;
constexpr int kOrdinalBits = 24;
// Of the log, so that reading one is cheap.
constexpr int kBlockEntries = 512;
// Rows between those that are wanted, each, beyond which single reads are quicker than a scan.
constexpr uint64_t kScanStride = 8;
constexpr size_t kMaxArenaBytes = size_t{16} << 20;

google::protobuf::ArenaOptions LargeBlocks() {
  google::protobuf::ArenaOptions options;
  options.max_block_size = size_t{256} << 10;
  return options;
}

}  // namespace

uint64_t GoldRowNumber(uint64_t item_number, uint64_t annotator_ordinal) {
  const uint64_t gold_index = item_number - kFirstGoldItem;
  return (uint64_t{1} << 63) | (gold_index << kOrdinalBits) | annotator_ordinal;
}

GoldRowName ReadGoldRowNumber(uint64_t row_number) {
  const uint64_t bits = row_number & ~(uint64_t{1} << 63);
  return {.item_number = kFirstGoldItem + (bits >> kOrdinalBits),
          .annotator_ordinal = bits & ((uint64_t{1} << kOrdinalBits) - 1)};
}

CampaignRows::CampaignRows(Store& store, uint64_t campaign_number, size_t cache_item_count)
    : store_(store),
      campaign_number_(campaign_number),
      cache_item_count_(cache_item_count),
      item_arena_(LargeBlocks()),
      entry_arena_(LargeBlocks()) {}

absl::Status CampaignRows::Load() {
  Reset();
  const auto missing = [this] {
    return MakeError(absl::StatusCode::kNotFound, "CAMPAIGN_NOT_FOUND",
                     "the campaign has been deleted",
                     {{"campaign_number", std::to_string(campaign_number_)}});
  };
  ASSAY_ASSIGN_OR_RETURN(auto record,
                         ReadMessage<storage::v1::CampaignRecord>(store_, KeyKind::kCampaign,
                                                                  CampaignKey(campaign_number_)));
  ASSAY_ASSIGN_OR_RETURN(auto head, ReadBytes(store_, CampaignHeadKey(campaign_number_)));
  if (!record.has_value() || !head.has_value()) {
    return missing();
  }
  ASSAY_RETURN_IF_ERROR(DecodeMessage(KeyKind::kCampaignHead, *head, head_));
  record_ = *std::move(record);
  stored_head_ = *std::move(head);
  first_sequence_ = head_.next_sequence();
  first_open_ = head_.next_open();
  ASSAY_RETURN_IF_ERROR(LoadAnnotators());
  loaded_ = true;
  return absl::OkStatus();
}

absl::Status CampaignRows::LoadAnnotators() {
  const KeyRange range = CampaignAnnotatorRange(campaign_number_);
  absl::Status damage;
  ASSAY_RETURN_IF_ERROR(
      store_.Scan(range.begin, range.end, [&](std::string_view, std::string_view value) {
        storage::v1::CampaignAnnotatorState state;
        damage = DecodeMessage(KeyKind::kCampaignAnnotator, value, state);
        const uint64_t number = state.annotator_number();
        annotator_slots_[number].state = &(annotators_[number] = std::move(state));
        return damage.ok();
      }));
  return damage;
}

void CampaignRows::SetRecord(storage::v1::CampaignRecord record) {
  record_ = std::move(record);
  record_changed_ = true;
  changed_ = true;
}

CampaignRows::ItemSlot& CampaignRows::AddSlot(uint64_t row_number) {
  ItemSlot& slot = items_[row_number];
  slot.state = google::protobuf::Arena::CreateMessage<storage::v1::CampaignItemState>(&item_arena_);
  return slot;
}

absl::StatusOr<storage::v1::CampaignItemState*> CampaignRows::Item(uint64_t row_number) {
  if (const auto known = items_.find(row_number); known != items_.end()) {
    return known->second.state;
  }
  ASSAY_ASSIGN_OR_RETURN(const auto bytes,
                         ReadBytes(store_, CampaignItemKey(campaign_number_, row_number)));
  storage::v1::CampaignItemState& state = *AddSlot(row_number).state;
  if (bytes.has_value()) {
    ASSAY_RETURN_IF_ERROR(DecodeMessage(KeyKind::kCampaignItem, *bytes, state));
  }
  return &state;
}

absl::Status CampaignRows::ReadItems(std::span<const uint64_t> row_numbers) {
  if (row_numbers.empty() ||
      row_numbers.back() - row_numbers.front() >= kScanStride * row_numbers.size()) {
    return absl::OkStatus();
  }
  std::vector<uint64_t> unknown;
  for (const uint64_t number : row_numbers) {
    if (!items_.contains(number)) {
      AddSlot(number);
      unknown.push_back(number);
    }
  }
  if (unknown.empty()) {
    return absl::OkStatus();
  }
  size_t next = 0;
  absl::Status damage;
  ASSAY_RETURN_IF_ERROR(store_.Scan(
      CampaignItemKey(campaign_number_, unknown.front()),
      CampaignItemKey(campaign_number_, unknown.back() + 1),
      [&](std::string_view key, std::string_view value) {
        const auto place = ParseCampaignItemKey(key);
        damage = place.status();
        while (damage.ok() && next < unknown.size() && unknown[next] < place->place) {
          ++next;
        }
        if (damage.ok() && next < unknown.size() && unknown[next] == place->place) {
          damage = DecodeMessage(KeyKind::kCampaignItem, value, *items_.at(place->place).state);
        }
        return damage.ok();
      }));
  return damage;
}

void CampaignRows::ItemChanged(uint64_t row_number) {
  ItemSlot& slot = items_.at(row_number);
  if (!slot.dirty) {
    slot.dirty = true;
    dirty_items_.push_back(row_number);
  }
  changed_ = true;
}

storage::v1::CampaignAnnotatorState* CampaignRows::FindAnnotator(uint64_t annotator_number) {
  const auto found = annotator_slots_.find(annotator_number);
  return found == annotator_slots_.end() ? nullptr : found->second.state;
}

storage::v1::CampaignAnnotatorState& CampaignRows::AddAnnotator(uint64_t annotator_number,
                                                                bool machine) {
  const auto [place, is_new] = annotators_.try_emplace(annotator_number);
  ASSAY_CHECK(is_new);
  place->second.set_annotator_number(annotator_number);
  place->second.set_ordinal(annotators_.size() - 1);
  place->second.set_machine(machine);
  annotator_slots_[annotator_number].state = &place->second;
  AnnotatorChanged(annotator_number);
  return place->second;
}

void CampaignRows::AnnotatorChanged(uint64_t annotator_number) {
  AnnotatorSlot& slot = annotator_slots_.at(annotator_number);
  if (!slot.dirty) {
    slot.dirty = true;
    dirty_annotators_.push_back(annotator_number);
  }
  changed_ = true;
}

absl::StatusOr<CampaignRows::Calls*> CampaignRows::CallsOf(uint64_t annotator_number) {
  if (const auto known = calls_.find(annotator_number); known != calls_.end()) {
    return &known->second;
  }
  const KeyRange range = CampaignCallRange(campaign_number_, annotator_number);
  std::vector<storage::v1::CampaignCall> stored;
  ASSAY_ASSIGN_OR_RETURN(stored, ReadMessages<storage::v1::CampaignCall>(
                                     store_, KeyKind::kCampaignCall, range, kCallSlots));
  Calls& calls = calls_[annotator_number];
  for (storage::v1::CampaignCall& call : stored) {
    calls[call.slot()] = std::move(*call.mutable_request_id());
  }
  return &calls;
}

absl::StatusOr<std::optional<storage::v1::CampaignCall>> CampaignRows::FindCall(
    uint64_t annotator_number, const std::string& request_id) {
  ASSAY_ASSIGN_OR_RETURN(const Calls* calls, CallsOf(annotator_number));
  const auto found = std::find_if(calls->begin(), calls->end(), [&](const auto& slot_and_id) {
    return slot_and_id.second == request_id;
  });
  if (found == calls->end()) {
    return std::nullopt;
  }
  const std::string key = CampaignCallKey(campaign_number_, annotator_number, found->first);
  if (const auto unwritten = call_writes_.find(key); unwritten != call_writes_.end()) {
    storage::v1::CampaignCall call;
    ASSAY_RETURN_IF_ERROR(DecodeMessage(KeyKind::kCampaignCall, unwritten->second, call));
    return call;
  }
  return ReadMessage<storage::v1::CampaignCall>(store_, KeyKind::kCampaignCall, key);
}

absl::Status CampaignRows::AddCall(storage::v1::CampaignAnnotatorState& annotator,
                                   storage::v1::CampaignCall call) {
  ASSAY_ASSIGN_OR_RETURN(Calls * calls, CallsOf(annotator.annotator_number()));
  const uint64_t slot = annotator.call_count() % kCallSlots;
  annotator.set_call_count(annotator.call_count() + 1);
  AnnotatorChanged(annotator.annotator_number());
  call.set_slot(slot);
  ASSAY_ASSIGN_OR_RETURN(
      call_writes_[CampaignCallKey(campaign_number_, annotator.annotator_number(), slot)],
      EncodeMessage(call));
  (*calls)[slot] = std::move(*call.mutable_request_id());
  return absl::OkStatus();
}

void CampaignRows::AddOpen(uint64_t place, uint64_t item_number) {
  queue_changes_[CampaignOpenKey(campaign_number_, place)] = item_number;
  changed_ = true;
}

void CampaignRows::RemoveFromQueue(std::string key, uint64_t place) {
  if (place >= first_open_) {
    // Not in the store.
    queue_changes_.erase(key);
  } else {
    queue_changes_[std::move(key)] = std::nullopt;
  }
  changed_ = true;
}

void CampaignRows::RemoveOpen(uint64_t place) {
  RemoveFromQueue(CampaignOpenKey(campaign_number_, place), place);
}

void CampaignRows::AddGain(uint32_t gain, uint64_t place, uint64_t item_number) {
  queue_changes_[CampaignGainKey(campaign_number_, gain, place)] = item_number;
  changed_ = true;
}

void CampaignRows::RemoveGain(uint32_t gain, uint64_t place) {
  RemoveFromQueue(CampaignGainKey(campaign_number_, gain, place), place);
}

absl::Status CampaignRows::ScanQueue(const std::string& begin, const std::string& end,
                                     const std::function<bool(std::string_view, uint64_t)>& visit) {
  auto change = queue_changes_.lower_bound(begin);
  const auto last = queue_changes_.lower_bound(end);
  bool going = true;
  const auto visit_changes_below = [&](std::string_view bound) {
    for (; going && change != last && change->first < bound; ++change) {
      going = !change->second.has_value() || visit(change->first, *change->second);
    }
  };
  absl::Status damage;
  ASSAY_RETURN_IF_ERROR(store_.Scan(begin, end, [&](std::string_view key, std::string_view value) {
    visit_changes_below(key);
    if (going && change != last && change->first == key) {
      going = !change->second.has_value() || visit(key, *change->second);
      ++change;
    } else if (going) {
      const auto item = DecodeNumber(KeyKind::kCampaignOpen, value);
      damage = item.status();
      going = damage.ok() && visit(key, *item);
    }
    return going;
  }));
  ASSAY_RETURN_IF_ERROR(damage);
  visit_changes_below(end);
  return absl::OkStatus();
}

absl::Status CampaignRows::ScanOpen(uint64_t first, const OpenVisitor& visit) {
  const KeyRange range = CampaignOpenRangeFrom(campaign_number_, first);
  return ScanQueue(range.begin, range.end, [&](std::string_view key, uint64_t item_number) {
    const auto place = ParseCampaignOpenKey(key);
    return place.ok() && visit(place->place, item_number);
  });
}

absl::Status CampaignRows::ScanGain(const OpenVisitor& visit) {
  const KeyRange range = CampaignGainRange(campaign_number_);
  return ScanQueue(range.begin, range.end, [&](std::string_view key, uint64_t item_number) {
    const auto gain = ParseCampaignGainKey(key);
    return gain.ok() && visit(gain->place, item_number);
  });
}

uint64_t CampaignRows::AddEntry(storage::v1::LogEntry* entry) {
  if (blocks_.empty() || blocks_.back()->entries_size() == kBlockEntries) {
    blocks_.push_back(google::protobuf::Arena::CreateMessage<storage::v1::LogBlock>(&entry_arena_));
  }
  blocks_.back()->mutable_entries()->UnsafeArenaAddAllocated(entry);
  const uint64_t sequence = head_.next_sequence();
  head_.set_next_sequence(sequence + 1);
  changed_ = true;
  return sequence;
}

absl::Status CampaignRows::WriteRows(Store::Batch& batch) {
  std::string bytes;
  const auto put = [&](const std::string& key, const google::protobuf::Message& message) {
    bytes.clear();
    AppendChecked(message, bytes);
    batch.Put(key, bytes);
  };
  if (record_changed_) {
    ASSAY_RETURN_IF_ERROR(CheckTexts(record_));
    put(CampaignKey(campaign_number_), record_);
  }
  // The store takes neighbours quicker.
  std::sort(dirty_items_.begin(), dirty_items_.end());
  for (const uint64_t number : dirty_items_) {
    put(CampaignItemKey(campaign_number_, number), *items_.at(number).state);
  }
  for (const uint64_t number : dirty_annotators_) {
    put(CampaignAnnotatorKey(campaign_number_, number), *annotator_slots_.at(number).state);
  }
  for (const auto& [key, value] : call_writes_) {
    batch.Put(key, value);
  }
  for (const auto& [key, item_number] : queue_changes_) {
    if (item_number.has_value()) {
      batch.Put(key, EncodeNumber(*item_number));
    } else {
      batch.Delete(key);
    }
  }
  uint64_t sequence = first_sequence_;
  for (const storage::v1::LogBlock* const block : blocks_) {
    put(CampaignLogKey(campaign_number_, sequence), *block);
    sequence += static_cast<uint64_t>(block->entries_size());
  }
  return absl::OkStatus();
}

absl::Status CampaignRows::Commit(Durability durability,
                                  const std::function<void(Store::Batch&)>& more) {
  const std::unique_ptr<Store::Batch> batch = store_.NewBatch();
  const std::string head_key = CampaignHeadKey(campaign_number_);
  batch->Require(head_key, stored_head_);
  absl::Status status = WriteRows(*batch);
  std::string head_bytes;
  head_.set_revision(head_.revision() + 1);
  if (status.ok()) {
    status = AppendEncoded(head_, head_bytes);
  }
  if (status.ok()) {
    batch->Put(head_key, head_bytes);
    if (more != nullptr) {
      more(*batch);
    }
    status = batch->Commit(durability);
  }
  if (!status.ok()) {
    Reset();
    return status;
  }
  stored_head_ = std::move(head_bytes);
  Forget();
  return absl::OkStatus();
}

absl::Status CampaignRows::CheckCurrent() {
  const auto head = ReadBytes(store_, CampaignHeadKey(campaign_number_));
  if (head.ok() && *head == stored_head_) {
    return absl::OkStatus();
  }
  Reset();
  return head.ok() ? WriteConflictError() : head.status();
}

void CampaignRows::Forget() {
  for (const uint64_t number : dirty_items_) {
    items_.at(number).dirty = false;
  }
  for (const uint64_t number : dirty_annotators_) {
    annotator_slots_.at(number).dirty = false;
  }
  if (items_.size() > cache_item_count_ || item_arena_.SpaceAllocated() > kMaxArenaBytes) {
    DropItems();
  }
  constexpr size_t kMaxCachedCallers = 1024;
  if (calls_.size() > kMaxCachedCallers) {
    calls_.clear();
  }
  dirty_items_.clear();
  dirty_annotators_.clear();
  call_writes_.clear();
  queue_changes_.clear();
  blocks_.clear();
  entry_arena_.Reset();
  first_sequence_ = head_.next_sequence();
  first_open_ = head_.next_open();
  changed_ = false;
  record_changed_ = false;
}

void CampaignRows::DropItems() {
  items_.clear();
  item_arena_.Reset();
}

void CampaignRows::Reset() {
  DropItems();
  dirty_items_.clear();
  annotators_.clear();
  annotator_slots_.clear();
  dirty_annotators_.clear();
  calls_.clear();
  call_writes_.clear();
  queue_changes_.clear();
  blocks_.clear();
  entry_arena_.Reset();
  head_.Clear();
  record_.Clear();
  stored_head_.clear();
  changed_ = false;
  record_changed_ = false;
  loaded_ = false;
}

}  // namespace assay
