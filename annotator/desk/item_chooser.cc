#include "annotator/desk/item_chooser.h"

#include <algorithm>
#include <cmath>

#include "annotator/desk/fresh_order.h"
#include "annotator/desk/item_sums.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"

namespace assay {
namespace {

using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignItemState;

constexpr uint64_t kSelectionBlockItems = 4096;
// Looked at in one call; the next call goes on from there.
constexpr int kGainCandidates = 512;
constexpr int kFreshCandidates = 4096;

// Independent streams of random numbers of one seed.
constexpr uint64_t kGoldOrderStream = 0x60;
constexpr uint64_t kGoldPlaceStream = 0x61;

bool MayTake(const CampaignItemState& item, uint64_t annotator_number) {
  for (const CampaignItemState::Touch& touch : item.touches()) {
    if (touch.annotator_number() == annotator_number) {
      return touch.label() == 0 && touch.lease_number() == 0 && !touch.skipped();
    }
  }
  return true;
}

}  // namespace

uint64_t FreshPlace(const storage::v1::CampaignRecord& record,
                    const storage::v1::CampaignHead& head, uint64_t position) {
  if (record.campaign().order() == v1::Campaign::ORDER_SEQUENTIAL) {
    return head.fresh_begin() + position;
  }
  const FreshOrder order(head.fresh_end() - head.fresh_begin(),
                         MixBits(record.campaign().seed(), head.fresh_begin()));
  return head.fresh_begin() + order[position];
}

absl::StatusOr<uint64_t> CampaignItemCount(const Store& store,
                                           const storage::v1::CampaignRecord& record) {
  if (record.campaign().has_selection()) {
    return record.selection_count();
  }
  ASSAY_ASSIGN_OR_RETURN(const auto dataset,
                         ReadMessage<storage::v1::DatasetRecord>(
                             store, KeyKind::kDataset, DatasetKey(record.dataset_number())));
  return dataset.has_value() ? static_cast<uint64_t>(dataset->dataset().item_count()) : 0;
}

absl::StatusOr<std::optional<uint64_t>> ItemChooser::Next(const CampaignRules& rules,
                                                          CampaignAnnotatorState& annotator) {
  std::optional<uint64_t> chosen;
  if (GoldIsDue(rules, annotator)) {
    ASSAY_ASSIGN_OR_RETURN(chosen, TakeGold(rules, annotator));
  }
  if (!chosen.has_value() && rows_.record().campaign().order() == v1::Campaign::ORDER_GAIN) {
    ASSAY_ASSIGN_OR_RETURN(chosen, FindByGain(annotator));
  }
  if (!chosen.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(chosen, FindInQueue(annotator));
  }
  if (!chosen.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(chosen, FindFresh());
  }
  if (chosen.has_value()) {
    annotator.set_given_count(annotator.given_count() + 1);
    rows_.AnnotatorChanged(annotator.annotator_number());
  }
  return chosen;
}

// The first few are gold; after that, one of every 1 / share items is, at a random place among
// them.
bool ItemChooser::GoldIsDue(const CampaignRules& rules,
                            const CampaignAnnotatorState& annotator) const {
  const v1::GoldRule& gold = rows_.record().campaign().gold();
  if (annotator.gold_position() >= rules.gold_count()) {
    return false;
  }
  const uint64_t first = static_cast<uint64_t>(gold.first_count());
  if (annotator.given_count() < first) {
    return true;
  }
  if (gold.share() <= 0) {
    return false;
  }
  const uint64_t stride = static_cast<uint64_t>(std::max(1.0, std::round(1 / gold.share())));
  const uint64_t since_first = annotator.given_count() - first;
  const uint64_t seed =
      MixBits(rows_.record().campaign().seed() + kGoldPlaceStream, annotator.annotator_number());
  return MixBits(seed, since_first / stride) % stride == since_first % stride;
}

// The order is another one when the gold data set has grown, so he may have had an item before.
ItemChooser::Found ItemChooser::TakeGold(const CampaignRules& rules,
                                         CampaignAnnotatorState& annotator) {
  const uint64_t seed =
      MixBits(rows_.record().campaign().seed() + kGoldOrderStream, annotator.annotator_number());
  const FreshOrder order(rules.gold_count(), seed);
  while (annotator.gold_position() < rules.gold_count()) {
    const uint64_t item_number = kFirstGoldItem + order[annotator.gold_position()];
    annotator.set_gold_position(annotator.gold_position() + 1);
    rows_.AnnotatorChanged(annotator.annotator_number());
    ASSAY_ASSIGN_OR_RETURN(const CampaignItemState* item,
                           rows_.Item(GoldRowNumber(item_number, annotator.ordinal())));
    if (rules.HasAnswer(item_number) && item->touches().empty()) {
      return item_number;
    }
  }
  return std::nullopt;
}

ItemChooser::Found ItemChooser::FindByGain(const CampaignAnnotatorState& annotator) {
  std::optional<uint64_t> found;
  int looked_at = 0;
  absl::Status failure;
  ASSAY_RETURN_IF_ERROR(rows_.ScanGain([&](uint64_t, uint64_t item_number) {
    const auto item = rows_.Item(item_number);
    failure = item.status();
    if (failure.ok() && MayTake(**item, annotator.annotator_number())) {
      found = item_number;
    }
    return failure.ok() && !found.has_value() && ++looked_at < kGainCandidates;
  }));
  ASSAY_RETURN_IF_ERROR(failure);
  return found;
}

ItemChooser::Found ItemChooser::FindInQueue(CampaignAnnotatorState& annotator) {
  storage::v1::CampaignHead& head = rows_.head();
  const bool from_floor = annotator.open_cursor() <= head.open_floor();
  const uint64_t begin = std::max(annotator.open_cursor(), head.open_floor());
  if (begin >= head.next_open()) {
    return std::nullopt;
  }
  std::optional<uint64_t> found;
  uint64_t next = head.next_open();
  bool first = true;
  absl::Status failure;
  ASSAY_RETURN_IF_ERROR(rows_.ScanOpen(begin, [&](uint64_t place, uint64_t item_number) {
    if (std::exchange(first, false) && from_floor) {
      head.set_open_floor(place);
    }
    const auto item = rows_.Item(item_number);
    failure = item.status();
    if (failure.ok() && MayTake(**item, annotator.annotator_number())) {
      found = item_number;
      next = place + 1;
    }
    return failure.ok() && !found.has_value();
  }));
  ASSAY_RETURN_IF_ERROR(failure);
  if (first && from_floor) {
    head.set_open_floor(head.next_open());
  }
  annotator.set_open_cursor(next);
  rows_.AnnotatorChanged(annotator.annotator_number());
  return found;
}

absl::StatusOr<bool> ItemChooser::HasFresh() {
  storage::v1::CampaignHead& head = rows_.head();
  if (head.fresh_begin() + head.fresh_position() < head.fresh_end()) {
    return true;
  }
  ASSAY_ASSIGN_OR_RETURN(const uint64_t count, CampaignItemCount(rows_.store(), rows_.record()));
  if (count <= head.fresh_end()) {
    return false;
  }
  head.set_fresh_begin(head.fresh_end());
  head.set_fresh_end(count);
  head.set_fresh_position(0);
  rows_.HeadChanged();
  return true;
}

absl::StatusOr<uint64_t> ItemChooser::FreshItem(uint64_t position) {
  const uint64_t place = FreshPlace(rows_.record(), rows_.head(), position);
  if (!rows_.record().campaign().has_selection()) {
    return place;
  }
  const uint64_t block_index = place / kSelectionBlockItems;
  if (selection_block_.empty() || block_index != selection_block_index_) {
    ASSAY_ASSIGN_OR_RETURN(const auto block,
                           ReadMessage<storage::v1::SelectionBlock>(
                               rows_.store(), KeyKind::kCampaignSelection,
                               CampaignSelectionKey(rows_.campaign_number(), block_index)));
    if (!block.has_value()) {
      return DamagedValueError(KeyKind::kCampaignSelection);
    }
    selection_block_.assign(block->item_indexes().begin(), block->item_indexes().end());
    selection_block_index_ = block_index;
  }
  if (place % kSelectionBlockItems >= selection_block_.size()) {
    return DamagedValueError(KeyKind::kCampaignSelection);
  }
  return selection_block_[place % kSelectionBlockItems];
}

ItemChooser::Found ItemChooser::FindFresh() {
  storage::v1::CampaignHead& head = rows_.head();
  for (int looked_at = 0; looked_at < kFreshCandidates; ++looked_at) {
    ASSAY_ASSIGN_OR_RETURN(const bool has_fresh, HasFresh());
    if (!has_fresh) {
      return std::nullopt;
    }
    const uint64_t position = head.fresh_position();
    ASSAY_ASSIGN_OR_RETURN(const uint64_t item_number, FreshItem(position));
    head.set_fresh_position(position + 1);
    rows_.HeadChanged();
    // Imported labels have started items that were not handed out; the queue knows them.
    ASSAY_ASSIGN_OR_RETURN(const CampaignItemState* item, rows_.Item(item_number));
    if (!CountItem(*item).started) {
      return item_number;
    }
  }
  return std::nullopt;
}

}  // namespace assay
