#ifndef ASSAY_ANNOTATOR_RPC_MTURK_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_MTURK_SERVICE_H_

#include "annotator/mturk/import_results.h"
#include "annotator/rpc/call_gate.h"
#include "assay/v1/mturk.grpc.pb.h"

namespace assay::rpc {

// assay.v1.MturkService.
class MturkServiceImpl final : public v1::MturkService::CallbackService {
 public:
  // All references must outlive it.
  MturkServiceImpl(mturk::ResultImportParts parts, CallGate& gate) : parts_(parts), gate_(gate) {}

  grpc::ServerReadReactor<v1::ImportResultsRequest>* ImportResults(
      grpc::CallbackServerContext* context, v1::ImportResultsResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportBatchResponse>* ExportBatch(
      grpc::CallbackServerContext* context, const v1::ExportBatchRequest* request) override;
  grpc::ServerUnaryReactor* EstimateBatch(grpc::CallbackServerContext* context,
                                          const v1::EstimateBatchRequest* request,
                                          v1::EstimateBatchResponse* response) override;
  grpc::ServerWriteReactor<v1::ReviewAssignmentsResponse>* ReviewAssignments(
      grpc::CallbackServerContext* context, const v1::ReviewAssignmentsRequest* request) override;

 private:
  const mturk::ResultImportParts parts_;
  CallGate& gate_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_MTURK_SERVICE_H_
