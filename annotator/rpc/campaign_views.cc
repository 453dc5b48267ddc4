// The calls of CampaignService that change nothing.
#include <string>
#include <utility>

#include "annotator/campaign/campaign_listing.h"
#include "annotator/campaign/campaign_status.h"
#include "annotator/campaign/campaign_view.h"
#include "annotator/desk/item_chooser.h"
#include "annotator/rpc/campaign_service.h"
#include "annotator/rpc/campaign_watch.h"
#include "annotator/rpc/resource_name.h"
#include "annotator/rpc/run_unary.h"
#include "engine/base/status.h"

namespace assay::rpc {

grpc::ServerUnaryReactor* CampaignServiceImpl::GetCampaign(grpc::CallbackServerContext* context,
                                                           const v1::GetCampaignRequest* request,
                                                           v1::Campaign* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller& caller) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const std::string id, CampaignId(request->name(), "name"));
        ASSAY_ASSIGN_OR_RETURN(auto record, parts_.campaigns.Get(id));
        ASSAY_ASSIGN_OR_RETURN(*response,
                               ViewCampaign(std::move(*record.mutable_campaign()), caller));
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CampaignServiceImpl::ListCampaigns(
    grpc::CallbackServerContext* context, const v1::ListCampaignsRequest* request,
    v1::ListCampaignsResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller& caller) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
        ASSAY_ASSIGN_OR_RETURN(const uint64_t after,
                               parts_.tokens.Read("ListCampaigns", request->page_token(), 0));
        ASSAY_ASSIGN_OR_RETURN(auto records, parts_.campaigns.List(after, page_size + 1));
        const bool has_more = CutToPage(records, page_size);
        for (auto& record : records) {
          auto campaign = ViewCampaign(std::move(*record.mutable_campaign()), caller);
          if (campaign.ok()) {
            *response->add_campaigns() = *std::move(campaign);
          }
        }
        if (has_more) {
          response->set_next_page_token(
              parts_.tokens.Make("ListCampaigns", records.back().campaign_number()));
        }
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CampaignServiceImpl::GetCampaignStatus(
    grpc::CallbackServerContext* context, const v1::GetCampaignStatusRequest* request,
    v1::CampaignStatus* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const auto desk, parts_.desks.Find(request->name()));
        ASSAY_ASSIGN_OR_RETURN(*response, ReadCampaignStatus(parts_.store, *desk, parts_.clock));
        return absl::OkStatus();
      });
}

grpc::ServerWriteReactor<v1::CampaignStatus>* CampaignServiceImpl::WatchCampaignStatus(
    grpc::CallbackServerContext* context, const v1::WatchCampaignStatusRequest* request) {
  return WatchCampaign(context, *request, gate_, parts_.store, parts_.desks, parts_.clock);
}

grpc::ServerUnaryReactor* CampaignServiceImpl::ListCampaignAnnotators(
    grpc::CallbackServerContext* context, const v1::ListCampaignAnnotatorsRequest* request,
    v1::ListCampaignAnnotatorsResponse* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(const uint64_t number,
                                           FindCampaignNumber(parts_.store, request->campaign()));
                    ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
                    const std::string call = "ListCampaignAnnotators of " + std::to_string(number);
                    ASSAY_ASSIGN_OR_RETURN(const uint64_t first,
                                           parts_.tokens.Read(call, request->page_token(), 0));
                    ASSAY_ASSIGN_OR_RETURN(AnnotatorPage page,
                                           ListAnnotators(parts_.store, number, first, page_size));
                    for (v1::CampaignAnnotator& annotator : page.annotators) {
                      *response->add_annotators() = std::move(annotator);
                    }
                    if (page.next_ordinal.has_value()) {
                      response->set_next_page_token(parts_.tokens.Make(call, *page.next_ordinal));
                    }
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* CampaignServiceImpl::ListCampaignItems(
    grpc::CallbackServerContext* context, const v1::ListCampaignItemsRequest* request,
    v1::ListCampaignItemsResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const std::string id, CampaignId(request->campaign(), "campaign"));
        ASSAY_ASSIGN_OR_RETURN(const auto record, parts_.campaigns.Get(id));
        ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
        const std::string call = "ListCampaignItems of " +
                                 std::to_string(record.campaign_number()) + " in " +
                                 std::to_string(request->state()) + " " + request->item_id();
        ASSAY_ASSIGN_OR_RETURN(const uint64_t first,
                               parts_.tokens.Read(call, request->page_token(), 0));
        ASSAY_ASSIGN_OR_RETURN(ItemPage page,
                               ListItems(parts_.store, record, *request, first, page_size));
        for (v1::CampaignItem& item : page.items) {
          *response->add_items() = std::move(item);
        }
        if (page.next_item.has_value()) {
          response->set_next_page_token(parts_.tokens.Make(call, *page.next_item));
        }
        return absl::OkStatus();
      });
}

}  // namespace assay::rpc
