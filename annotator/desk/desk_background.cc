// What a desk does with settings and with labels that come from elsewhere, and what goes on by
// itself.

#include <algorithm>
#include <utility>

#include "annotator/desk/apply_entry.h"
#include "annotator/desk/item_change.h"
#include "annotator/desk/local_desk.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

constexpr int kRecheckItems = 1000;

void SetClassCount(uint32_t class_count, storage::v1::CampaignHead& head) {
  storage::v1::ClassCount* last = head.mutable_class_counts(head.class_counts_size() - 1);
  if (last->class_count() == class_count) {
    return;
  }
  // No entry was judged by the count that it replaces.
  if (last->first_sequence() != head.next_sequence()) {
    last = head.add_class_counts();
    last->set_first_sequence(head.next_sequence());
  }
  last->set_class_count(class_count);
}

}  // namespace

absl::StatusOr<v1::Campaign> LocalDesk::ApplyChange(const Change& change) {
  storage::v1::CampaignRecord record = rows_.record();
  ASSAY_RETURN_IF_ERROR(change(record, rows_.head()));
  ASSAY_ASSIGN_OR_RETURN(CampaignRules rules, CampaignRules::Make(store_, record));
  storage::v1::CampaignHead& head = rows_.head();
  const v1::OverlapRule rule = CampaignRules::WithDefaults(record.campaign().overlap());
  const auto& last = head.overlap_rules(head.overlap_rules_size() - 1);
  if (rule.SerializeAsString() != last.SerializeAsString()) {
    *head.add_overlap_rules() = rule;
    head.set_rechecking(true);
    head.set_next_recheck(0);
    overlap_changed_ = true;
  }
  SetClassCount(static_cast<uint32_t>(record.campaign().schema().classes_size()), head);
  const bool closes = record.campaign().state() == v1::Campaign::STATE_CLOSED;
  rules_.emplace(std::move(rules));
  record_moved_ = true;
  rows_.SetRecord(std::move(record));
  if (closes) {
    std::vector<uint64_t> holders;
    for (const auto& [number, annotator] : rows_.annotators()) {
      if (!annotator.leases().empty()) {
        holders.push_back(number);
      }
    }
    for (const uint64_t number : holders) {
      if (absl::Status status = leases_.TakeBackAll(*rules_, *rows_.FindAnnotator(number));
          !status.ok()) {
        return absl::InternalError(status.message());
      }
    }
  }
  return rows_.record().campaign();
}

absl::StatusOr<CampaignDesk::AddedEntries> LocalDesk::ApplyEntries(
    const std::vector<storage::v1::LogEntry>& entries) {
  if (rows_.record().campaign().state() == v1::Campaign::STATE_CLOSED) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CAMPAIGN_CLOSED",
                     rows_.record().campaign().name() + " is closed: labels are no longer taken",
                     {{"campaign", rows_.record().campaign().name()}});
  }
  AddedEntries added;
  for (const storage::v1::LogEntry& entry : entries) {
    ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, ApplyCopy(rows_, *rules_, entry, 0));
    const bool is_label = entry.kind() == storage::v1::LogEntry::KIND_LABEL;
    added.label_count += is_label ? 1 : 0;
    added.superseding_count += is_label && applied.superseded != 0 ? 1 : 0;
  }
  return added;
}

absl::Status LocalDesk::AcceptImport(uint64_t import_number, uint64_t block_count) {
  storage::v1::CampaignHead& head = rows_.head();
  if (head.has_pending_labels()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "IMPORT_RUNNING",
                     "another import into this campaign is under way; try again when it has ended");
  }
  if (rows_.record().campaign().state() == v1::Campaign::STATE_CLOSED) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CAMPAIGN_CLOSED",
                     rows_.record().campaign().name() + " is closed: labels are no longer taken",
                     {{"campaign", rows_.record().campaign().name()}});
  }
  head.mutable_pending_labels()->set_import_number(import_number);
  head.mutable_pending_labels()->set_block_count(block_count);
  rows_.HeadChanged();
  return absl::OkStatus();
}

bool LocalDesk::HasBackgroundWork() const {
  return rows_.loaded() && (rows_.head().has_pending_labels() || rows_.head().rechecking());
}

