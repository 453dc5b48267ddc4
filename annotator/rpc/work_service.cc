#include "annotator/rpc/work_service.h"

#include <utility>

#include "annotator/rpc/run_unary.h"

namespace assay::rpc {

template <typename Request, typename Response>
grpc::ServerUnaryReactor* WorkServiceImpl::Run(
    grpc::CallbackServerContext* context, const Request* request, Response* response,
    void (CampaignDesk::*method)(const Worker&, const Request&, CampaignDesk::Done<Response>)) {
  return RunUnaryAsync(
      context, request, gate_,
      [this, request, response, method](const Caller& caller, const FinishCall& finish) {
        const auto place = workplaces_.Find(caller, request->campaign(), request->annotator());
        if (!place.ok()) {
          finish(place.status());
          return;
        }
        ((*place->desk).*method)(place->worker, *request,
                                 [response, finish](absl::StatusOr<Response> outcome) {
                                   if (outcome.ok()) {
                                     *response = *std::move(outcome);
                                   }
                                   finish(outcome.status());
                                 });
      });
}

grpc::ServerUnaryReactor* WorkServiceImpl::LeaseItems(grpc::CallbackServerContext* context,
                                                      const v1::LeaseItemsRequest* request,
                                                      v1::LeaseItemsResponse* response) {
  return Run(context, request, response, &CampaignDesk::Lease);
}

grpc::ServerUnaryReactor* WorkServiceImpl::SubmitLabel(grpc::CallbackServerContext* context,
                                                       const v1::SubmitLabelRequest* request,
                                                       v1::SubmitLabelResponse* response) {
  return Run(context, request, response, &CampaignDesk::Submit);
}

grpc::ServerUnaryReactor* WorkServiceImpl::SkipItem(grpc::CallbackServerContext* context,
                                                    const v1::SkipItemRequest* request,
                                                    v1::SkipItemResponse* response) {
  return Run(context, request, response, &CampaignDesk::Skip);
}

grpc::ServerUnaryReactor* WorkServiceImpl::FlagItem(grpc::CallbackServerContext* context,
                                                    const v1::FlagItemRequest* request,
                                                    v1::FlagItemResponse* response) {
  return Run(context, request, response, &CampaignDesk::Flag);
}

grpc::ServerUnaryReactor* WorkServiceImpl::ExtendLeases(grpc::CallbackServerContext* context,
                                                        const v1::ExtendLeasesRequest* request,
                                                        v1::ExtendLeasesResponse* response) {
  return Run(context, request, response, &CampaignDesk::Extend);
}

grpc::ServerUnaryReactor* WorkServiceImpl::ReleaseItems(grpc::CallbackServerContext* context,
                                                        const v1::ReleaseItemsRequest* request,
                                                        v1::ReleaseItemsResponse* response) {
  return Run(context, request, response, &CampaignDesk::Release);
}

grpc::ServerUnaryReactor* WorkServiceImpl::UndoLabels(grpc::CallbackServerContext* context,
                                                      const v1::UndoLabelsRequest* request,
                                                      v1::UndoLabelsResponse* response) {
  return Run(context, request, response, &CampaignDesk::Undo);
}

}  // namespace assay::rpc
