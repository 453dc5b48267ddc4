#ifndef ASSAY_ANNOTATOR_RPC_COST_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_COST_SERVICE_H_

#include "annotator/measuring/campaign_labels.h"
#include "annotator/rpc/call_gate.h"
#include "assay/v1/costs.grpc.pb.h"

namespace assay::rpc {

// assay.v1.CostService.  All that the constructor takes must outlive it.
class CostServiceImpl final : public v1::CostService::CallbackService {
 public:
  // thread_count: of a call that does not ask for a number; 0: all cores.
  CostServiceImpl(StoredLabels stored, CallGate& gate, int thread_count)
      : stored_(stored), gate_(gate), thread_count_(thread_count) {}

  grpc::ServerBidiReactor<v1::ReportCostsRequest, v1::ReportCostsResponse>* ReportCosts(
      grpc::CallbackServerContext* context) override;
  grpc::ServerBidiReactor<v1::PlanCostsRequest, v1::PlanCostsResponse>* PlanCosts(
      grpc::CallbackServerContext* context) override;

 private:
  const StoredLabels stored_;
  CallGate& gate_;
  const int thread_count_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_COST_SERVICE_H_
