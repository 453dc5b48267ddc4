#include "annotator/rpc/server_credentials.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <fstream>
#include <iterator>
#include <utility>

#include "engine/base/status.h"

namespace assay::rpc {
namespace {

constexpr size_t kMaxFileBytes = 1 << 20;

template <auto free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;

absl::Status TlsFileError(std::string_view reason, const char* field, const std::string& file,
                          const std::string& what) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason,
                   std::string(field) + ": '" + file + "' " + what,
                   {{"field", field}, {"file", file}});
}

absl::StatusOr<std::string> ReadFile(const char* field, const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text;
  char byte = 0;
  while (text.size() <= kMaxFileBytes && stream.get(byte)) {
    text += byte;
  }
  if (text.empty() || text.size() > kMaxFileBytes) {
    return TlsFileError("TLS_FILE_UNREADABLE", field, file,
                        "cannot be read, is empty or is above 1 MiB; expected a PEM file that this "
                        "user may read");
  }
  return text;
}

Bio Open(const std::string& pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

absl::StatusOr<Certificate> ReadCertificate(const char* field, const std::string& file,
                                            const std::string& pem) {
  Certificate certificate(PEM_read_bio_X509(Open(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) {
    return TlsFileError("TLS_FILE_MALFORMED", field, file,
                        "holds no certificate; expected '-----BEGIN CERTIFICATE-----'");
  }
  return certificate;
}

// OpenSSL would ask for a passphrase on the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

absl::StatusOr<PrivateKey> ReadPrivateKey(const char* field, const std::string& file,
                                          const std::string& pem) {
  PrivateKey key(PEM_read_bio_PrivateKey(Open(pem).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr) {
    return TlsFileError("TLS_FILE_MALFORMED", field, file,
                        "holds no private key that can be read; expected '-----BEGIN PRIVATE "
                        "KEY-----', without a passphrase");
  }
  return key;
}

int64_t SecondsOf(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? static_cast<int64_t>(timegm(&parts)) : 0;
}

absl::Status CheckComplete(const TlsFiles& files) {
  if (!files.certificate.empty() && !files.key.empty()) {
    return absl::OkStatus();
  }
  const char* const missing = files.certificate.empty() ? "--tls-cert" : "--tls-key";
  return MakeError(absl::StatusCode::kInvalidArgument, "TLS_FILES_INCOMPLETE",
                   std::string(missing) +
                       " is missing: TLS needs a certificate (--tls-cert) and its private key "
                       "(--tls-key)",
                   {{"field", missing}});
}

std::string DateText(int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace

bool WantsTls(const TlsFiles& files) {
  return !files.certificate.empty() || !files.key.empty() || !files.client_ca.empty();
}

absl::StatusOr<TlsIdentity> LoadTlsIdentity(const TlsFiles& files) {
  ASSAY_RETURN_IF_ERROR(CheckComplete(files));
  TlsIdentity identity;
  ASSAY_ASSIGN_OR_RETURN(identity.certificate_pem, ReadFile("--tls-cert", files.certificate));
  ASSAY_ASSIGN_OR_RETURN(identity.key_pem, ReadFile("--tls-key", files.key));
  ASSAY_ASSIGN_OR_RETURN(
      const Certificate certificate,
      ReadCertificate("--tls-cert", files.certificate, identity.certificate_pem));
  ASSAY_ASSIGN_OR_RETURN(const PrivateKey key,
                         ReadPrivateKey("--tls-key", files.key, identity.key_pem));
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return TlsFileError("TLS_KEY_MISMATCH", "--tls-key", files.key,
                        "is not the private key of the certificate '" + files.certificate + "'");
  }
  if (!files.client_ca.empty()) {
    ASSAY_ASSIGN_OR_RETURN(identity.client_ca_pem, ReadFile("--tls-client-ca", files.client_ca));
    ASSAY_RETURN_IF_ERROR(
        ReadCertificate("--tls-client-ca", files.client_ca, identity.client_ca_pem).status());
  }
  identity.begin_s = SecondsOf(X509_get0_notBefore(certificate.get()));
  identity.end_s = SecondsOf(X509_get0_notAfter(certificate.get()));
  return identity;
}

absl::Status CheckTlsTime(const TlsIdentity& identity, int64_t now_s) {
  if (identity.begin_s <= now_s && now_s <= identity.end_s) {
    return absl::OkStatus();
  }
  const std::string begin = DateText(identity.begin_s);
  const std::string end = DateText(identity.end_s);
  return MakeError(absl::StatusCode::kFailedPrecondition, "TLS_CERTIFICATE_EXPIRED",
                   "the certificate holds from " + begin + " to " + end + ", and now it is " +
                       DateText(now_s) + "; get a new one, or mend the clock",
                   {{"field", "--tls-cert"}, {"begin", begin}, {"end", end}});
}

std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(const TlsIdentity& identity) {
  grpc::SslServerCredentialsOptions options(
      identity.client_ca_pem.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                     : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = identity.client_ca_pem;
  options.pem_key_cert_pairs.push_back({identity.key_pem, identity.certificate_pem});
  return grpc::SslServerCredentials(options);
}

absl::Status CheckEncryption(const ListenAddress& address, const std::string& text,
                             const std::string& field, const Exposure& exposure) {
  if (address.loopback || exposure.tls || exposure.allow_insecure) {
    return absl::OkStatus();
  }
  const std::string instead =
      field == "--listen" ? "give it --tls-cert and --tls-key, listen at" : "listen at";
  return MakeError(absl::StatusCode::kFailedPrecondition, "INSECURE_LISTEN",
                   field + ": listening at " + text +
                       " would let other machines in without encryption; " + instead +
                       " 127.0.0.1, or add --allow-insecure-listen if you mean it",
                   {{"field", field}, {"found", text}});
}

absl::Status CheckCallersKnown(const ListenAddress& address, const std::string& text,
                               const Exposure& exposure) {
  if (address.loopback || exposure.keys || exposure.client_certificates) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "NO_KEYS",
                   "listening at " + text +
                       " would let in callers whom nothing tells apart: first make a key with "
                       "`assay key create --role admin`, or add --tls-client-ca",
                   {{"field", "--listen"}, {"found", text}});
}

}  // namespace assay::rpc
