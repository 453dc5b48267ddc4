#include "annotator/transfer/item_lookup.h"

#include "engine/base/status.h"
#include "engine/store/keys.h"

namespace assay {
namespace {

// Reading all ids costs a sixteenth of asking for each, a little more where the data set is small.
constexpr uint64_t kItemsAnAsk = 16;
constexpr uint64_t kFirstAsks = 64;
// Of an item in the index, beside the bytes of its id: its end, its index, and slots half full.
constexpr size_t kBytesAnItem = 8 + 4 + 16;

}  // namespace

ItemLookup::ItemLookup(const Store& store, uint64_t dataset_number, uint64_t item_count,
                       size_t max_index_bytes)
    : store_(store),
      dataset_number_(dataset_number),
      item_count_(item_count),
      max_index_bytes_(max_index_bytes) {
  if (item_count_ > max_index_bytes_ / kBytesAnItem || item_count_ >= NameIndex::kAbsent) {
    state_ = State::kTooLarge;
  }
}

absl::StatusOr<std::optional<uint64_t>> ItemLookup::Find(std::string_view item_id) {
  if (last_index_.has_value() && item_id == last_id_) {
    return last_index_;
  }
  if (state_ == State::kAsking && asked_count_ >= kFirstAsks + item_count_ / kItemsAnAsk) {
    ASSAY_RETURN_IF_ERROR(BuildIndex());
  }
  if (state_ == State::kIndexed) {
    const uint32_t place = ids_.Find(item_id);
    if (place == NameIndex::kAbsent) {
      return std::nullopt;
    }
    last_index_ = indexes_[place];
    last_id_ = item_id;
    return last_index_;
  }
  ++asked_count_;
  ASSAY_ASSIGN_OR_RETURN(last_index_, Ask(item_id));
  last_id_ = item_id;
  return last_index_;
}

absl::StatusOr<std::optional<uint64_t>> ItemLookup::Ask(std::string_view item_id) const {
  std::optional<uint64_t> index;
  if (item_id.size() > kMaxItemIdBytes) {
    return index;
  }
  const KeyRange range = ItemIdRange(dataset_number_, item_id);
  absl::Status damage;
  ASSAY_RETURN_IF_ERROR(
      store_.Scan(range.begin, range.end, [&](std::string_view key, std::string_view) {
        const auto parsed = ParseItemIdKey(key);
        damage = parsed.status();
        if (damage.ok()) {
          index = parsed->item_index;
        }
        return false;
      }));
  ASSAY_RETURN_IF_ERROR(damage);
  return index;
}

absl::Status ItemLookup::BuildIndex() {
  const KeyRange range = ItemIdRange(dataset_number_);
  size_t bytes = 0;
  absl::Status damage;
  const auto visit = [&](std::string_view key, std::string_view) {
    const auto parsed = ParseItemIdKey(key);
    damage = parsed.status();
    if (!damage.ok()) {
      return false;
    }
    bytes += parsed->item_id.size() + kBytesAnItem;
    if (bytes > max_index_bytes_ || parsed->item_index >= NameIndex::kAbsent) {
      state_ = State::kTooLarge;
      return false;
    }
    // Of equal ids, which only old stores have, the first index counts.
    if (ids_.Intern(parsed->item_id) == indexes_.size()) {
      indexes_.push_back(static_cast<uint32_t>(parsed->item_index));
    }
    return true;
  };
  ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit));
  ASSAY_RETURN_IF_ERROR(damage);
  if (state_ == State::kTooLarge) {
    ids_ = NameIndex();
    indexes_ = {};
    return absl::OkStatus();
  }
  state_ = State::kIndexed;
  last_index_.reset();
  return absl::OkStatus();
}

}  // namespace assay
