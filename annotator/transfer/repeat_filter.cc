#include "annotator/transfer/repeat_filter.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "engine/base/status.h"

namespace assay {
namespace {

using storage::v1::CampaignItemState;
using storage::v1::LogEntry;
using storage::v1::StagedLabels;

// Reading on is cheaper than seeking over so many entries.
constexpr uint64_t kEntriesASeek = 16'384;

bool IsTimeless(const LogEntry& label) { return label.submit_time_us() == label.receive_time_us(); }

}  // namespace

absl::StatusOr<int64_t> RepeatFilter::Remove(StagedLabels& labels) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<Suspect> suspects, FindSuspects(labels));
  if (suspects.empty()) {
    return 0;
  }
  std::vector<bool> repeated(static_cast<size_t>(labels.entries_size()), false);
  while (!suspects.empty()) {
    ASSAY_ASSIGN_OR_RETURN(suspects, Compare(std::move(suspects), labels, repeated));
  }
  int kept = 0;
  for (int i = 0; i < labels.entries_size(); ++i) {
    if (!repeated[static_cast<size_t>(i)]) {
      labels.mutable_entries()->SwapElements(kept++, i);
    }
  }
  const int removed = labels.entries_size() - kept;
  labels.mutable_entries()->DeleteSubrange(kept, removed);
  return removed;
}

absl::StatusOr<std::vector<RepeatFilter::Suspect>> RepeatFilter::FindSuspects(
    const StagedLabels& labels) const {
  std::vector<int> order(static_cast<size_t>(labels.entries_size()));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    return labels.entries(a).item_number() < labels.entries(b).item_number();
  });
  std::vector<Suspect> suspects;
  std::optional<CampaignItemState> item;
  std::optional<uint64_t> item_number;
  for (const int i : order) {
    const LogEntry& label = labels.entries(i);
    if (item_number != label.item_number()) {
      item_number = label.item_number();
      ASSAY_ASSIGN_OR_RETURN(item, campaigns_.GetItem(campaign_number_, *item_number));
    }
    if (!item.has_value()) {
      continue;
    }
    for (const CampaignItemState::Touch& touch : item->touches()) {
      if (touch.annotator_number() == label.annotator_number() && touch.label() != 0) {
        suspects.emplace_back(touch.label() - 1, i);
      }
    }
  }
  return suspects;
}

absl::StatusOr<std::vector<RepeatFilter::Suspect>> RepeatFilter::Compare(
    std::vector<Suspect> suspects, const StagedLabels& labels, std::vector<bool>& repeated) const {
  std::sort(suspects.begin(), suspects.end());
  std::vector<Suspect> earlier;
  size_t next = 0;
  while (next < suspects.size()) {
    const size_t before = next;
    const auto visit = [&](uint64_t sequence, const LogEntry& known) {
      for (; next < suspects.size() && suspects[next].first == sequence; ++next) {
        const int i = suspects[next].second;
        const LogEntry& label = labels.entries(i);
        if (IsRepeat(label, known)) {
          repeated[static_cast<size_t>(i)] = true;
        } else if (known.superseded() != 0 && !IsTimeless(label)) {
          earlier.emplace_back(known.superseded() - 1, i);
        }
      }
      return next < suspects.size() && suspects[next].first - sequence < kEntriesASeek;
    };
    ASSAY_RETURN_IF_ERROR(campaigns_.ScanLog(campaign_number_, suspects[next].first, visit));
    if (next == before) {
      return MakeError(absl::StatusCode::kDataLoss, "STORED_VALUE_DAMAGED",
                       "an item names an entry that the campaign's log lacks",
                       {{"key_kind", "campaign log"}});
    }
  }
  return earlier;
}

bool RepeatFilter::IsRepeat(const LogEntry& label, const LogEntry& known) const {
  if (known.kind() != LogEntry::KIND_LABEL ||
      (!IsTimeless(label) && label.submit_time_us() != known.submit_time_us())) {
    return false;
  }
  return label.value().has_choice()
             ? label.value().choice() == known.value().choice()
             : schema_.Canonical(label.value()) == schema_.Canonical(known.value());
}

}  // namespace assay
