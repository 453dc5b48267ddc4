#include "annotator/label_studio/predictions.h"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "annotator/label_studio/label_config.h"
#include "annotator/label_studio/service_calls.h"
#include "annotator/label_studio/task.h"
#include "assay/v1/audits.pb.h"
#include "assay/v1/datasets.pb.h"
#include "engine/base/status.h"

namespace assay::label_studio {
namespace {

constexpr int kFindingsPage = 1000;

// What is known of an item.
struct Known {
  std::optional<v1::LabelValue> value;
  double score = 0;
};

absl::StatusOr<Known> ConsensusOf(gateway::CallBridge& bridge, const std::string& campaign,
                                  const std::string& item, const gateway::CallFor& caller) {
  v1::ListCampaignItemsRequest request;
  request.set_campaign(campaign);
  request.set_item_id(item);
  const auto response = Ask<v1::ListCampaignItemsResponse>(
      bridge, "assay.v1.CampaignService/ListCampaignItems", request, caller);
  if (absl::IsNotFound(response.status())) {
    return Known{};  // an item that is not there; the campaign is, for it was just read
  }
  ASSAY_RETURN_IF_ERROR(response.status());
  if (response->items().empty() || !response->items(0).has_consensus()) {
    return Known{};
  }
  return Known{response->items(0).consensus(), response->items(0).confidence()};
}

// What the audit that the campaign was made from suggests for the items that nothing is known of.
absl::Status AddSuggestions(gateway::CallBridge& bridge, const v1::Campaign& campaign,
                            const gateway::CallFor& caller, std::map<std::string, Known>& items) {
  size_t missing = 0;
  for (const auto& [id, known] : items) {
    missing += known.value.has_value() ? 0 : 1;
  }
  int64_t left = campaign.selection().has_suspects() ? campaign.selection().chosen_count() : 0;
  v1::ListFindingsRequest request;
  request.set_audit(campaign.selection().suspects().audit());
  request.set_page_size(kFindingsPage);
  while (missing > 0 && left > 0) {
    ASSAY_ASSIGN_OR_RETURN(
        const auto page, Ask<v1::ListFindingsResponse>(bridge, "assay.v1.AuditService/ListFindings",
                                                       request, caller));
    for (const v1::Finding& finding : page.findings()) {
      const auto item = items.find(finding.item_id());
      if (left-- > 0 && item != items.end() && !item->second.value.has_value()) {
        item->second.value.emplace().set_choice(finding.suggested_label());
        item->second.score = finding.score();
        --missing;
      }
    }
    request.set_page_token(page.next_page_token());
    if (page.next_page_token().empty()) {
      break;
    }
  }
  return absl::OkStatus();
}

Json PredictionOf(const Known& known, const Control& control, const std::string& version) {
  Json prediction{{"model_version", version}, {"result", Json::array()}};
  if (known.value.has_value()) {
    prediction["result"] = WriteAnswer(*known.value, control);
    prediction["score"] = known.score;
  }
  return prediction;
}

absl::Status BadRequest(const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_JSON", "the request has no " + expected,
                   {{"detail", "no " + expected}});
}

}  // namespace

absl::StatusOr<CampaignView> ViewCampaign(gateway::CallBridge& bridge, const std::string& campaign,
                                          const gateway::CallFor& caller) {
  CampaignView view;
  v1::GetCampaignRequest get;
  get.set_name("campaigns/" + campaign);
  ASSAY_ASSIGN_OR_RETURN(
      view.campaign,
      Ask<v1::Campaign>(bridge, "assay.v1.CampaignService/GetCampaign", get, caller));
  v1::GetCampaignStatusRequest get_status;
  get_status.set_name(get.name());
  ASSAY_ASSIGN_OR_RETURN(
      const auto status,
      Ask<v1::CampaignStatus>(bridge, "assay.v1.CampaignService/GetCampaignStatus", get_status,
                              caller));
  v1::GetDatasetRequest get_dataset;
  get_dataset.set_name(view.campaign.dataset());
  ASSAY_ASSIGN_OR_RETURN(
      const auto dataset,
      Ask<v1::Dataset>(bridge, "assay.v1.DatasetService/GetDataset", get_dataset, caller));
  view.id_column = IdColumnOf(dataset);
  view.model_version = campaign + "." + std::to_string(status.entry_count());
  return view;
}

absl::StatusOr<Json> Predict(gateway::CallBridge& bridge, const std::string& campaign,
                             const Json& request, const gateway::CallFor& caller) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignView view, ViewCampaign(bridge, campaign, caller));
  if (!request.contains("tasks") || !request["tasks"].is_array()) {
    return BadRequest("list \"tasks\"");
  }
  if (!request.contains("label_config") || !request["label_config"].is_string()) {
    return BadRequest("text \"label_config\"");
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Control> controls,
                         ReadLabelConfig(request["label_config"].get_ref<const std::string&>()));
  ASSAY_ASSIGN_OR_RETURN(const Control control, FindControl(controls, view.campaign.schema()));
  std::vector<std::string> ids;
  std::map<std::string, Known> items;
  for (const Json& task : request["tasks"]) {
    ASSAY_ASSIGN_OR_RETURN(ids.emplace_back(), ItemOfTask(task, view.id_column));
    if (!items.contains(ids.back())) {
      ASSAY_ASSIGN_OR_RETURN(items[ids.back()],
                             ConsensusOf(bridge, view.campaign.name(), ids.back(), caller));
    }
  }
  ASSAY_RETURN_IF_ERROR(AddSuggestions(bridge, view.campaign, caller, items));
  Json results = Json::array();
  for (const std::string& id : ids) {
    results.push_back(PredictionOf(items[id], control, view.model_version));
  }
  return Json{{"model_version", view.model_version}, {"results", std::move(results)}};
}

}  // namespace assay::label_studio
