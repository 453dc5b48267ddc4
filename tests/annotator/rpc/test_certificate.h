#ifndef ASSAY_TESTS_ANNOTATOR_RPC_TEST_CERTIFICATE_H_
#define ASSAY_TESTS_ANNOTATOR_RPC_TEST_CERTIFICATE_H_

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace assay::rpc {

// A certificate for localhost and its key, in PEM.
struct TestCertificate {
  std::string certificate;
  std::string key;
  std::string locked_key;  // the same with the passphrase "open"
};

inline std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<size_t>(size));
  BIO_free(bio);
  return text;
}

// Signed by itself, so it is its own authority; holds from `begin_s` to `end_s`, counted from now.
inline TestCertificate MakeTestCertificate(long begin_s = -60, long end_s = 3600) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), begin_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), end_s);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_EXTENSION* const names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  X509_add_ext(certificate.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate.get(), key.get(), EVP_sha256());

  TestCertificate made;
  BIO* const certificate_text = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(certificate_text, certificate.get());
  made.certificate = TextOf(certificate_text);
  BIO* const key_text = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(key_text, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  made.key = TextOf(key_text);
  BIO* const locked_text = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(locked_text, key.get(), EVP_aes_256_cbc(),
                           reinterpret_cast<const unsigned char*>("open"), 4, nullptr, nullptr);
  made.locked_key = TextOf(locked_text);
  return made;
}

}  // namespace assay::rpc

#endif  // ASSAY_TESTS_ANNOTATOR_RPC_TEST_CERTIFICATE_H_
