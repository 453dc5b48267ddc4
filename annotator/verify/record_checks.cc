#include "annotator/verify/record_checks.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::CampaignAnnotatorState;

absl::Status CheckHead(const CampaignParts& parts) {
  const auto& counts = parts.head.class_counts();
  bool good = !parts.head.overlap_rules().empty() && !counts.empty() &&
              counts[0].first_sequence() == 0 &&
              static_cast<int>(counts[counts.size() - 1].class_count()) ==
                  parts.record.campaign().schema().classes_size();
  for (int i = 1; i < counts.size(); ++i) {
    good = good && counts[i - 1].first_sequence() <= counts[i].first_sequence() &&
           counts[i - 1].class_count() < counts[i].class_count();
  }
  return good ? absl::OkStatus() : DamagedValueError(KeyKind::kCampaignHead);
}

absl::StatusOr<CampaignRows::Annotators> ReadAnnotators(const Store& store,
                                                        uint64_t campaign_number) {
  CampaignRows::Annotators annotators;
  const KeyRange range = CampaignAnnotatorRange(campaign_number);
  absl::Status damage;
  ASSAY_RETURN_IF_ERROR(
      store.Scan(range.begin, range.end, [&](std::string_view key, std::string_view value) {
        CampaignAnnotatorState annotator;
        damage = DecodeMessage(KeyKind::kCampaignAnnotator, value, annotator);
        const uint64_t number = annotator.annotator_number();
        if (damage.ok() && key != CampaignAnnotatorKey(campaign_number, number)) {
          damage = DamagedValueError(KeyKind::kCampaignAnnotator);
        }
        annotators.emplace(number, std::move(annotator));
        return damage.ok();
      }));
  ASSAY_RETURN_IF_ERROR(damage);
  std::vector<bool> places(annotators.size());
  for (const auto& [number, annotator] : annotators) {
    if (annotator.ordinal() >= places.size() || places[annotator.ordinal()]) {
      return DamagedValueError(KeyKind::kCampaignAnnotator);
    }
    places[annotator.ordinal()] = true;
  }
  return annotators;
}

}  // namespace

absl::StatusOr<CampaignParts> ReadParts(Store& store, uint64_t campaign_number) {
  CampaignParts parts{store, campaign_number, {}, {}, {}};
  ASSAY_ASSIGN_OR_RETURN(parts.record, CampaignRepository(store).GetByNumber(campaign_number));
  ASSAY_ASSIGN_OR_RETURN(auto head,
                         ReadMessage<storage::v1::CampaignHead>(store, KeyKind::kCampaignHead,
                                                                CampaignHeadKey(campaign_number)));
  if (!head.has_value()) {
    return DamagedValueError(KeyKind::kCampaignHead);
  }
  parts.head = *std::move(head);
  ASSAY_RETURN_IF_ERROR(CheckHead(parts));
  ASSAY_ASSIGN_OR_RETURN(parts.annotators, ReadAnnotators(store, campaign_number));
  return parts;
}

absl::Status CheckRecord(const CampaignParts& parts, Differences& differences) {
  const auto id = ParseResourceName(kCampaignCollection, parts.record.campaign().name());
  ASSAY_ASSIGN_OR_RETURN(const auto number, ReadNumber(parts.store, KeyKind::kCampaignName,
                                                       CampaignNameKey(id.value_or(""))));
  differences.CompareNumbers("", "number by its name", static_cast<int64_t>(number.value_or(0)),
                             static_cast<int64_t>(parts.campaign_number));
  ASSAY_ASSIGN_OR_RETURN(const auto of_dataset,
                         ReadBytes(parts.store, DatasetCampaignKey(parts.record.dataset_number(),
                                                                   parts.campaign_number)));
  if (!of_dataset.has_value()) {
    differences.Add("", "campaigns of its data set", "not among them", "among them");
  }
  const storage::v1::PendingLabels& pending = parts.head.pending_labels();
  if (pending.import_number() >= parts.head.next_import() && parts.head.has_pending_labels()) {
    differences.Add("figures", "next_import", parts.head.next_import(),
                    pending.import_number() + 1);
  }
  for (uint64_t block = pending.next_block(); block < pending.block_count(); ++block) {
    ASSAY_ASSIGN_OR_RETURN(const auto staged,
                           ReadBytes(parts.store, StagedLabelsKey(parts.campaign_number,
                                                                  pending.import_number(), block)));
    if (!staged.has_value()) {
      differences.Add("figures", "pending_labels", "no block " + std::to_string(block),
                      std::to_string(pending.block_count()) + " blocks");
      break;
    }
  }
  return absl::OkStatus();
}

}  // namespace assay
