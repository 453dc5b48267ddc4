#ifndef ASSAY_ANNOTATOR_RPC_ANNOTATOR_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_ANNOTATOR_SERVICE_H_

#include "annotator/campaign/annotator_catalog.h"
#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/page_token.h"
#include "assay/v1/annotators.grpc.pb.h"
#include "engine/store/annotator_repository.h"

namespace assay::rpc {

// assay.v1.AnnotatorService over a store.  All references must outlive the service.
class AnnotatorServiceImpl final : public v1::AnnotatorService::CallbackService {
 public:
  AnnotatorServiceImpl(AnnotatorCatalog& catalog, const AnnotatorRepository& annotators,
                       const PageTokens& tokens, CallGate& gate)
      : catalog_(catalog), annotators_(annotators), tokens_(tokens), gate_(gate) {}

  grpc::ServerUnaryReactor* CreateAnnotator(grpc::CallbackServerContext* context,
                                            const v1::CreateAnnotatorRequest* request,
                                            v1::Annotator* response) override;
  grpc::ServerUnaryReactor* GetAnnotator(grpc::CallbackServerContext* context,
                                         const v1::GetAnnotatorRequest* request,
                                         v1::Annotator* response) override;
  grpc::ServerUnaryReactor* ListAnnotators(grpc::CallbackServerContext* context,
                                           const v1::ListAnnotatorsRequest* request,
                                           v1::ListAnnotatorsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateAnnotator(grpc::CallbackServerContext* context,
                                            const v1::UpdateAnnotatorRequest* request,
                                            v1::Annotator* response) override;

 private:
  AnnotatorCatalog& catalog_;
  const AnnotatorRepository& annotators_;
  const PageTokens& tokens_;
  CallGate& gate_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_ANNOTATOR_SERVICE_H_
