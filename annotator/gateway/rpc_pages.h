#ifndef ASSAY_ANNOTATOR_GATEWAY_RPC_PAGES_H_
#define ASSAY_ANNOTATOR_GATEWAY_RPC_PAGES_H_

#include <chrono>

#include "absl/status/statusor.h"
#include "annotator/gateway/call_bridge.h"
#include "annotator/http/router.h"

namespace assay::gateway {

// Adds the unary calls of the contract as the Connect protocol has them:
//
//   POST /assay.v1.SERVICE/METHOD   Content-Type: application/json, the request's JSON -> JSON
//
// The header Connect-Timeout-Ms says how long the client waits; without it a minute.  A client that
// disconnects cancels its call.  Errors are those of the call, and
//   415 BAD_CONTENT_TYPE    the body is not application/json as it stands.
//   404 NO_SUCH_CALL        the contract has none of that name.
//   400 STREAMING_CALL      it is not unary.
//   400 BAD_TIMEOUT         Connect-Timeout-Ms is no number of up to 10 digits.
//   400 BAD_JSON            JsonToBytes.
// `bridge` must outlive the router.
void AddRpcPages(http::Router& router, CallBridge& bridge);

// When a request that came now is to be given up.  INVALID_ARGUMENT BAD_TIMEOUT.
absl::StatusOr<std::chrono::system_clock::time_point> DeadlineOf(const http::Request& request);

// The same of a stream, which without the header may last a day.
absl::StatusOr<std::chrono::system_clock::time_point> StreamDeadlineOf(
    const http::Request& request);

// Whether the body is JSON, not packed, by its headers.
bool IsJson(const http::Request& request);

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_RPC_PAGES_H_
