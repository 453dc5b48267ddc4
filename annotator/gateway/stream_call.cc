#include "annotator/gateway/stream_call.h"

#include <utility>

#include "annotator/rpc/grpc_status.h"

namespace assay::gateway {

StreamCall::StreamCall(CallBridge& bridge, const Method& method, const CallFor& caller)
    : path_(PathOf(method)), ticket_(bridge.NewTicket(caller)) {}

void StreamCall::Start(Done done) {
  done_ = std::move(done);
  self_ = shared_from_this();
  ticket_->bridge.stub().PrepareBidiStreamingCall(&ticket_->context, path_, grpc::StubOptions(),
                                                  this);
  // Operations are begun from elsewhere than the callbacks; taken off at the end of reading.
  AddHold();
  StartCall();
}

void StreamCall::Write(std::string_view message, bool last, Written written) {
  request_ = ToBuffer(message);
  written_ = std::move(written);
  last_ = last;
  StartWrite(&request_);
}

void StreamCall::Read(HaveRead have_read) {
  have_read_ = std::move(have_read);
  StartRead(&response_);
}

void StreamCall::OnWriteDone(bool ok) {
  // Not StartWriteLast: of calls that send their last message and its end as one, gRPC 1.51's
  // in-process transport now and then leaves the server's half open, and its shutdown waits for it.
  if (last_ && ok) {
    StartWritesDone();
    return;
  }
  OnWritesDoneDone(ok);
}

void StreamCall::OnWritesDoneDone(bool ok) {
  const Written written = std::exchange(written_, nullptr);
  written(ok);
}

void StreamCall::OnReadDone(bool ok) {
  const HaveRead have_read = std::exchange(have_read_, nullptr);
  if (ok) {
    std::string message = ToBytes(response_);
    response_.Clear();
    have_read(std::move(message));
    return;
  }
  have_read(std::nullopt);
  RemoveHold();
}

void StreamCall::OnDone(const grpc::Status& status) {
  const std::shared_ptr<StreamCall> self = std::move(self_);
  const Done done = std::exchange(done_, nullptr);
  done(rpc::FromGrpcStatus(status));
}

}  // namespace assay::gateway
