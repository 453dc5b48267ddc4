#ifndef ASSAY_CLIENT_OPTIONS_H_
#define ASSAY_CLIENT_OPTIONS_H_

#include <chrono>
#include <string>

namespace assay::client {

// How calls are made and repeated.
//
// A call that fails with UNAVAILABLE, with ABORTED (but not ETAG_MISMATCH) or with SERVER_BUSY is
// made again after a pause of first_backoff * 2^attempt, at most max_backoff, of which a random
// half is cut off.  All attempts of one call carry the same request_id (a random UUID), so that a
// call which arrived although its answer did not is done once.  A call that cannot carry one and
// may not be done twice (Keys::Create) is repeated after SERVER_BUSY only.
struct CallOptions {
  // From the first attempt to the last answer, of calls with one answer.  Streams have no deadline.
  std::chrono::milliseconds timeout{30'000};
  // Attempts in all; at least 1.
  int max_attempt_count = 8;
  std::chrono::milliseconds first_backoff{50};
  std::chrono::milliseconds max_backoff{2'000};
};

// The way to a service.
struct ConnectOptions {
  // "HOST:PORT".
  std::string address = "127.0.0.1:7771";
  // The secret of a key; empty: none.  It is sent to machines other than this one only over TLS.
  std::string key;
  // Sends the key over connections in the clear nevertheless.
  bool allow_insecure_key = false;
  // Speaks TLS, also where none of the files below is given.
  bool tls = false;
  // PEM file with the certificates that sign the service's; empty: those of the system.
  std::string tls_ca;
  // PEM files with the certificate and the private key of this client; both or none.
  std::string tls_cert;
  std::string tls_key;
  // How long Connect waits for the service.
  std::chrono::milliseconds connect_timeout{5'000};
  CallOptions calls;
};

}  // namespace assay::client

#endif  // ASSAY_CLIENT_OPTIONS_H_
