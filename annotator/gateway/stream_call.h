#ifndef ASSAY_ANNOTATOR_GATEWAY_STREAM_CALL_H_
#define ASSAY_ANNOTATOR_GATEWAY_STREAM_CALL_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "annotator/gateway/call_bridge.h"
#include "grpcpp/support/client_callback.h"

namespace assay::gateway {

// A streaming call to the server of this process.  The holder writes and reads, both at once, one
// message at a time each.  It reads from the start and until there is no more, and writes until its
// last message, a write that failed, or StopWriting: only then the call ends.  Callbacks run in
// threads of gRPC.  Keeps itself alive until its end.
//
// From the start, because gRPC 1.51's in-process transport drops a message that comes together with
// the end of the call before it was asked for: the answer would be lost, and the server wait for it
// for ever.
class StreamCall final : public std::enable_shared_from_this<StreamCall>,
                         private grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  using Done = std::function<void(absl::Status outcome)>;
  using Written = std::function<void(bool ok)>;
  // nullopt: there is no more.
  using HaveRead = std::function<void(std::optional<std::string> message)>;

  StreamCall(CallBridge& bridge, const Method& method, const CallFor& caller);

  // `done` is the last callback.
  void Start(Done done);
  // `last`: no more is written after it.  Not ok: the server takes no more; read why.
  void Write(std::string_view message, bool last, Written written);
  // Nothing more is written, though the last message was not; while no write is under way.
  void StopWriting() { RemoveHold(); }
  void Read(HaveRead have_read);
  // May come at any time.
  void Cancel() { ticket_->context.TryCancel(); }

 private:
  void OnWriteDone(bool ok) override;
  void OnWritesDoneDone(bool ok) override;
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;
  void EndWrite(bool ok);

  const std::string path_;
  std::shared_ptr<CallBridge::Ticket> ticket_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  bool last_ = false;
  Done done_;
  Written written_;
  HaveRead have_read_;
  std::shared_ptr<StreamCall> self_;
};

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_STREAM_CALL_H_
