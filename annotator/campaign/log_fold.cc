#include "annotator/campaign/log_fold.h"

#include <algorithm>
#include <utility>

#include "annotator/desk/apply_entry.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

constexpr uint64_t kCommitEntries = 4096;
constexpr size_t kCachedItems = 65536;

}  // namespace

LogFold::LogFold(Store& store, storage::v1::CampaignRecord record, storage::v1::CampaignHead head,
                 std::vector<storage::v1::CampaignAnnotatorState> annotators)
    : store_(store),
      campaign_number_(record.campaign_number()),
      record_(std::move(record)),
      stored_head_(std::move(head)),
      stored_annotators_(std::move(annotators)),
      rows_(store, kScratchCampaign, kCachedItems) {
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
  storage::v1::LogEntry again = entry;
  again.clear_superseded();
  ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, ApplyCopy(rows_, *rules, again, 0));
  if (applied.superseded != entry.superseded()) {
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
