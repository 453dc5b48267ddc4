#include "annotator/rpc/campaign_service.h"

#include <string>
#include <utility>

#include "annotator/campaign/reinstate_annotator.h"
#include "annotator/campaign/settle_findings.h"
#include "annotator/desk/await_desk.h"
#include "annotator/desk/repeatable_call.h"
#include "annotator/rpc/resource_name.h"
#include "annotator/rpc/run_unary.h"
#include "engine/base/status.h"
#include "engine/store/request_repository.h"

namespace assay::rpc {

grpc::ServerUnaryReactor* CampaignServiceImpl::CreateCampaign(
    grpc::CallbackServerContext* context, const v1::CreateCampaignRequest* request,
    v1::Campaign* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, parts_.catalog.Create(*request));
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* CampaignServiceImpl::UpdateCampaign(
    grpc::CallbackServerContext* context, const v1::UpdateCampaignRequest* request,
    v1::Campaign* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const auto desk, parts_.desks.Find(request->campaign().name()));
        RequestRepository requests(parts_.store);
        const auto update = [&] {
          return AwaitDesk<v1::Campaign>([&](CampaignDesk::Done<v1::Campaign> done) {
            desk->Update(parts_.catalog.Update(*request), std::move(done));
          });
        };
        ASSAY_ASSIGN_OR_RETURN(*response,
                               RunRepeatable<v1::Campaign>(requests, "UpdateCampaign", *request,
                                                           parts_.clock.WallMicros(), update));
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CampaignServiceImpl::SetState(grpc::CallbackServerContext* context,
                                                        const google::protobuf::Message& request,
                                                        const auth::CallRule* rule,
                                                        const std::string& name,
                                                        v1::Campaign::State state,
                                                        v1::Campaign* response) {
  return RunUnaryCallAsync(context, request, gate_, rule,
                           [this, &name, state, response](const Caller&, const FinishCall& finish) {
                             const auto desk = parts_.desks.Find(name);
                             if (!desk.ok()) {
                               finish(desk.status());
                               return;
                             }
                             (*desk)->Update(
                                 parts_.catalog.SetState(state),
                                 [response, finish](absl::StatusOr<v1::Campaign> campaign) {
                                   const absl::Status status = campaign.status();
                                   if (status.ok()) {
                                     *response = *std::move(campaign);
                                   }
                                   finish(status);
                                 });
                           });
}

grpc::ServerUnaryReactor* CampaignServiceImpl::StartCampaign(
    grpc::CallbackServerContext* context, const v1::StartCampaignRequest* request,
    v1::Campaign* response) {
  return SetState(context, *request, RuleOf<v1::StartCampaignRequest>(), request->name(),
                  v1::Campaign::STATE_RUNNING, response);
}

grpc::ServerUnaryReactor* CampaignServiceImpl::PauseCampaign(
    grpc::CallbackServerContext* context, const v1::PauseCampaignRequest* request,
    v1::Campaign* response) {
  return SetState(context, *request, RuleOf<v1::PauseCampaignRequest>(), request->name(),
                  v1::Campaign::STATE_PAUSED, response);
}

grpc::ServerUnaryReactor* CampaignServiceImpl::CloseCampaign(
    grpc::CallbackServerContext* context, const v1::CloseCampaignRequest* request,
    v1::Campaign* response) {
  return SetState(context, *request, RuleOf<v1::CloseCampaignRequest>(), request->name(),
                  v1::Campaign::STATE_CLOSED, response);
}

grpc::ServerUnaryReactor* CampaignServiceImpl::DeleteCampaign(
    grpc::CallbackServerContext* context, const v1::DeleteCampaignRequest* request,
    v1::DeleteCampaignResponse*) {
  return RunUnary(context, request, gate_, [this, request](const Caller&) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const std::string id, CampaignId(request->name(), "name"));
    return parts_.catalog.Delete(id);
  });
}

grpc::ServerUnaryReactor* CampaignServiceImpl::ReinstateAnnotator(
    grpc::CallbackServerContext* context, const v1::ReinstateAnnotatorRequest* request,
    v1::CampaignAnnotator* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller& caller) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const uint64_t number,
                               FindCampaignNumber(parts_.store, request->campaign()));
        ASSAY_ASSIGN_OR_RETURN(
            *response, assay::ReinstateAnnotator(parts_.store, number, *parts_.desks.Get(number),
                                                 request->annotator(), caller, parts_.clock));
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CampaignServiceImpl::SettleFindings(
    grpc::CallbackServerContext* context, const v1::SettleFindingsRequest* request,
    v1::SettleFindingsResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(*response, assay::SettleFindings(*request, parts_.campaigns,
                                                                parts_.audits, parts_.review));
        return absl::OkStatus();
      });
}

}  // namespace assay::rpc
