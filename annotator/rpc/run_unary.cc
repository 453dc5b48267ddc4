#include "annotator/rpc/run_unary.h"

#include <memory>

#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"
#include "grpcpp/server_context.h"

namespace assay::rpc {
namespace {

absl::Status ClientGone() { return absl::CancelledError("the client has gone"); }

// What a stranger adds to a message would otherwise be stored with it, past every limit.  The
// request is gRPC's own, not const, and nobody else holds it yet.
void DropUnknownFields(const google::protobuf::Message& request) {
  const_cast<google::protobuf::Message&>(request).DiscardUnknownFields();
}

// Hands the call on; a body that throws instead ends it.
void RunAsync(const std::shared_ptr<GatedCall>& call, grpc::ServerUnaryReactor* reactor,
              const google::protobuf::Message& request, const AsyncBody& body) {
  // A body that throws must not have called `finish`, and RunGuarded sees to nothing else.
  const absl::Status status = RunGuarded([&]() -> absl::Status {
    ASSAY_RETURN_IF_ERROR(call->Start(request));
    body(call->caller(),
         [call, reactor](absl::Status outcome) { reactor->Finish(call->End(outcome)); });
    return absl::OkStatus();
  });
  if (!status.ok()) {
    reactor->Finish(call->End(status));
  }
}

}  // namespace

grpc::ServerUnaryReactor* RunUnaryCall(grpc::CallbackServerContext* context,
                                       const google::protobuf::Message& request, CallGate& gate,
                                       const auth::CallRule* rule, UnaryBody body) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  auto call = std::make_shared<GatedCall>(gate, rule, context);
  if (!call->access().ok()) {
    reactor->Finish(call->End(call->access()));
    return reactor;
  }
  DropUnknownFields(request);
  const bool accepted =
      gate.unary.Execute([context, reactor, call, &request, body = std::move(body)] {
        const absl::Status status = RunGuarded([&]() -> absl::Status {
          if (context->IsCancelled()) {
            return ClientGone();
          }
          ASSAY_RETURN_IF_ERROR(call->Start(request));
          return body(call->caller());
        });
        reactor->Finish(call->End(status));
      });
  if (!accepted) {
    reactor->Finish(call->End(ServerBusyError()));
  }
  return reactor;
}

grpc::ServerUnaryReactor* RunUnaryCallAsync(grpc::CallbackServerContext* context,
                                            const google::protobuf::Message& request,
                                            CallGate& gate, const auth::CallRule* rule,
                                            AsyncBody body) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  auto call = std::make_shared<GatedCall>(gate, rule, context);
  if (!call->access().ok()) {
    reactor->Finish(call->End(call->access()));
    return reactor;
  }
  DropUnknownFields(request);
  if (!call->recorded()) {
    RunAsync(call, reactor, request, body);
  } else if (!gate.unary.Execute([reactor, call, &request, body = std::move(body)] {
               RunAsync(call, reactor, request, body);
             })) {
    reactor->Finish(call->End(ServerBusyError()));
  }
  return reactor;
}

}  // namespace assay::rpc
