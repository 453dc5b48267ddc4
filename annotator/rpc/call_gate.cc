#include "annotator/rpc/call_gate.h"

#include <openssl/crypto.h>

#include <array>
#include <chrono>
#include <iterator>
#include <string_view>
#include <utility>

#include "annotator/gateway/forwarded_call.h"
#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace assay::rpc {
namespace {

constexpr size_t kMaxPeerBytes = 128;

// Whom the call is from: of one that the HTTP front forwards, its own client.
std::string PeerOf(const grpc::CallbackServerContext& context, const std::string& forward_secret) {
  const std::string peer = context.peer().substr(0, kMaxPeerBytes);
  const auto [begin, end] = context.client_metadata().equal_range(gateway::kForwardedForKey);
  if (forward_secret.empty() || !auth::IsInProcess(peer) || begin == end ||
      std::next(begin) != end) {
    return peer;
  }
  const std::string_view value(begin->second.data(), begin->second.size());
  const size_t size = forward_secret.size();
  const bool is_ours = value.size() > size && value[size] == ' ' &&
                       CRYPTO_memcmp(value.data(), forward_secret.data(), size) == 0;
  return is_ours ? std::string(value.substr(size + 1, kMaxPeerBytes)) : peer;
}

absl::StatusOr<Caller> CheckAccess(const auth::AccessControl& access, const auth::CallRule* rule,
                                   const grpc::CallbackServerContext& context,
                                   const std::string& peer) {
  const auto [begin, end] = context.client_metadata().equal_range("authorization");
  // More than one is refused, so two are enough to know.
  std::array<std::string_view, 2> values;
  size_t count = 0;
  for (auto entry = begin; entry != end && count < values.size(); ++entry) {
    values[count++] = {entry->second.data(), entry->second.size()};
  }
  return access.Check(rule, {values.data(), count}, peer);
}

// What the trail says of a failure: its reason, or where a library failed the name of the code.
std::string FailureOf(const absl::Status& status) {
  if (status.ok()) {
    return "";
  }
  const std::string reason = ErrorReason(status);
  return reason.empty() ? absl::StatusCodeToString(status.code()) : reason;
}

}  // namespace

GatedCall::GatedCall(CallGate& gate, const auth::CallRule* rule,
                     grpc::CallbackServerContext* context)
    : gate_(gate),
      rule_(rule),
      begin_us_(gate.clock.MonotonicMicros()),
      deadline_(context->deadline()),
      peer_(PeerOf(*context, gate.forward_secret)),
      caller_(CheckAccess(gate.access, rule, *context, peer_)) {
  gate_.metrics.CallBegun();
}

absl::Status GatedCall::Start(const google::protobuf::Message& request) {
  ASSAY_RETURN_IF_ERROR(caller_.status());
  if (deadline_ <= std::chrono::system_clock::now()) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_PASSED",
                     "the call's deadline passed before its turn came; nothing was done");
  }
  if (!recorded()) {
    return absl::OkStatus();
  }
  resource_ = auth::ResourceOf(*rule_, request);
  v1::TrailEntry entry;
  *entry.mutable_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(gate_.clock.WallMicros());
  if (caller_->key_number != 0) {
    entry.set_key("keys/" + std::to_string(caller_->key_number));
  }
  entry.set_call(std::string(rule_->call));
  entry.set_resource(resource_);
  entry.set_peer(peer_);
  // Stays where the server dies before the end.
  entry.set_failure("UNKNOWN");
  ASSAY_ASSIGN_OR_RETURN(trail_sequence_, gate_.trail.Append(std::move(entry)));
  return absl::OkStatus();
}

grpc::Status GatedCall::End(const absl::Status& status) {
  absl::Status outcome = status;
  if (trail_sequence_.has_value()) {
    const absl::Status noted = gate_.trail.SetOutcome(*trail_sequence_, FailureOf(outcome));
    if (!noted.ok()) {
      gate_.log.Say("the trail does not take the outcome of entry " +
                    std::to_string(*trail_sequence_) + ": " + ErrorReason(noted));
    }
  }
  const int64_t duration_us = gate_.clock.MonotonicMicros() - begin_us_;
  gate_.metrics.CallEnded(rule_, outcome.code(), duration_us);
  gate_.log.Write(
      {rule_, caller_.ok() ? &*caller_ : nullptr, peer_, resource_, &outcome, duration_us});
  return ToGrpcStatus(outcome);
}

}  // namespace assay::rpc
