#include "annotator/verify/log_fold.h"

#include <algorithm>
#include <utility>

#include "annotator/desk/apply_entry.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"
#include "engine/store/deletions.h"

namespace assay {
namespace {

constexpr uint64_t kCommitEntries = 4096;
constexpr size_t kCachedItems = 65536;

bool IsPossible(const CampaignRules& rules, const storage::v1::LogEntry& entry) {
  using storage::v1::LogEntry;
  const bool has_kind =
      LogEntry::Kind_IsValid(entry.kind()) && entry.kind() != LogEntry::KIND_UNSPECIFIED &&
      LogEntry::Source_IsValid(entry.source()) && entry.source() != LogEntry::SOURCE_UNSPECIFIED;
  return has_kind &&
         (entry.kind() != LogEntry::KIND_LABEL || rules.schema().Check(entry.value()).ok());
}

}  // namespace

LogFold::LogFold(const CampaignParts& parts)
    : store_(parts.store),
      campaign_number_(parts.campaign_number),
      record_(parts.record),
      stored_head_(parts.head),
      rows_(parts.store, kScratchCampaign, kCachedItems) {
  for (const auto& [number, annotator] : parts.annotators) {
    stored_annotators_.push_back(annotator);
  }
  record_.set_campaign_number(kScratchCampaign);
  // No queue by gain, which the comparison has no use for.
  record_.mutable_campaign()->set_order(v1::Campaign::ORDER_SEQUENTIAL);
  std::sort(stored_annotators_.begin(), stored_annotators_.end(),
            [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); });
}

absl::Status LogFold::Prepare() {
  storage::v1::CampaignHead head;
  *head.mutable_overlap_rules() = stored_head_.overlap_rules();
  head.mutable_figures()->set_annotator_count(static_cast<int64_t>(stored_annotators_.size()));
  const auto batch = store_.NewBatch();
  ASSAY_ASSIGN_OR_RETURN(const std::string record_bytes, EncodeMessage(record_));
  ASSAY_ASSIGN_OR_RETURN(const std::string head_bytes, EncodeMessage(head));
  // Another campaign may have been folded in this copy before.
  DeleteCampaignRows(kScratchCampaign, *batch);
  batch->Put(CampaignKey(kScratchCampaign), record_bytes);
  batch->Put(CampaignHeadKey(kScratchCampaign), head_bytes);
  ASSAY_RETURN_IF_ERROR(batch->Commit(Durability::kBuffered));
  ASSAY_RETURN_IF_ERROR(rows_.Load());
  for (const auto& annotator : stored_annotators_) {
    rows_.AddAnnotator(annotator.annotator_number(), annotator.machine());
  }
  return absl::OkStatus();
}

absl::StatusOr<const CampaignRules*> LogFold::RulesAt(uint64_t sequence) {
  while (rules_.size() < static_cast<size_t>(stored_head_.class_counts_size())) {
    const auto& next = stored_head_.class_counts(static_cast<int>(rules_.size()));
    if (!rules_.empty() && next.first_sequence() > sequence) {
      break;
    }
    storage::v1::CampaignRecord record = record_;
    auto& classes = *record.mutable_campaign()->mutable_schema()->mutable_classes();
    while (classes.size() > static_cast<int>(next.class_count())) {
      classes.RemoveLast();
    }
    // A campaign has one class count for each kind without classes: 0.
    ASSAY_ASSIGN_OR_RETURN(CampaignRules rules, CampaignRules::Make(store_, record));
    rules_.push_back(std::move(rules));
    *rows_.head().add_class_counts() = next;
  }
  return &rules_.back();
}

absl::Status LogFold::Apply(uint64_t sequence, const storage::v1::LogEntry& entry,
                            const FaultSink& fault) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignRules* rules, RulesAt(sequence));
  if (!IsPossible(*rules, entry)) {
    return DamagedValueError(KeyKind::kCampaignLog);
  }
  storage::v1::LogEntry again = entry;
  again.clear_superseded();
  ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, ApplyCopy(rows_, *rules, again, 0));
  const bool is_withdrawal = entry.kind() == storage::v1::LogEntry::KIND_WITHDRAW;
  const bool is_skip = entry.kind() == storage::v1::LogEntry::KIND_SKIP;
  if (applied.superseded != entry.superseded() || (is_withdrawal && applied.superseded == 0) ||
      (is_skip && applied.superseded != 0)) {
    fault(sequence, entry.superseded(), applied.superseded);
  }
  return absl::OkStatus();
}

absl::Status LogFold::Run(const FaultSink& fault, const Progress& progress) {
  ASSAY_RETURN_IF_ERROR(Prepare());
  uint64_t next = 0;
  absl::Status status;
  const auto visit = [&](uint64_t sequence, const storage::v1::LogEntry& entry) {
    if (sequence != next) {
      status = DamagedValueError(KeyKind::kCampaignLog);
      return false;
    }
    ++next;
    status = Apply(sequence, entry, fault);
    if (status.ok() && next % kCommitEntries == 0) {
      status = rows_.Commit(Durability::kBuffered);
      status.Update(progress(next));
    }
    return status.ok();
  };
  ASSAY_RETURN_IF_ERROR(CampaignRepository(store_).ScanLog(campaign_number_, 0, visit));
  ASSAY_RETURN_IF_ERROR(status);
  if (next != stored_head_.next_sequence()) {
    return DamagedValueError(KeyKind::kCampaignLog);
  }
  ASSAY_RETURN_IF_ERROR(RulesAt(next).status());
  rows_.HeadChanged();
  ASSAY_RETURN_IF_ERROR(rows_.Commit(Durability::kBuffered));
  return progress(next);
}

}  // namespace assay
