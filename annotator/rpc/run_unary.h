#ifndef ASSAY_ANNOTATOR_RPC_RUN_UNARY_H_
#define ASSAY_ANNOTATOR_RPC_RUN_UNARY_H_

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "annotator/rpc/call_gate.h"
#include "grpcpp/support/server_callback.h"

namespace assay::rpc {

using UnaryBody = std::function<absl::Status(const Caller& caller)>;

// Ends the call; called once, from any thread.
using FinishCall = std::function<void(absl::Status status)>;
using AsyncBody = std::function<void(const Caller& caller, FinishCall finish)>;

// RunUnary and RunUnaryAsync for the call with this rule.
grpc::ServerUnaryReactor* RunUnaryCall(grpc::CallbackServerContext* context,
                                       const google::protobuf::Message& request, CallGate& gate,
                                       const auth::CallRule* rule, UnaryBody body);
grpc::ServerUnaryReactor* RunUnaryCallAsync(grpc::CallbackServerContext* context,
                                            const google::protobuf::Message& request,
                                            CallGate& gate, const auth::CallRule* rule,
                                            AsyncBody body);

// Runs the body of a unary call on the executor and finishes the call with its status.  Alone
// knows the gate, the executor, cancellation and the translation of errors: a handler decodes,
// calls one use case and encodes.
template <typename Request>
grpc::ServerUnaryReactor* RunUnary(grpc::CallbackServerContext* context, const Request* request,
                                   CallGate& gate, UnaryBody body) {
  return RunUnaryCall(context, *request, gate, RuleOf<Request>(), std::move(body));
}

// The same for work that ends later: the body only hands it on, and no thread waits meanwhile.
// Request and response live until `finish` is called.  `caller` is valid until then too.  A call
// that is not recorded in the trail runs the body on gRPC's own thread, so the body must not wait.
template <typename Request>
grpc::ServerUnaryReactor* RunUnaryAsync(grpc::CallbackServerContext* context,
                                        const Request* request, CallGate& gate, AsyncBody body) {
  return RunUnaryCallAsync(context, *request, gate, RuleOf<Request>(), std::move(body));
}

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_RUN_UNARY_H_
