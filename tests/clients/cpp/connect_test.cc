#include "assay/client/client.h"
#include "tests/clients/cpp/fake_services.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::client {
namespace {

std::string ReasonOf(const ConnectOptions& options) {
  return ErrorReason(Connect(options).status());
}

TEST(ConnectTest, TheKeyGoesWithEveryCall) {
  const TempDir folder;
  FakeServer fake("unix:" + folder.File("socket"));
  ConnectOptions options;
  options.address = "unix:" + folder.File("socket");
  options.key = "abc.DEF-123";
  const auto client = Connect(options);
  ASSERT_TRUE(client.ok()) << client.status();
  ASSERT_TRUE(client->work("news").Submit({}, Choice("World")).ok());
  EXPECT_EQ(fake.script.authorization, "Bearer abc.DEF-123");
}

TEST(ConnectTest, WithoutAKeyNoneIsSent) {
  const TempDir folder;
  FakeServer fake("unix:" + folder.File("socket"));
  ConnectOptions options;
  options.address = "unix:" + folder.File("socket");
  const auto client = Connect(options);
  ASSERT_TRUE(client.ok()) << client.status();
  ASSERT_TRUE(client->work("news").Submit({}, Choice("World")).ok());
  EXPECT_EQ(fake.script.authorization, "");
}

TEST(ConnectTest, AKeyDoesNotLeaveTheMachineInTheClear) {
  ConnectOptions options;
  options.key = "secret";
  options.connect_timeout = std::chrono::milliseconds(1);
  for (const char* address : {"example.invalid:7771", "10.0.0.1:7771", "127.evil.invalid:7771"}) {
    options.address = address;
    EXPECT_EQ(ReasonOf(options), "INSECURE_KEY") << address;
  }
  for (const char* address : {"127.0.0.1:9", "localhost:9", "[::1]:9", "unix:/no/such/socket"}) {
    options.address = address;
    EXPECT_EQ(ReasonOf(options), "SERVER_UNREACHABLE") << address;
  }
  options.address = "example.invalid:7771";
  options.allow_insecure_key = true;
  EXPECT_EQ(ReasonOf(options), "SERVER_UNREACHABLE");
  options.allow_insecure_key = false;
  options.tls = true;
  EXPECT_EQ(ReasonOf(options), "SERVER_UNREACHABLE");
}

TEST(ConnectTest, ErrorsDoNotHoldTheKey) {
  ConnectOptions options;
  options.address = "example.invalid:7771";
  options.key = "very-secret";
  EXPECT_EQ(Connect(options).status().ToString().find("very-secret"), std::string::npos);
  options.key = "very-secret\nInjected: header";
  const absl::Status status = Connect(options).status();
  EXPECT_EQ(ErrorReason(status), "BAD_CONNECTION");
  EXPECT_EQ(status.ToString().find("very-secret"), std::string::npos);
}

TEST(ConnectTest, ACertificateWithoutItsKeyIsRefused) {
  ConnectOptions options;
  options.tls_cert = "client.pem";
  EXPECT_EQ(ReasonOf(options), "BAD_CONNECTION");
  options.tls_cert = "";
  options.tls_key = "client.key";
  EXPECT_EQ(ReasonOf(options), "BAD_CONNECTION");
}

TEST(ConnectTest, APemFileThatIsNotThereIsSaidSo) {
  ConnectOptions options;
  options.tls_ca = "/no/such/ca.pem";
  const absl::Status status = Connect(options).status();
  EXPECT_EQ(ErrorReason(status), "FILE_NOT_READABLE");
  EXPECT_EQ(ErrorMetadata(status).at("file"), "/no/such/ca.pem");
}

TEST(ConnectTest, AnAddressIsNeeded) {
  ConnectOptions options;
  options.address = "";
  EXPECT_EQ(ReasonOf(options), "BAD_CONNECTION");
}

}  // namespace
}  // namespace assay::client
