#include "annotator/verify/fresh_checks.h"

#include <cstdint>
#include <string>
#include <vector>

#include "annotator/desk/item_chooser.h"
#include "engine/base/status.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

absl::StatusOr<std::vector<uint64_t>> ReadSelection(const CampaignParts& parts) {
  std::vector<uint64_t> items;
  if (!parts.record.campaign().has_selection()) {
    return items;
  }
  ASSAY_RETURN_IF_ERROR(CampaignRepository(parts.store)
                            .ReadSelection(parts.campaign_number, [&](uint64_t item_index) {
                              items.push_back(item_index);
                              return true;
                            }));
  return items.size() == parts.record.selection_count()
             ? absl::StatusOr<std::vector<uint64_t>>(std::move(items))
             : DamagedValueError(KeyKind::kCampaignSelection);
}

}  // namespace

absl::Status CheckFresh(const CampaignParts& parts, const SparseBits& started,
                        Differences& differences) {
  const storage::v1::CampaignHead& head = parts.head;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<uint64_t> selection, ReadSelection(parts));
  ASSAY_ASSIGN_OR_RETURN(const uint64_t count, CampaignItemCount(parts.store, parts.record));
  if (head.fresh_begin() > head.fresh_end() || head.fresh_end() > count ||
      head.fresh_position() > head.fresh_end() - head.fresh_begin()) {
    differences.Add("figures", "range of untouched items",
                    std::to_string(head.fresh_begin()) + " to " + std::to_string(head.fresh_end()) +
                        ", " + std::to_string(head.fresh_position()) + " given",
                    "within 0 to " + std::to_string(count));
    return absl::OkStatus();
  }
  const auto check = [&](uint64_t place) {
    const uint64_t item = selection.empty() ? place : selection[place];
    if (!started.Contains(item)) {
      differences.Add(RowPart(item), "handed out", "never", "before others that were");
    }
  };
  for (uint64_t place = 0; place < head.fresh_begin(); ++place) {
    check(place);
  }
  for (uint64_t position = 0; position < head.fresh_position(); ++position) {
    check(FreshPlace(parts.record, head, position));
  }
  return absl::OkStatus();
}

}  // namespace assay
