#ifndef ASSAY_ANNOTATOR_GATEWAY_WATCH_PAGES_H_
#define ASSAY_ANNOTATOR_GATEWAY_WATCH_PAGES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "annotator/gateway/call_bridge.h"
#include "annotator/http/router.h"

namespace assay::gateway {

// Adds the calls of the contract that answer with a stream of messages, over a WebSocket:
//
//   GET /watch
//   > {"id":1,"method":"assay.v1.CampaignService/WatchCampaignStatus","request":{...}}
//   < {"id":1,"message":{...}}       any number
//   < {"id":1,"end":true}            or {"id":1,"error":{...}}, as the errors of other calls
//   > {"id":1,"cancel":true}         ends it
//
// `id` is a whole number from 0 to 2^53 that the client chooses, free again after the end.  Of a
// call that takes a stream too, the one request is all of it.  The next message is read when the
// last has left.  The key is that of the greeting.  Errors are those of the call, and
//   BAD_WATCH        what was sent is no such JSON, or the call answers with no stream; without an
//                    id where there was none.
//   NO_SUCH_CALL     the contract has none of that name.
//   WATCH_ID_IN_USE  the last watch of this id has not ended.
//   TOO_MANY_WATCHES 32 of this socket, or 4096 of the server, have not ended.
// `bridge` must outlive the router.
void AddWatchPages(http::Router& router, CallBridge& bridge);

// What a client says over the WebSocket.
struct WatchOrder {
  int64_t id = 0;
  bool cancel = false;
  const Method* method = nullptr;
  std::string request;  // bytes
};

// Errors: INVALID_ARGUMENT BAD_WATCH, NOT_FOUND NO_SUCH_CALL, with the metadata field id where
// there was one.
absl::StatusOr<WatchOrder> ReadWatchOrder(std::string_view text);

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_WATCH_PAGES_H_
