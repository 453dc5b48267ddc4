#include "annotator/campaign/campaign_desks.h"

#include <limits>
#include <utility>
#include <vector>

#include "annotator/desk/local_desk.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"

namespace assay {

absl::StatusOr<uint64_t> FindCampaignNumber(const Store& store, std::string_view campaign_name) {
  constexpr std::string_view kPrefix = "campaigns/";
  const std::string name(campaign_name);
  if (!campaign_name.starts_with(kPrefix) || campaign_name.size() == kPrefix.size() ||
      campaign_name.find('/', kPrefix.size()) != std::string_view::npos) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
        "found the name '" + name + "', expected campaigns/{campaign}",
        {{"field", "campaign"}, {"found", name}, {"expected", "campaigns/{campaign}"}});
  }
  ASSAY_ASSIGN_OR_RETURN(const auto number,
                         ReadNumber(store, KeyKind::kCampaignName,
                                    CampaignNameKey(campaign_name.substr(kPrefix.size()))));
  if (!number.has_value()) {
    return MakeError(absl::StatusCode::kNotFound, "CAMPAIGN_NOT_FOUND",
                     "there is no campaign '" + name + "'", {{"name", name}});
  }
  return *number;
}

CampaignDesks::CampaignDesks(Store& store, const Clock& clock, DeskOptions options, RunJob run_job)
    : store_(store), clock_(clock), options_(std::move(options)), run_job_(std::move(run_job)) {}

absl::StatusOr<std::shared_ptr<CampaignDesk>> CampaignDesks::Find(std::string_view campaign_name) {
  ASSAY_ASSIGN_OR_RETURN(const uint64_t number, FindCampaignNumber(store_, campaign_name));
  return Get(number);
}

std::shared_ptr<CampaignDesk> CampaignDesks::Get(uint64_t campaign_number) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<CampaignDesk>& desk = desks_[campaign_number];
  if (desk == nullptr) {
    desk = std::make_shared<LocalDesk>(store_, campaign_number, clock_, options_, run_job_);
  }
  return desk;
}

absl::Status CampaignDesks::ContinueImports() {
  const KeyRange range = CampaignRangeAfter(0);
  ASSAY_ASSIGN_OR_RETURN(const auto records, ReadMessages<storage::v1::CampaignRecord>(
                                                 store_, KeyKind::kCampaign, range,
                                                 std::numeric_limits<size_t>::max()));
  for (const storage::v1::CampaignRecord& record : records) {
    ASSAY_ASSIGN_OR_RETURN(const auto head, ReadMessage<storage::v1::CampaignHead>(
                                                store_, KeyKind::kCampaignHead,
                                                CampaignHeadKey(record.campaign_number())));
    if (head.has_value() && (head->has_pending_labels() || head->rechecking())) {
      Get(record.campaign_number())->ExpireLeases();
    }
  }
  return absl::OkStatus();
}

void CampaignDesks::Tick() {
  std::vector<std::shared_ptr<CampaignDesk>> desks;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, desk] : desks_) {
      desks.push_back(desk);
    }
  }
  for (const auto& desk : desks) {
    desk->ExpireLeases();
  }
}

}  // namespace assay
