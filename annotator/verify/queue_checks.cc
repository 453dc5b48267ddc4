#include "annotator/verify/queue_checks.h"

#include <algorithm>
#include <functional>
#include <string>

#include "engine/base/status.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

using storage::v1::CampaignItemState;

// Calls `visit` for each row; returns how many there are.
absl::StatusOr<int64_t> ScanRows(
    const Store& store, const KeyRange& range,
    const std::function<absl::Status(std::string_view, std::string_view)>& visit) {
  int64_t count = 0;
  absl::Status status;
  ASSAY_RETURN_IF_ERROR(
      store.Scan(range.begin, range.end, [&](std::string_view key, std::string_view value) {
        ++count;
        status = visit(key, value);
        return status.ok();
      }));
  ASSAY_RETURN_IF_ERROR(status);
  return count;
}

}  // namespace

QueueChecks::QueueChecks(const CampaignParts& parts, Differences& differences)
    : parts_(parts), differences_(differences) {
  for (const auto& [number, annotator] : parts.annotators) {
    cursors_.push_back(annotator.open_cursor());
    if (annotator.open_cursor() > parts.head.next_open()) {
      differences_.Add(AnnotatorPart(number), "open_cursor",
                       std::to_string(annotator.open_cursor()),
                       "at most " + std::to_string(parts.head.next_open()));
    }
  }
  std::sort(cursors_.begin(), cursors_.end());
}

void QueueChecks::See(const CampaignItemState& item) {
  queued_count_ += item.open_place() != 0 ? 1 : 0;
}

absl::Status QueueChecks::Run() {
  int64_t place_count = 0;
  ASSAY_ASSIGN_OR_RETURN(place_count,
                         ScanRows(parts_.store, CampaignOpenRangeFrom(parts_.campaign_number, 0),
                                  [this](auto key, auto value) { return SeePlace(key, value); }));
  differences_.CompareNumbers("", "items in the queue", place_count, queued_count_);
  int64_t gain_count = 0;
  ASSAY_ASSIGN_OR_RETURN(gain_count,
                         ScanRows(parts_.store, CampaignGainRange(parts_.campaign_number),
                                  [this](auto key, auto value) { return SeeGain(key, value); }));
  const bool by_gain = parts_.record.campaign().order() == v1::Campaign::ORDER_GAIN;
  differences_.CompareNumbers("", "items in the queue by gain", gain_count,
                              by_gain ? queued_count_ : 0);
  return absl::OkStatus();
}

absl::Status QueueChecks::SeePlace(std::string_view key, std::string_view value) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignPlace at, ParseCampaignOpenKey(key));
  ASSAY_ASSIGN_OR_RETURN(const uint64_t number, DecodeNumber(KeyKind::kCampaignOpen, value));
  ASSAY_ASSIGN_OR_RETURN(const auto item,
                         CampaignRepository(parts_.store).GetItem(parts_.campaign_number, number));
  const uint64_t found = item.has_value() ? item->open_place() : 0;
  if (found != at.place + 1) {
    differences_.Add(RowPart(number), "open_place", found, at.place + 1);
  }
  if (at.place < parts_.head.open_floor() || at.place >= parts_.head.next_open()) {
    differences_.Add(RowPart(number), "place in the queue", std::to_string(at.place),
                     std::to_string(parts_.head.open_floor()) + " to below " +
                         std::to_string(parts_.head.next_open()));
  }
  if (item.has_value()) {
    CheckPassed(at.place, number, *item);
  }
  return absl::OkStatus();
}

bool QueueChecks::HasPassed(uint64_t annotator_number, uint64_t place) const {
  const auto annotator = parts_.annotators.find(annotator_number);
  return annotator != parts_.annotators.end() && annotator->second.open_cursor() > place;
}

// As many have passed the place as may not take the item among those.
void QueueChecks::CheckPassed(uint64_t place, uint64_t item_number, const CampaignItemState& item) {
  const auto passed = std::count_if(
      item.touches().begin(), item.touches().end(), [&](const CampaignItemState::Touch& touch) {
        const bool may_take = touch.label() == 0 && touch.lease_number() == 0 && !touch.skipped();
        return !may_take && HasPassed(touch.annotator_number(), place);
      });
  const auto above = std::upper_bound(cursors_.begin(), cursors_.end(), place);
  differences_.CompareNumbers(RowPart(item_number), "annotators who have passed it",
                              cursors_.end() - above, passed);
}

absl::Status QueueChecks::SeeGain(std::string_view key, std::string_view value) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignGain at, ParseCampaignGainKey(key));
  ASSAY_ASSIGN_OR_RETURN(const uint64_t number, DecodeNumber(KeyKind::kCampaignGain, value));
  ASSAY_ASSIGN_OR_RETURN(const auto item,
                         CampaignRepository(parts_.store).GetItem(parts_.campaign_number, number));
  const CampaignItemState state = item.value_or(CampaignItemState());
  if (state.open_place() != at.place + 1) {
    differences_.Add(RowPart(number), "open_place", state.open_place(), at.place + 1);
  }
  if (state.queued_gain_micros() != at.gain) {
    differences_.Add(RowPart(number), "queued_gain_micros", state.queued_gain_micros(), at.gain);
  }
  return absl::OkStatus();
}

}  // namespace assay
