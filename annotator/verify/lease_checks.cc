#include "annotator/verify/lease_checks.h"

#include <algorithm>
#include <string>

namespace assay {

using storage::v1::CampaignItemState;

LeaseChecks::LeaseChecks(const CampaignParts& parts, Differences& differences)
    : parts_(parts), differences_(differences) {
  for (const auto& [number, annotator] : parts.annotators) {
    held_count_ += annotator.leases_size();
    for (const auto& lease : annotator.leases()) {
      committed_micros_ += lease.committed_micros();
      const bool is_new =
          held_.try_emplace(lease.lease_number(), Held{number, lease.item_number()}).second;
      if (!is_new || lease.lease_number() == 0 || lease.lease_number() >= parts.head.next_lease()) {
        differences_.Add(
            AnnotatorPart(number), "leases", std::to_string(lease.lease_number()),
            "numbers that nobody else holds, below " + std::to_string(parts.head.next_lease()));
      }
    }
  }
}

void LeaseChecks::See(uint64_t row_number, const CampaignItemState& item) {
  const bool is_gold = row_number >= kFirstGoldItem;
  const GoldRowName gold = is_gold ? ReadGoldRowNumber(row_number) : GoldRowName();
  for (const CampaignItemState::Touch& touch : item.touches()) {
    const auto annotator = parts_.annotators.find(touch.annotator_number());
    if (annotator == parts_.annotators.end()) {
      differences_.Add(RowPart(row_number), "touches.annotator_number",
                       std::to_string(touch.annotator_number()), "an annotator of the campaign");
      continue;
    }
    if (is_gold) {
      differences_.CompareNumbers(RowPart(row_number), "touches.annotator_number",
                                  static_cast<int64_t>(annotator->second.ordinal()),
                                  static_cast<int64_t>(gold.annotator_ordinal));
    } else {
      differences_.CompareNumbers(RowPart(row_number), "touches.machine", touch.machine() ? 1 : 0,
                                  annotator->second.machine() ? 1 : 0);
    }
    SeeTouch(row_number, is_gold ? gold.item_number : row_number, touch);
  }
}

void LeaseChecks::SeeTouch(uint64_t row_number, uint64_t item_number,
                           const CampaignItemState::Touch& touch) {
  if (touch.label_lease() > touch.last_lease()) {
    differences_.Add(RowPart(row_number), "touches.label_lease",
                     std::to_string(touch.label_lease()),
                     "at most " + std::to_string(touch.last_lease()));
  }
  SeeNumber(row_number, "touches.last_lease", touch.last_lease());
  if (touch.label_lease() != touch.last_lease()) {
    SeeNumber(row_number, "touches.label_lease", touch.label_lease());
  }
  if (touch.lease_number() == 0) {
    return;
  }
  if (touch.lease_number() != touch.last_lease()) {
    differences_.Add(RowPart(row_number), "touches.last_lease", touch.last_lease(),
                     touch.lease_number());
  }
  const auto held = held_.find(touch.lease_number());
  if (held == held_.end() || held->second.annotator_number != touch.annotator_number() ||
      held->second.item_number != item_number) {
    differences_.Add(RowPart(row_number), "touches.lease_number",
                     std::to_string(touch.lease_number()),
                     "a lease that " + AnnotatorPart(touch.annotator_number()) + " holds of it");
    return;
  }
  held->second.is_in_item = true;
}

void LeaseChecks::SeeNumber(uint64_t row_number, const char* figure, uint64_t lease_number) {
  if (lease_number == 0) {
    return;
  }
  const bool is_new = given_.Insert(lease_number);
  if (!is_new || lease_number >= parts_.head.next_lease()) {
    differences_.Add(RowPart(row_number), figure, std::to_string(lease_number),
                     "a number of its own, below " + std::to_string(parts_.head.next_lease()));
  }
}

void LeaseChecks::Finish() {
  for (const auto& [number, annotator] : parts_.annotators) {
    for (const auto& lease : annotator.leases()) {
      const auto held = held_.find(lease.lease_number());
      if (!held->second.is_in_item) {
        differences_.Add(AnnotatorPart(number), "leases", std::to_string(lease.lease_number()),
                         "a lease that " + RowPart(lease.item_number()) + " knows");
      }
    }
  }
}

}  // namespace assay
