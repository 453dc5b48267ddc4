#ifndef ASSAY_ANNOTATOR_RPC_BYTE_STREAM_H_
#define ASSAY_ANNOTATOR_RPC_BYTE_STREAM_H_

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "annotator/rpc/message_stream.h"
#include "engine/base/status.h"

namespace assay::rpc {

// Takes the bytes of a file that is being made.  An error means that nobody wants them any more.
using ByteSink = std::function<absl::Status(std::string_view)>;

// Streams the bytes that `produce` makes to the client, in responses with a `chunk` field of at
// most 256 KiB, with what it puts into `last` in the last of them; otherwise as
// MessageStreamReactor.  A stream holds two chunks in memory.
template <typename Response, typename Request>
grpc::ServerWriteReactor<Response>* StreamBytesAndMore(
    grpc::CallbackServerContext* context, const Request* request, CallGate& gate,
    std::function<absl::Status(const Caller& caller, const ByteSink& sink, Response& last)>
        produce) {
  constexpr size_t kChunkBytes = 256 << 10;
  using Sink = typename MessageStreamReactor<Request, Response>::Sink;
  return StreamMessages<Response>(
      context, request, gate,
      [produce = std::move(produce)](const Caller& caller, const Sink& send) -> absl::Status {
        Response response;
        const auto flush = [&] {
          absl::Status sent = send(response);
          response.clear_chunk();
          return sent;
        };
        const auto take = [&](std::string_view bytes) {
          while (!bytes.empty()) {
            const size_t count = std::min(bytes.size(), kChunkBytes - response.chunk().size());
            response.mutable_chunk()->append(bytes.substr(0, count));
            bytes.remove_prefix(count);
            if (response.chunk().size() == kChunkBytes) {
              ASSAY_RETURN_IF_ERROR(flush());
            }
          }
          return absl::OkStatus();
        };
        Response last;
        ASSAY_RETURN_IF_ERROR(produce(caller, take, last));
        const bool has_more = last.ByteSizeLong() > 0;
        response.MergeFrom(last);
        return response.chunk().empty() && !has_more ? absl::OkStatus() : flush();
      });
}

// The same where there is nothing but bytes.
template <typename Response, typename Request>
grpc::ServerWriteReactor<Response>* StreamBytes(
    grpc::CallbackServerContext* context, const Request* request, CallGate& gate,
    std::function<absl::Status(const Caller& caller, const ByteSink& sink)> produce) {
  return StreamBytesAndMore<Response>(
      context, request, gate,
      [produce = std::move(produce)](const Caller& caller, const ByteSink& sink, Response&) {
        return produce(caller, sink);
      });
}

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_BYTE_STREAM_H_
