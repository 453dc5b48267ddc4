#ifndef ASSAY_ANNOTATOR_RPC_KEY_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_KEY_SERVICE_H_

#include "annotator/auth/key_book.h"
#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/page_token.h"
#include "assay/v1/keys.grpc.pb.h"
#include "engine/store/trail_repository.h"

namespace assay::rpc {

// assay.v1.KeyService over the book of keys and the trail.  All references must outlive the
// service.
class KeyServiceImpl final : public v1::KeyService::CallbackService {
 public:
  KeyServiceImpl(auth::KeyBook& keys, const TrailRepository& trail, const PageTokens& tokens,
                 CallGate& gate)
      : keys_(keys), trail_(trail), tokens_(tokens), gate_(gate) {}

  grpc::ServerUnaryReactor* CreateKey(grpc::CallbackServerContext* context,
                                      const v1::CreateKeyRequest* request,
                                      v1::CreateKeyResponse* response) override;
  grpc::ServerUnaryReactor* ListKeys(grpc::CallbackServerContext* context,
                                     const v1::ListKeysRequest* request,
                                     v1::ListKeysResponse* response) override;
  grpc::ServerUnaryReactor* RevokeKey(grpc::CallbackServerContext* context,
                                      const v1::RevokeKeyRequest* request,
                                      v1::Key* response) override;
  grpc::ServerUnaryReactor* GetCaller(grpc::CallbackServerContext* context,
                                      const v1::GetCallerRequest* request,
                                      v1::GetCallerResponse* response) override;
  grpc::ServerUnaryReactor* ListTrail(grpc::CallbackServerContext* context,
                                      const v1::ListTrailRequest* request,
                                      v1::ListTrailResponse* response) override;

 private:
  auth::KeyBook& keys_;
  const TrailRepository& trail_;
  const PageTokens& tokens_;
  CallGate& gate_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_KEY_SERVICE_H_
