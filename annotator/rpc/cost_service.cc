#include "annotator/rpc/cost_service.h"

#include "annotator/costs/plan_costs.h"
#include "annotator/costs/report_costs.h"
#include "annotator/rpc/file_exchange.h"

namespace assay::rpc {

grpc::ServerBidiReactor<v1::ReportCostsRequest, v1::ReportCostsResponse>*
CostServiceImpl::ReportCosts(grpc::CallbackServerContext* context) {
  return new CostReportReactor(
      context, gate_, [](const v1::ReportCostsSpec& spec) { return CountFiles(spec); },
      [this](const v1::ReportCostsSpec& spec, SentFiles& files, const CostReportReactor::Sink& send,
             ProgressSink& progress) {
        return assay::ReportCosts(spec, files, stored_, thread_count_, send, progress);
      });
}

grpc::ServerBidiReactor<v1::PlanCostsRequest, v1::PlanCostsResponse>* CostServiceImpl::PlanCosts(
    grpc::CallbackServerContext* context) {
  return new CostPlanReactor(
      context, gate_, [](const v1::PlanCostsSpec& spec) { return CountFiles(spec); },
      [this](const v1::PlanCostsSpec& spec, SentFiles& files, const CostPlanReactor::Sink& send,
             ProgressSink& progress) {
        return assay::PlanCosts(spec, files, stored_, thread_count_, send, progress);
      });
}

}  // namespace assay::rpc
