#ifndef ASSAY_ANNOTATOR_RPC_CALL_GATE_H_
#define ASSAY_ANNOTATOR_RPC_CALL_GATE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/auth/access_control.h"
#include "annotator/auth/role_table.h"
#include "annotator/desk/caller.h"
#include "annotator/rpc/call_log.h"
#include "annotator/rpc/call_metrics.h"
#include "annotator/rpc/executor.h"
#include "engine/base/clock.h"
#include "engine/store/trail_repository.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"

namespace assay::rpc {

// Long enough for somebody who reads an export page by page.
inline constexpr std::chrono::minutes kStreamPatience{10};

// What every call passes: key and role, the trail, the metrics, the log, and the threads it runs
// on. All references must outlive it.  Thread-safe.
struct CallGate {
  const auth::AccessControl& access;
  TrailRepository& trail;
  CallMetrics& metrics;
  CallLog& log;
  const Clock& clock;
  // Unary calls are short; streams hold a thread while a client sends or receives.
  Executor& unary;
  Executor& streams;
  // Shows that a call over the in-process channel was forwarded by this process's own HTTP front,
  // which says whom for (kForwardedForKey).  Random, made when the server starts and known to
  // nobody else; empty: nothing is forwarded.
  const std::string& forward_secret;
  // A stream whose client neither sends nor takes anything for this long is ended, so that its
  // thread is free for others.
  std::chrono::milliseconds stream_patience = kStreamPatience;
};

// The rule of the call whose request is a `Request`; nullptr where the table of roles has none.
template <typename Request>
const auth::CallRule* RuleOf() {
  static const auth::CallRule* const kRule = auth::FindRule(Request::descriptor()->full_name());
  return kRule;
}

// One call on its way through the gate.  Checks the caller when it is made; whoever made it calls
// Start before the work and End after it, or only End where the caller was refused.  Not
// thread-safe.
class GatedCall {
 public:
  GatedCall(CallGate& gate, const auth::CallRule* rule, grpc::CallbackServerContext* context);
  GatedCall(const GatedCall&) = delete;
  GatedCall& operator=(const GatedCall&) = delete;

  CallGate& gate() const { return gate_; }
  // Errors: as AccessControl::Check.
  const absl::Status& access() const { return caller_.status(); }
  // Where access() is OK.
  const Caller& caller() const { return *caller_; }
  // Whether Start writes to the trail.
  bool recorded() const { return rule_ != nullptr && rule_->recorded; }

  // Notes a change in the trail; of a stream with its first message.
  //
  // Errors: as access() and TrailRepository::Append, and
  //   DEADLINE_EXCEEDED DEADLINE_PASSED  nobody waits for the answer any more.
  absl::Status Start(const google::protobuf::Message& request);

  // Notes how the call ended, and says it as the wire wants it.  Called once.
  grpc::Status End(const absl::Status& status);

 private:
  CallGate& gate_;
  const auth::CallRule* const rule_;
  const int64_t begin_us_;
  const std::chrono::system_clock::time_point deadline_;
  const std::string peer_;
  absl::StatusOr<Caller> caller_;
  std::string resource_;
  std::optional<uint64_t> trail_sequence_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_CALL_GATE_H_
