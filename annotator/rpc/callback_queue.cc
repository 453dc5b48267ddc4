#include "annotator/rpc/callback_queue.h"

#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace assay::rpc {

void KeepCallbackQueue() {
  // Never destroyed.  It listens nowhere; a service with callbacks makes it hold the queue.
  static grpc::Server* const kept = [] {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(new grpc::CallbackGenericService);
    return builder.BuildAndStart().release();
  }();
  static_cast<void>(kept);
}

}  // namespace assay::rpc
