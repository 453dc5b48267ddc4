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
  // Operations are begun from elsewhere than the callbacks; one is taken off at the end of reading,
  // one at that of writing.
  AddMultipleHolds(2);
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
  // By itself, not with the last message: so the in-process transport has less to do at once.
  if (last_ && ok) {
    StartWritesDone();
  } else {
    EndWrite(ok);
  }
}

void StreamCall::OnWritesDoneDone(bool ok) { EndWrite(ok); }

void StreamCall::EndWrite(bool ok) {
  const bool is_end = last_ || !ok;
  const Written written = std::exchange(written_, nullptr);
  written(ok);
  if (is_end) {
    RemoveHold();
  }
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
