#include "annotator/rpc/server_credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/annotator/rpc/test_certificate.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::rpc {
namespace {

using ::testing::AllOf;

class ServerCredentialsTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& content) const {
    const std::string path = dir_.File(name);
    std::ofstream(path) << content;
    return path;
  }

  // Errors must not repeat what is in the files.
  void ExpectRefused(const TlsFiles& files, const char* reason, const char* field) const {
    const auto loaded = LoadTlsIdentity(files);
    EXPECT_THAT(loaded, AllOf(HasReason(reason), HasMetadata("field", field)));
    EXPECT_EQ(loaded.status().ToString().find(mine_.key.substr(40, 30)), std::string::npos);
  }

  const TempDir dir_;
  const TestCertificate mine_ = MakeTestCertificate();
  const std::string certificate_ = Write("mine.pem", mine_.certificate);
  const std::string key_ = Write("mine.key", mine_.key);
};

TEST_F(ServerCredentialsTest, ReadsACertificateItsKeyAndTheClientsAuthority) {
  const auto loaded = LoadTlsIdentity({certificate_, key_, certificate_});
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->certificate_pem, mine_.certificate);
  EXPECT_EQ(loaded->key_pem, mine_.key);
  EXPECT_EQ(loaded->client_ca_pem, mine_.certificate);
  EXPECT_EQ(loaded->end_s - loaded->begin_s, 3660);
  EXPECT_NE(MakeTlsCredentials(*loaded), nullptr);
}

TEST_F(ServerCredentialsTest, ACertificateAndItsKeyComeTogether) {
  ExpectRefused({certificate_, "", ""}, "TLS_FILES_INCOMPLETE", "--tls-key");
  ExpectRefused({"", key_, ""}, "TLS_FILES_INCOMPLETE", "--tls-cert");
  ExpectRefused({"", "", certificate_}, "TLS_FILES_INCOMPLETE", "--tls-cert");
  EXPECT_FALSE(WantsTls({}));
  EXPECT_TRUE(WantsTls({"", "", certificate_}));
}

TEST_F(ServerCredentialsTest, FilesThatCannotBeReadAreNamed) {
  ExpectRefused({dir_.File("absent"), key_, ""}, "TLS_FILE_UNREADABLE", "--tls-cert");
  ExpectRefused({certificate_, dir_.File(""), ""}, "TLS_FILE_UNREADABLE", "--tls-key");
  ExpectRefused({certificate_, key_, Write("empty", "")}, "TLS_FILE_UNREADABLE", "--tls-client-ca");
  ExpectRefused({certificate_, Write("big", std::string((1 << 20) + 1, 'x')), ""},
                "TLS_FILE_UNREADABLE", "--tls-key");
}

TEST_F(ServerCredentialsTest, FilesOfAnotherKindAreNamed) {
  ExpectRefused({key_, key_, ""}, "TLS_FILE_MALFORMED", "--tls-cert");
  ExpectRefused({certificate_, certificate_, ""}, "TLS_FILE_MALFORMED", "--tls-key");
  ExpectRefused({certificate_, key_, key_}, "TLS_FILE_MALFORMED", "--tls-client-ca");
  ExpectRefused({certificate_, Write("cut.key", mine_.key.substr(0, mine_.key.size() / 2)), ""},
                "TLS_FILE_MALFORMED", "--tls-key");
}

TEST_F(ServerCredentialsTest, AKeyWithAPassphraseIsRefusedAndNobodyIsAskedForIt) {
  ExpectRefused({certificate_, Write("locked.key", mine_.locked_key), ""}, "TLS_FILE_MALFORMED",
                "--tls-key");
}

TEST_F(ServerCredentialsTest, AKeyOfAnotherCertificateIsRefused) {
  const std::string other = Write("other.key", MakeTestCertificate().key);
  ExpectRefused({certificate_, other, ""}, "TLS_KEY_MISMATCH", "--tls-key");
}

TEST_F(ServerCredentialsTest, ACertificateHoldsFromItsBeginToItsEnd) {
  TlsIdentity identity;
  identity.begin_s = 100;
  identity.end_s = 200;
  EXPECT_THAT(CheckTlsTime(identity, 100), IsOk());
  EXPECT_THAT(CheckTlsTime(identity, 200), IsOk());
  EXPECT_THAT(CheckTlsTime(identity, 99), HasReason("TLS_CERTIFICATE_EXPIRED"));
  EXPECT_THAT(CheckTlsTime(identity, 201), AllOf(HasReason("TLS_CERTIFICATE_EXPIRED"),
                                                 HasMetadata("end", "1970-01-01T00:03:20Z")));
}

TEST(ExposureTest, BeyondLoopbackNeedsEncryptionOrAWordForIt) {
  const ListenAddress outside{"0.0.0.0", 1, false};
  const ListenAddress inside{"127.0.0.1", 1, true};
  const auto check = [](const ListenAddress& address, const Exposure& exposure) {
    return CheckEncryption(address, "A:1", "--http", exposure);
  };
  EXPECT_THAT(check(inside, {}), IsOk());
  EXPECT_THAT(check(outside, {}),
              AllOf(HasReason("INSECURE_LISTEN"), HasMetadata("field", "--http")));
  EXPECT_THAT(check(outside, {.client_certificates = true, .keys = true}),
              HasReason("INSECURE_LISTEN"));
  EXPECT_THAT(check(outside, {.tls = true}), IsOk());
  EXPECT_THAT(check(outside, {.allow_insecure = true}), IsOk());
}

TEST(ExposureTest, BeyondLoopbackNeedsKeysOrCertificatesOfClients) {
  const ListenAddress outside{"0.0.0.0", 1, false};
  const ListenAddress inside{"127.0.0.1", 1, true};
  EXPECT_THAT(CheckCallersKnown(inside, "A:1", {}), IsOk());
  EXPECT_THAT(CheckCallersKnown(outside, "A:1", {.tls = true, .allow_insecure = true}),
              HasReason("NO_KEYS"));
  EXPECT_THAT(CheckCallersKnown(outside, "A:1", {.keys = true}), IsOk());
  EXPECT_THAT(CheckCallersKnown(outside, "A:1", {.client_certificates = true}), IsOk());
}

}  // namespace
}  // namespace assay::rpc
