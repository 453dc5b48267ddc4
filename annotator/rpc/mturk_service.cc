#include "annotator/rpc/mturk_service.h"

#include "annotator/mturk/estimate_batch.h"
#include "annotator/mturk/export_batch.h"
#include "annotator/mturk/review_assignments.h"
#include "annotator/rpc/import_reactor.h"
#include "annotator/rpc/message_stream.h"
#include "annotator/rpc/run_unary.h"
#include "engine/base/status.h"

namespace assay::rpc {

grpc::ServerReadReactor<v1::ImportResultsRequest>* MturkServiceImpl::ImportResults(
    grpc::CallbackServerContext* context, v1::ImportResultsResponse* response) {
  return new ResultImportReactor(context, gate_, response,
                                 [this](const Caller& caller, const v1::ImportResultsSpec& spec,
                                        exchange::ByteSource& source) {
                                   return mturk::ImportResults(spec, caller, source, parts_);
                                 });
}

grpc::ServerWriteReactor<v1::ExportBatchResponse>* MturkServiceImpl::ExportBatch(
    grpc::CallbackServerContext* context, const v1::ExportBatchRequest* request) {
  return StreamMessages<v1::ExportBatchResponse>(
      context, request, gate_, [this, request](const Caller&, const auto& send) {
        return mturk::ExportBatch(*request, parts_.store, parts_.desks, send);
      });
}

grpc::ServerUnaryReactor* MturkServiceImpl::EstimateBatch(grpc::CallbackServerContext* context,
                                                          const v1::EstimateBatchRequest* request,
                                                          v1::EstimateBatchResponse* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(
                        *response, mturk::EstimateBatch(*request, parts_.store, parts_.desks));
                    return absl::OkStatus();
                  });
}

grpc::ServerWriteReactor<v1::ReviewAssignmentsResponse>* MturkServiceImpl::ReviewAssignments(
    grpc::CallbackServerContext* context, const v1::ReviewAssignmentsRequest* request) {
  return StreamMessages<v1::ReviewAssignmentsResponse>(
      context, request, gate_, [this, request](const Caller&, const auto& send) {
        return mturk::ReviewAssignments(*request, parts_.store, send);
      });
}

}  // namespace assay::rpc
