#include "annotator/auth/access_control.h"

#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "annotator/auth/api_key.h"
#include "engine/base/status.h"

namespace assay::auth {
namespace {

// gRPC escapes the brackets of an IPv6 address: "ipv6:%5B::1%5D:40312".
bool IsLoopback(std::string_view peer) {
  for (const std::string_view prefix : {"ipv4:127.", "ipv6:[::1]:", "ipv6:%5B::1%5D:"}) {
    if (peer.substr(0, prefix.size()) == prefix) {
      return true;
    }
  }
  return false;
}

absl::Status KeyMissing() {
  return MakeError(absl::StatusCode::kUnauthenticated, "KEY_MISSING",
                   "the service needs a key: send the metadata \"authorization: Bearer KEY\"");
}

absl::Status KeyInvalid() {
  return MakeError(absl::StatusCode::kUnauthenticated, "KEY_INVALID",
                   "what was sent is no key of this store, or one that was revoked or has ended");
}

}  // namespace

bool IsInProcess(std::string_view peer) {
  return peer.empty() || peer == "unknown" || peer.substr(0, 6) == "inproc";
}

absl::StatusOr<Caller> AccessControl::FindCaller(std::span<const std::string_view> authorization,
                                                 std::string_view peer) const {
  Caller caller;
  caller.peer = std::string(peer);
  if (reach_ == Reach::kProcess && IsInProcess(peer)) {
    return caller;
  }
  if (authorization.empty()) {
    const bool is_known = reach_ == Reach::kCertifiedSockets || IsLoopback(peer);
    return keys_.has_keys() || !is_known ? absl::StatusOr<Caller>(KeyMissing()) : caller;
  }
  const std::optional<std::string_view> secret =
      authorization.size() == 1 ? BearerSecret(authorization[0]) : std::nullopt;
  const KeyBook::Record record = secret.has_value() ? keys_.Find(*secret) : nullptr;
  if (record == nullptr) {
    return KeyInvalid();
  }
  caller.role = record->key().role();
  caller.key_number = record->key_number();
  caller.annotator_number = record->annotator_number();
  caller.annotator_name = record->key().annotator();
  return caller;
}

absl::StatusOr<Caller> AccessControl::Check(const CallRule* rule,
                                            std::span<const std::string_view> authorization,
                                            std::string_view peer) const {
  ASSAY_ASSIGN_OR_RETURN(Caller caller, FindCaller(authorization, peer));
  if (rule == nullptr) {
    return MakeError(absl::StatusCode::kInternal, "CALL_WITHOUT_RULE",
                     "the service does not know who may make this call");
  }
  if (!rule->Allows(caller.role)) {
    const std::string role = v1::Role_Name(caller.role);
    const std::string needed = v1::Role_Name(LeastRole(*rule));
    return MakeError(absl::StatusCode::kPermissionDenied, "ROLE_TOO_LOW",
                     std::string(rule->call) + " needs a key of " + needed +
                         ", the key that was sent is of " + role,
                     {{"role", role}, {"needed", needed}, {"call", std::string(rule->call)}});
  }
  return caller;
}

}  // namespace assay::auth
