#ifndef ASSAY_ANNOTATOR_RPC_WORK_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_WORK_SERVICE_H_

#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/workplaces.h"
#include "assay/v1/work.grpc.pb.h"

namespace assay::rpc {

// assay.v1.WorkService: finds the worker and hands each call to the campaign's desk, so that no
// thread waits for the disk.  All references must outlive the service.
class WorkServiceImpl final : public v1::WorkService::CallbackService {
 public:
  WorkServiceImpl(const Workplaces& workplaces, CallGate& gate)
      : workplaces_(workplaces), gate_(gate) {}

  grpc::ServerUnaryReactor* LeaseItems(grpc::CallbackServerContext* context,
                                       const v1::LeaseItemsRequest* request,
                                       v1::LeaseItemsResponse* response) override;
  grpc::ServerUnaryReactor* SubmitLabel(grpc::CallbackServerContext* context,
                                        const v1::SubmitLabelRequest* request,
                                        v1::SubmitLabelResponse* response) override;
  grpc::ServerUnaryReactor* SkipItem(grpc::CallbackServerContext* context,
                                     const v1::SkipItemRequest* request,
                                     v1::SkipItemResponse* response) override;
  grpc::ServerUnaryReactor* FlagItem(grpc::CallbackServerContext* context,
                                     const v1::FlagItemRequest* request,
                                     v1::FlagItemResponse* response) override;
  grpc::ServerUnaryReactor* ExtendLeases(grpc::CallbackServerContext* context,
                                         const v1::ExtendLeasesRequest* request,
                                         v1::ExtendLeasesResponse* response) override;
  grpc::ServerUnaryReactor* ReleaseItems(grpc::CallbackServerContext* context,
                                         const v1::ReleaseItemsRequest* request,
                                         v1::ReleaseItemsResponse* response) override;
  grpc::ServerUnaryReactor* UndoLabels(grpc::CallbackServerContext* context,
                                       const v1::UndoLabelsRequest* request,
                                       v1::UndoLabelsResponse* response) override;

 private:
  // Hands the call to the method of the campaign's desk.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const Request* request,
                                Response* response,
                                void (CampaignDesk::*method)(const Worker&, const Request&,
                                                             CampaignDesk::Done<Response>));

  const Workplaces& workplaces_;
  CallGate& gate_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_WORK_SERVICE_H_
