#include "annotator/rpc/run_unary.h"

#include <utility>

#include "annotator/rpc/grpc_status.h"
#include "grpcpp/server_context.h"

namespace assay::rpc {

grpc::ServerUnaryReactor* RunUnary(grpc::CallbackServerContext* context, Executor& executor,
                                   std::function<absl::Status()> body) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const bool accepted = executor.Execute([context, reactor, body = std::move(body)] {
    if (context->IsCancelled()) {
      reactor->Finish(grpc::Status::CANCELLED);
      return;
    }
    reactor->Finish(ToGrpcStatus(RunGuarded(body)));
  });
  if (!accepted) {
    reactor->Finish(ToGrpcStatus(ServerBusyError()));
  }
  return reactor;
}

}  // namespace assay::rpc
