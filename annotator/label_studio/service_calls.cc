#include "annotator/label_studio/service_calls.h"

#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>

#include "annotator/gateway/stream_call.h"

namespace assay::label_studio {
namespace {

using Outcome = absl::StatusOr<std::string>;

// The messages of one stream on their way, and the answer.
class Sending : public std::enable_shared_from_this<Sending> {
 public:
  Sending(std::shared_ptr<gateway::StreamCall> call, std::deque<std::string> messages)
      : call_(std::move(call)), messages_(std::move(messages)) {}

  std::future<Outcome> Start() {
    std::future<Outcome> outcome = outcome_.get_future();
    call_->Start([self = shared_from_this()](const absl::Status& status) {
      self->outcome_.set_value(status.ok() ? Outcome(self->answer_) : Outcome(status));
    });
    Read();
    Send();
    return outcome;
  }

 private:
  void Send() {
    const std::string message = std::move(messages_.front());
    messages_.pop_front();
    call_->Write(message, /*last=*/messages_.empty(), [self = shared_from_this()](bool ok) {
      if (ok && !self->messages_.empty()) {
        self->Send();
      }
    });
  }

  void Read() {
    call_->Read([self = shared_from_this()](std::optional<std::string> message) {
      if (message.has_value()) {
        self->answer_ = *std::move(message);
        self->Read();
      }
    });
  }

  const std::shared_ptr<gateway::StreamCall> call_;
  std::deque<std::string> messages_;
  std::string answer_;
  std::promise<Outcome> outcome_;
};

}  // namespace

absl::StatusOr<std::string> AskBytes(gateway::CallBridge& bridge, const std::string& call,
                                     const google::protobuf::Message& request,
                                     const gateway::CallFor& caller) {
  ASSAY_ASSIGN_OR_RETURN(const gateway::Method* const method, gateway::FindCall(call));
  const auto unary = std::make_shared<gateway::CallBridge::Unary>(
      bridge, *method, request.SerializeAsString(), caller);
  // Shared: whoever waits may be gone before set_value has returned.
  const auto promise = std::make_shared<std::promise<Outcome>>();
  std::future<Outcome> outcome = promise->get_future();
  unary->Start([promise](Outcome response) { promise->set_value(std::move(response)); });
  return outcome.get();
}

absl::StatusOr<v1::ImportLabelsResponse> ImportRows(gateway::CallBridge& bridge,
                                                    const v1::ImportLabelsSpec& spec,
                                                    v1::ImportedLabels rows,
                                                    const gateway::CallFor& caller) {
  ASSAY_ASSIGN_OR_RETURN(const gateway::Method* const method,
                         gateway::FindCall("assay.v1.CampaignService/ImportLabels"));
  v1::ImportLabelsRequest first;
  *first.mutable_spec() = spec;
  v1::ImportLabelsRequest second;
  *second.mutable_rows() = std::move(rows);
  v1::ImportLabelsRequest last;
  last.mutable_end();
  const auto sending = std::make_shared<Sending>(
      std::make_shared<gateway::StreamCall>(bridge, *method, caller),
      std::deque<std::string>{first.SerializeAsString(), second.SerializeAsString(),
                              last.SerializeAsString()});
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, sending->Start().get());
  v1::ImportLabelsResponse response;
  if (!response.ParseFromString(bytes)) {
    return MakeError(absl::StatusCode::kInternal, "BAD_MESSAGE",
                     "the service answered with something else");
  }
  return response;
}

}  // namespace assay::label_studio
