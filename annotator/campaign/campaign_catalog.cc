#include "annotator/campaign/campaign_catalog.h"

#include <optional>

#include "annotator/campaign/campaign_settings.h"
#include "annotator/desk/campaign_rules.h"
#include "annotator/desk/local_desk.h"
#include "annotator/desk/repeatable_call.h"
#include "engine/base/status.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

absl::StatusOr<std::string> IdOf(std::string_view collection, const std::string& name,
                                 std::string_view field) {
  std::optional<std::string> id = ParseResourceName(collection, name);
  if (!id.has_value()) {
    const std::string expected = std::string(collection) + "/{id}";
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
        "found '" + name.substr(0, 100) + "' as " + std::string(field) + ", expected " + expected,
        {{"field", std::string(field)}, {"found", name.substr(0, 100)}, {"expected", expected}});
  }
  return *std::move(id);
}

}  // namespace

absl::StatusOr<storage::v1::DatasetRecord> CampaignCatalog::FindDataset(
    const std::string& name, std::string_view field) const {
  ASSAY_ASSIGN_OR_RETURN(const std::string id, IdOf(kDatasetCollection, name, field));
  return datasets_.Get(id);
}

absl::Status CampaignCatalog::CheckGold(const storage::v1::CampaignRecord& record) const {
  ASSAY_ASSIGN_OR_RETURN(const CampaignRules rules, CampaignRules::Make(store_, record));
  if (const absl::Status& fault = rules.gold_fault(); !fault.ok()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_CLASS",
                     "a label of the gold data set is no answer: " +
                         std::string(fault.message().data(), fault.message().size()),
                     GetErrorMetadata(fault));
  }
  if (record.gold_dataset_number() != 0 && rules.gold_count() == 0) {
    return BadCampaign("gold.dataset", "a data set without labels", "known answers as its labels");
  }
  return absl::OkStatus();
}

absl::Status CampaignCatalog::CheckNamed(const storage::v1::CampaignRecord& record) const {
  const v1::Campaign& campaign = record.campaign();
  ASSAY_ASSIGN_OR_RETURN(const auto dataset, FindDataset(campaign.dataset(), "dataset"));
  ASSAY_RETURN_IF_ERROR(CheckShownColumns(campaign, dataset.dataset()));
  for (const std::string& name : campaign.annotators()) {
    ASSAY_ASSIGN_OR_RETURN(const std::string id, IdOf(kAnnotatorCollection, name, "annotators"));
    ASSAY_RETURN_IF_ERROR(annotators_.Get(id).status());
  }
  if (!campaign.gold().route_campaign().empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        const std::string id,
        IdOf(kCampaignCollection, campaign.gold().route_campaign(), "gold.route_campaign"));
    const auto route = campaigns_.Get(id);
    if (absl::IsNotFound(route.status()) || campaign.gold().route_campaign() == campaign.name()) {
      return BadCampaign("gold.route_campaign", "'" + campaign.gold().route_campaign() + "'",
                         "another campaign");
    }
    ASSAY_RETURN_IF_ERROR(route.status());
  }
  return CheckGold(record);
}

absl::StatusOr<v1::Campaign> CampaignCatalog::CreateOnce(const v1::CreateCampaignRequest& request) {
  storage::v1::CampaignRecord record;
  v1::Campaign& campaign = *record.mutable_campaign();
  campaign = request.campaign();
  ASSAY_RETURN_IF_ERROR(CheckCampaign(campaign));
  BeginCampaign(ResourceName(kCampaignCollection, request.campaign_id()), clock_.WallMicros(),
                campaign);
  ASSAY_ASSIGN_OR_RETURN(const auto dataset, FindDataset(campaign.dataset(), "dataset"));
  record.set_dataset_number(dataset.dataset_number());
  if (campaign.has_gold()) {
    ASSAY_ASSIGN_OR_RETURN(const auto gold, FindDataset(campaign.gold().dataset(), "gold.dataset"));
    record.set_gold_dataset_number(gold.dataset_number());
  }
  ASSAY_RETURN_IF_ERROR(CheckNamed(record));
  std::vector<uint64_t> selection;
  if (campaign.has_selection()) {
    ASSAY_ASSIGN_OR_RETURN(selection, resolve_selection_(campaign.selection(), dataset));
    if (selection.empty()) {
      return BadCampaign("selection", "no items", "a selection of at least one");
    }
    campaign.mutable_selection()->set_chosen_count(static_cast<int64_t>(selection.size()));
  }
  record.set_create_request_id(request.request_id());
  const auto made = campaigns_.Create(record, InitialHead(campaign), selection);
  if (absl::IsAlreadyExists(made.status()) && !request.request_id().empty()) {
    // The first call may have died before its answer was kept.
    const auto stored = campaigns_.Get(request.campaign_id());
    if (stored.ok() && stored->create_request_id() == request.request_id()) {
      return stored->campaign();
    }
  }
  ASSAY_RETURN_IF_ERROR(made.status());
  return made->campaign();
}

absl::StatusOr<v1::Campaign> CampaignCatalog::Create(const v1::CreateCampaignRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckCampaignId(request.campaign_id()));
  return RunRepeatable<v1::Campaign>(requests_, "CreateCampaign", request, clock_.WallMicros(),
                                     [&] { return CreateOnce(request); });
}

CampaignDesk::Change CampaignCatalog::Update(const v1::UpdateCampaignRequest& request) {
  return [this, request](storage::v1::CampaignRecord& record,
                         const storage::v1::CampaignHead& head) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(
        ApplyUpdate(request, head, clock_.WallMicros(), *record.mutable_campaign()));
    return CheckNamed(record);
  };
}

CampaignDesk::Change CampaignCatalog::SetState(v1::Campaign::State state) {
  return [this, state](storage::v1::CampaignRecord& record,
                       const storage::v1::CampaignHead&) -> absl::Status {
    return ChangeState(state, clock_.WallMicros(), *record.mutable_campaign());
  };
}

absl::Status CampaignCatalog::Delete(std::string_view campaign_id) {
  ASSAY_ASSIGN_OR_RETURN(const auto record, campaigns_.Get(campaign_id));
  const v1::Campaign& campaign = record.campaign();
  if (campaign.state() != v1::Campaign::STATE_DRAFT &&
      campaign.state() != v1::Campaign::STATE_CLOSED) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CAMPAIGN_NOT_CLOSED",
                     campaign.name() + " is in use; close it before you delete it",
                     {{"name", campaign.name()}});
  }
  return campaigns_.Delete(campaign_id);
}

}  // namespace assay
