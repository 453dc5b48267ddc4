#include "annotator/campaign/selection.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/campaign/campaign_name.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"

namespace assay {
namespace {

using storage::v1::CampaignItemState;
using storage::v1::DatasetRecord;
using storage::v1::FindingRecord;

constexpr double kMillion = 1e6;

absl::Status BadSelection(const std::string& field, const std::string& found,
                          const std::string& expected) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_CAMPAIGN",
      absl::StrCat("campaign.selection.", field, ": found ", found, ", expected ", expected),
      {{"field", "campaign.selection." + field}, {"found", found}, {"expected", expected}});
}

absl::StatusOr<std::vector<uint64_t>> Suspects(const v1::ItemSelection::Suspects& suspects,
                                               const DatasetRecord& dataset,
                                               const AuditRepository& audits) {
  if (suspects.item_count() < 0) {
    return BadSelection("suspects.item_count", absl::StrCat(suspects.item_count()),
                        "0 or more items");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto audit, audits.Get(suspects.audit()));
  if (audit.dataset_number() != dataset.dataset_number()) {
    return BadSelection("suspects.audit", "an audit of " + audit.audit().dataset(),
                        "one of " + dataset.dataset().name());
  }
  const auto limit = static_cast<size_t>(suspects.item_count());
  std::vector<uint64_t> items;
  ASSAY_RETURN_IF_ERROR(
      audits.ScanFindings(audit.audit_number(), 1, [&](const FindingRecord& finding) {
        if (limit > 0 || finding.finding().flagged()) {
          items.push_back(finding.item_index());
        }
        return limit == 0 || items.size() < limit;
      }));
  return items;
}

absl::StatusOr<std::vector<uint64_t>> LowConsensus(const v1::ItemSelection::LowConsensus& source,
                                                   const DatasetRecord& dataset,
                                                   const CampaignRepository& campaigns) {
  const double below = source.below_confidence();
  if (!(below > 0 && below <= 1)) {
    return BadSelection("low_consensus.below_confidence", absl::StrCat(below),
                        "a number above 0, at most 1");
  }
  ASSAY_ASSIGN_OR_RETURN(
      const auto campaign,
      FindCampaign(campaigns, source.campaign(), "campaign.selection.low_consensus.campaign"));
  if (campaign.dataset_number() != dataset.dataset_number()) {
    return BadSelection("low_consensus.campaign",
                        "a campaign over " + campaign.campaign().dataset(),
                        "one over " + dataset.dataset().name());
  }
  std::vector<std::pair<uint32_t, uint64_t>> unsure;
  ASSAY_RETURN_IF_ERROR(campaigns.ScanItems(
      campaign.campaign_number(), 0, [&](uint64_t item_number, const CampaignItemState& item) {
        if (item_number >= kFirstGoldItem) {
          return false;
        }
        if (item.consensus() != 0 && item.confidence_micros() < below * kMillion) {
          unsure.emplace_back(item.confidence_micros(), item_number);
        }
        return true;
      }));
  std::sort(unsure.begin(), unsure.end());
  std::vector<uint64_t> items;
  items.reserve(unsure.size());
  for (const auto& [confidence, item] : unsure) {
    items.push_back(item);
  }
  return items;
}

}  // namespace

absl::StatusOr<std::vector<uint64_t>> ResolveSelection(const v1::ItemSelection& selection,
                                                       const DatasetRecord& dataset,
                                                       const AuditRepository& audits,
                                                       const CampaignRepository& campaigns) {
  std::vector<uint64_t> items;
  switch (selection.source_case()) {
    case v1::ItemSelection::kSuspects: {
      ASSAY_ASSIGN_OR_RETURN(items, Suspects(selection.suspects(), dataset, audits));
      break;
    }
    case v1::ItemSelection::kLowConsensus: {
      ASSAY_ASSIGN_OR_RETURN(items, LowConsensus(selection.low_consensus(), dataset, campaigns));
      break;
    }
    default:
      return BadSelection("source", "nothing", "suspects or low_consensus");
  }
  if (items.empty()) {
    return BadSelection("source", "no such item in " + dataset.dataset().name(), "one or more");
  }
  return items;
}

}  // namespace assay
