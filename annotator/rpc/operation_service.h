#ifndef ASSAY_ANNOTATOR_RPC_OPERATION_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_OPERATION_SERVICE_H_

#include "annotator/operation/operation_runner.h"
#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/page_token.h"
#include "assay/v1/operations.grpc.pb.h"
#include "engine/store/operation_repository.h"

namespace assay::rpc {

// assay.v1.OperationService over a runner.  All references must outlive the service.
class OperationServiceImpl final : public v1::OperationService::CallbackService {
 public:
  OperationServiceImpl(OperationRunner& runner, OperationRepository& repository,
                       const PageTokens& tokens, CallGate& gate)
      : runner_(runner), repository_(repository), tokens_(tokens), gate_(gate) {}

  grpc::ServerUnaryReactor* GetOperation(grpc::CallbackServerContext* context,
                                         const v1::GetOperationRequest* request,
                                         v1::Operation* response) override;
  grpc::ServerUnaryReactor* ListOperations(grpc::CallbackServerContext* context,
                                           const v1::ListOperationsRequest* request,
                                           v1::ListOperationsResponse* response) override;
  grpc::ServerWriteReactor<v1::Operation>* WatchOperation(
      grpc::CallbackServerContext* context, const v1::WatchOperationRequest* request) override;
  grpc::ServerUnaryReactor* CancelOperation(grpc::CallbackServerContext* context,
                                            const v1::CancelOperationRequest* request,
                                            v1::Operation* response) override;

 private:
  OperationRunner& runner_;
  OperationRepository& repository_;
  const PageTokens& tokens_;
  CallGate& gate_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_OPERATION_SERVICE_H_
