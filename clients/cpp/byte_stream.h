#ifndef ASSAY_CLIENTS_CPP_BYTE_STREAM_H_
#define ASSAY_CLIENTS_CPP_BYTE_STREAM_H_

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "annotator/rpc/grpc_status.h"
#include "assay/client/datasets.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"

namespace assay::client {

inline constexpr size_t kMaxChunkBytes = 1 << 20;

// Sends `bytes` in chunks; false where the service wants no more.
template <typename Request>
bool SendChunks(grpc::ClientWriter<Request>& writer, std::string_view bytes) {
  Request request;
  while (!bytes.empty()) {
    const std::string_view chunk = bytes.substr(0, kMaxChunkBytes);
    request.set_chunk(chunk.data(), chunk.size());
    if (!writer.Write(request)) {
      return false;
    }
    bytes.remove_prefix(chunk.size());
  }
  return true;
}

// Sends a spec, the bytes of a file in chunks and its end, and waits for the answer.  Errors: those
// of `source`, upon which the service stores nothing, and of the service.
template <typename Request, typename Spec>
absl::Status SendFile(grpc::ClientContext& context, grpc::ClientWriter<Request>& writer,
                      const Spec& spec, const ByteSource& source) {
  Request request;
  *request.mutable_spec() = spec;
  bool open = writer.Write(request);
  int64_t sent_bytes = 0;
  while (open) {
    absl::StatusOr<std::string_view> bytes = source();
    if (!bytes.ok()) {
      context.TryCancel();
      writer.Finish();
      return bytes.status();
    }
    if (bytes->empty()) {
      request.mutable_end()->set_byte_count(sent_bytes);
      writer.WriteLast(request, grpc::WriteOptions());
      break;
    }
    sent_bytes += std::ssize(*bytes);
    open = SendChunks(writer, *bytes);
  }
  return rpc::FromGrpcStatus(writer.Finish());
}

// Hands the messages that the service sends to `take`, and returns how it ended.
template <typename Response, typename Take>
absl::Status ReceiveParts(grpc::ClientContext& context, grpc::ClientReader<Response>& reader,
                          const Take& take) {
  Response response;
  while (reader.Read(&response)) {
    if (absl::Status status = take(response); !status.ok()) {
      context.TryCancel();
      reader.Finish();
      return status;
    }
  }
  return rpc::FromGrpcStatus(reader.Finish());
}

// Hands the bytes that the service sends to `sink`, and returns how it ended.
template <typename Response>
absl::Status ReceiveFile(grpc::ClientContext& context, grpc::ClientReader<Response>& reader,
                         const ByteSink& sink) {
  return ReceiveParts(context, reader,
                      [&](const Response& response) { return sink(response.chunk()); });
}

}  // namespace assay::client

#endif  // ASSAY_CLIENTS_CPP_BYTE_STREAM_H_
