#ifndef ASSAY_ANNOTATOR_AUTH_ACCESS_CONTROL_H_
#define ASSAY_ANNOTATOR_AUTH_ACCESS_CONTROL_H_

#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "annotator/auth/key_book.h"
#include "annotator/auth/role_table.h"
#include "annotator/desk/caller.h"

namespace assay::auth {

// Whether a call came over the in-process channel, by what gRPC says of its peer.  Of a call from a
// socket it says the address.
bool IsInProcess(std::string_view peer);

// Decides who may make which call.  Thread-safe.
class AccessControl {
 public:
  // Where calls can come from: this process alone; sockets; sockets that let in nobody without a
  // certificate of ours (mutual TLS).
  enum class Reach { kProcess, kSockets, kCertifiedSockets };

  // `keys` must outlive it.
  AccessControl(const KeyBook& keys, Reach reach) : keys_(keys), reach_(reach) {}

  // Who calls, where he may.  `rule`: of the call; nullptr: the table has no row.  `authorization`:
  // the values of that metadata; ours has one.  `peer`: where the call comes from, as gRPC says it.
  //
  // Where no gRPC is listened for, a call over the in-process channel is an administrator's:
  // whoever holds that has the data directory open.  Over a socket, a store without keys takes
  // callers by loopback, or with a certificate, for administrators.
  //
  // Errors, none of which repeats what was sent:
  //   UNAUTHENTICATED   KEY_MISSING        a key is needed and none was sent.
  //   UNAUTHENTICATED   KEY_INVALID        not a key of this store, or revoked or expired.
  //   PERMISSION_DENIED ROLE_TOO_LOW       the key's role may not (metadata role, needed).
  //   INTERNAL          CALL_WITHOUT_RULE  the table has no row: nobody may.
  absl::StatusOr<Caller> Check(const CallRule* rule,
                               std::span<const std::string_view> authorization,
                               std::string_view peer) const;

 private:
  absl::StatusOr<Caller> FindCaller(std::span<const std::string_view> authorization,
                                    std::string_view peer) const;

  const KeyBook& keys_;
  const Reach reach_;
};

}  // namespace assay::auth

#endif  // ASSAY_ANNOTATOR_AUTH_ACCESS_CONTROL_H_
