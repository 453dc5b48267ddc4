#ifndef ASSAY_ANNOTATOR_GATEWAY_LOGIN_LIMIT_H_
#define ASSAY_ANNOTATOR_GATEWAY_LOGIN_LIMIT_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/base/clock.h"

namespace assay::gateway {

// Counts logins that failed, so that nobody tries one key after the other: each address may fail 10
// times a minute, an IPv6 network (/64) as one address.  Remembers at most 10,000 addresses; those
// beyond share one count.  Thread-safe.
class LoginLimit {
 public:
  // `clock` must outlive it.
  explicit LoginLimit(const Clock& clock) : clock_(clock) {}

  // Seconds until the client may try again; 0: it may now.  `peer`: "ipv4:ADDRESS:PORT" or
  // "ipv6:[ADDRESS]:PORT".
  int64_t SecondsToWait(std::string_view peer);
  void NoteFailure(std::string_view peer);

 private:
  struct Count {
    int64_t begin_us = 0;
    int failures = 0;
  };

  // The count of the peer's address; begun anew where its minute has passed.
  Count& CountOf(std::string_view peer);
  void Forget();

  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, Count> counts_;
};

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_LOGIN_LIMIT_H_
