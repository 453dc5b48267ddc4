#ifndef ASSAY_ANNOTATOR_RPC_METHOD_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_METHOD_SERVICE_H_

#include "annotator/rpc/call_gate.h"
#include "assay/v1/methods.grpc.pb.h"

namespace assay::rpc {

// assay.v1.MethodService: the registries, read aloud.
class MethodServiceImpl final : public v1::MethodService::CallbackService {
 public:
  // `gate` must outlive the service.
  explicit MethodServiceImpl(CallGate& gate) : gate_(gate) {}

  grpc::ServerUnaryReactor* ListMethods(grpc::CallbackServerContext* context,
                                        const v1::ListMethodsRequest* request,
                                        v1::ListMethodsResponse* response) override;

 private:
  CallGate& gate_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_METHOD_SERVICE_H_
