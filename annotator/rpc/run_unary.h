#ifndef ASSAY_ANNOTATOR_RPC_RUN_UNARY_H_
#define ASSAY_ANNOTATOR_RPC_RUN_UNARY_H_

#include <functional>

#include "absl/status/status.h"
#include "annotator/rpc/executor.h"
#include "grpcpp/support/server_callback.h"

namespace assay::rpc {

// Runs the body of a unary call on the executor and finishes the call with its status.  Alone
// knows the executor, cancellation and the translation of errors: a handler decodes, calls one
// use case and encodes.
grpc::ServerUnaryReactor* RunUnary(grpc::CallbackServerContext* context, Executor& executor,
                                   std::function<absl::Status()> body);

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_RUN_UNARY_H_
