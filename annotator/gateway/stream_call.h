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

// A streaming call to the server of this process.  The holder writes and reads one message at a
// time, and reads until there is no more: only then the call ends.  Callbacks run in threads of
// gRPC.  Keeps itself alive until its end.
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
  void Read(HaveRead have_read);
  // May come at any time.
  void Cancel() { ticket_->context.TryCancel(); }

 private:
  void OnWriteDone(bool ok) override;
  void OnWritesDoneDone(bool ok) override;
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

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
