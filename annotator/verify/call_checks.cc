#include "annotator/verify/call_checks.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "annotator/desk/apply_entry.h"
#include "assay/v1/work.pb.h"
#include "engine/base/status.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

using storage::v1::CampaignAnnotatorState;

constexpr uint64_t kCallSlots = 64;

// The item's row knows the lease, or a later one of the same annotator.
absl::StatusOr<bool> IsKnown(const CampaignParts& parts, const CampaignAnnotatorState& annotator,
                             const CampaignAnnotatorState::HeldLease& lease) {
  ASSAY_ASSIGN_OR_RETURN(
      const auto item,
      CampaignRepository(parts.store)
          .GetItem(parts.campaign_number, RowNumberOf(lease.item_number(), annotator)));
  return item.has_value() &&
         std::any_of(item->touches().begin(), item->touches().end(), [&](const auto& touch) {
           return touch.annotator_number() == annotator.annotator_number() &&
                  touch.last_lease() >= lease.lease_number();
         });
}

bool IsWhole(const storage::v1::CampaignCall& call, const storage::v1::CampaignHead& head) {
  const bool leases_are_good =
      std::all_of(call.leases().begin(), call.leases().end(), [&](const auto& lease) {
        return lease.lease_number() != 0 && lease.lease_number() < head.next_lease();
      });
  return leases_are_good && v1::LeaseItemsResponse::State_IsValid(call.state()) &&
         (call.earlier_values().empty() || call.earlier_values_size() == call.leases_size());
}

// The calls of one annotator, in the order of their slots.
class CallsOfAnnotator {
 public:
  CallsOfAnnotator(const CampaignParts& parts, const CampaignAnnotatorState& annotator,
                   Differences& differences)
      : parts_(parts), annotator_(annotator), differences_(differences) {}

  // Returns how many there are.
  absl::StatusOr<int64_t> Check() {
    const KeyRange range = CampaignCallRange(parts_.campaign_number, annotator_.annotator_number());
    absl::Status status;
    ASSAY_RETURN_IF_ERROR(parts_.store.Scan(range.begin, range.end,
                                            [&](std::string_view key, std::string_view value) {
                                              status = See(key, value);
                                              return status.ok();
                                            }));
    ASSAY_RETURN_IF_ERROR(status);
    differences_.CompareNumbers(
        part(), "remembered calls", static_cast<int64_t>(count_),
        static_cast<int64_t>(std::min(annotator_.call_count(), kCallSlots)));
    return static_cast<int64_t>(count_);
  }

 private:
  // Slots are filled from the first on, so the n-th row is that of slot n.
  absl::Status See(std::string_view key, std::string_view value) {
    storage::v1::CampaignCall call;
    ASSAY_RETURN_IF_ERROR(DecodeMessage(KeyKind::kCampaignCall, value, call));
    const std::string figure = "call in slot " + std::to_string(count_);
    const bool in_place =
        key == CampaignCallKey(parts_.campaign_number, annotator_.annotator_number(), count_) &&
        call.slot() == count_;
    ++count_;
    if (!in_place || call.request_id().empty() || !request_ids_.insert(call.request_id()).second ||
        !IsWhole(call, parts_.head)) {
      differences_.Add(part(), figure, call.ShortDebugString(),
                       "a call of its own with leases that were given");
    }
    for (const auto& lease : call.leases()) {
      ASSAY_ASSIGN_OR_RETURN(const bool is_known, IsKnown(parts_, annotator_, lease));
      if (!is_known) {
        differences_.Add(part(), figure, "a lease of " + RowPart(lease.item_number()),
                         "one that the item knows");
      }
    }
    return absl::OkStatus();
  }

  std::string part() const { return AnnotatorPart(annotator_.annotator_number()); }

  const CampaignParts& parts_;
  const CampaignAnnotatorState& annotator_;
  Differences& differences_;
  uint64_t count_ = 0;
  std::set<std::string> request_ids_;
};

}  // namespace

absl::Status CheckCalls(const CampaignParts& parts, Differences& differences) {
  int64_t known_count = 0;
  for (const auto& [number, annotator] : parts.annotators) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t count,
                           CallsOfAnnotator(parts, annotator, differences).Check());
    known_count += count;
  }
  int64_t row_count = 0;
  const KeyRange all = CampaignCallRange(parts.campaign_number);
  ASSAY_RETURN_IF_ERROR(
      parts.store.Scan(all.begin, all.end, [&](std::string_view, std::string_view) {
        ++row_count;
        return true;
      }));
  differences.CompareNumbers("", "remembered calls", row_count, known_count);
  return absl::OkStatus();
}

}  // namespace assay