absl::Status LocalDesk::BackgroundStep() {
  if (rows_.head().has_pending_labels()) {
    return AddStagedBlock();
  }
  // Items that this group has started are not in the store yet, where the sweep looks for them.
  return rows_.head().rechecking() && !overlap_changed_ ? RecheckItems() : absl::OkStatus();
}

absl::StatusOr<storage::v1::StagedLabels*> LocalDesk::ReadStagedBlock() {
  ASSAY_ASSIGN_OR_RETURN(const auto bytes, ReadBytes(store_, block_to_delete_));
  if (!bytes.has_value()) {
    return DamagedValueError(KeyKind::kStagedLabels);
  }
  auto* const block =
      google::protobuf::Arena::CreateMessage<storage::v1::StagedLabels>(&rows_.entry_arena());
  ASSAY_RETURN_IF_ERROR(DecodeMessage(KeyKind::kStagedLabels, *bytes, *block));
  std::vector<uint64_t> items;
  items.reserve(static_cast<size_t>(block->entries_size()));
  for (const storage::v1::LogEntry& entry : block->entries()) {
    items.push_back(entry.item_number());
  }
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  ASSAY_RETURN_IF_ERROR(rows_.ReadItems(items));
  return block;
}

absl::Status LocalDesk::AddStagedBlock() {
  storage::v1::CampaignHead& head = rows_.head();
  const storage::v1::PendingLabels pending = head.pending_labels();
  rows_.HeadChanged();
  if (pending.next_block() < pending.block_count()) {
    block_to_delete_ =
        StagedLabelsKey(rows_.campaign_number(), pending.import_number(), pending.next_block());
    ASSAY_ASSIGN_OR_RETURN(storage::v1::StagedLabels * block, ReadStagedBlock());
    for (storage::v1::LogEntry& entry : *block->mutable_entries()) {
      ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, ApplyEntry(rows_, *rules_, entry, 0));
      ++block_outcome_.label_count;
      block_outcome_.superseding_count += applied.superseded != 0 ? 1 : 0;
    }
    head.mutable_pending_labels()->set_next_block(pending.next_block() + 1);
  }
  if (head.pending_labels().next_block() >= pending.block_count()) {
    head.clear_pending_labels();
    import_ended_ = true;
  }
  return absl::OkStatus();
}

void LocalDesk::FollowImport(const absl::Status& committed) {
  if (!committed.ok()) {
    // What was accepted before is added as soon as the store takes it.
    const bool goes_on = absl::IsResourceExhausted(committed) || absl::IsUnavailable(committed);
    if (import_done_ != nullptr && !goes_on) {
      std::exchange(import_done_, nullptr)(committed);
    }
    return;
  }
  if (accepting_ != nullptr) {
    import_done_ = std::exchange(accepting_, nullptr);
    import_outcome_ = {};
  }
  import_outcome_.label_count += block_outcome_.label_count;
  import_outcome_.superseding_count += block_outcome_.superseding_count;
  block_outcome_ = {};
  if (std::exchange(import_ended_, false) && import_done_ != nullptr) {
    std::exchange(import_done_, nullptr)(import_outcome_);
  }
}

absl::Status LocalDesk::RecheckItems() {
  storage::v1::CampaignHead& head = rows_.head();
  const KeyRange range = {CampaignItemKey(rows_.campaign_number(), head.next_recheck()),
                          CampaignItemKey(rows_.campaign_number(), kFirstGoldItem)};
  std::vector<uint64_t> numbers;
  absl::Status damage;
  ASSAY_RETURN_IF_ERROR(
      store_.Scan(range.begin, range.end, [&](std::string_view key, std::string_view) {
        const auto place = ParseCampaignItemKey(key);
        damage = place.status();
        if (damage.ok()) {
          numbers.push_back(place->place);
        }
        return damage.ok() && numbers.size() < kRecheckItems;
      }));
  ASSAY_RETURN_IF_ERROR(damage);
  for (const uint64_t number : numbers) {
    ASSAY_ASSIGN_OR_RETURN(ItemChange change, ItemChange::Begin(rows_, *rules_, number));
    change.End(/*came_back=*/false);
  }
  head.set_rechecking(numbers.size() == kRecheckItems);
  head.set_next_recheck(numbers.empty() ? 0 : numbers.back() + 1);
  rows_.HeadChanged();
  return absl::OkStatus();
}

}  // namespace assay
