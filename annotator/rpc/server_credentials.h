#ifndef ASSAY_ANNOTATOR_RPC_SERVER_CREDENTIALS_H_
#define ASSAY_ANNOTATOR_RPC_SERVER_CREDENTIALS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/rpc/listen_address.h"
#include "grpcpp/security/server_credentials.h"

namespace assay::rpc {

// PEM files; all empty: no TLS.
struct TlsFiles {
  std::string certificate;  // the service's own, then those between it and the authority
  std::string key;          // its private key, without a passphrase
  std::string client_ca;    // authorities of clients; empty: clients need no certificate
};

// What was read from TlsFiles.  Holds the private key: never print it.
struct TlsIdentity {
  std::string certificate_pem;
  std::string key_pem;
  std::string client_ca_pem;
  // When the service's certificate begins and ends to hold, in seconds of Unix time.
  int64_t begin_s = 0;
  int64_t end_s = 0;
};

// Whether any file is named.
bool WantsTls(const TlsFiles& files);

// Reads the files and checks that they fit together.  No error repeats what is in them.
//
// Errors, all with the metadata field (an option) and, but for the first, file:
//   INVALID_ARGUMENT    TLS_FILES_INCOMPLETE    a certificate without its key, or the reverse.
//   INVALID_ARGUMENT    TLS_FILE_UNREADABLE     not there, not to be read, or above 1 MiB.
//   INVALID_ARGUMENT    TLS_FILE_MALFORMED      no PEM of that kind, or a key with a passphrase.
//   INVALID_ARGUMENT    TLS_KEY_MISMATCH        the key is not the certificate's.
absl::StatusOr<TlsIdentity> LoadTlsIdentity(const TlsFiles& files);

// FAILED_PRECONDITION TLS_CERTIFICATE_EXPIRED: the service's certificate does not hold at this
// time, so no client would talk to it.
absl::Status CheckTlsTime(const TlsIdentity& identity, int64_t now_s);

// With a client_ca only clients with a certificate of it get in.
std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(const TlsIdentity& identity);

// How a service is reached, and what protects it.
struct Exposure {
  bool tls = false;
  bool client_certificates = false;
  bool keys = false;            // the store has some
  bool allow_insecure = false;  // --allow-insecure-listen
};

// FAILED_PRECONDITION INSECURE_LISTEN: other machines would come in without encryption, and nobody
// asked for that by name.  `text` is the address as given by the option `field`.
absl::Status CheckEncryption(const ListenAddress& address, const std::string& text,
                             const std::string& field, const Exposure& exposure);

// FAILED_PRECONDITION NO_KEYS: other machines could not be told apart: there is neither a key nor
// an authority of clients' certificates.
absl::Status CheckCallersKnown(const ListenAddress& address, const std::string& text,
                               const Exposure& exposure);

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_SERVER_CREDENTIALS_H_
