#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/security/socket_case.h"

namespace assay::rpc {
namespace {

std::string BytesOf(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

class SecretsTest : public SocketCase {
 protected:
  // The files of the data directory that hold `text`.
  std::vector<std::string> FilesWith(const std::string& text) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.File("data"))) {
      if (entry.is_regular_file() && BytesOf(entry.path()).find(text) != std::string::npos) {
        found.push_back(entry.path().string());
      }
    }
    return found;
  }
};

TEST_F(SecretsTest, NoKeyIsKeptOrLogged) {
  const v1::CreateKeyResponse admin = MakeKey(v1::ROLE_ADMIN, "");
  v1::CreateKeyRequest named;
  named.mutable_key()->set_role(v1::ROLE_MANAGER);
  named.mutable_key()->set_display_name("for the night shift");
  const RawAnswer answer = Call("/assay.v1.KeyService/CreateKey", named, admin.secret());
  v1::CreateKeyResponse manager;
  ASSERT_TRUE(answer.messages.size() == 1 && manager.ParseFromString(answer.messages[0]));
  const std::string stranger = "as_" + std::string(43, 'q');
  for (const std::string& secret : {admin.secret(), manager.secret(), stranger}) {
    for (const char* const path :
         {"/assay.v1.KeyService/ListKeys", "/assay.v1.KeyService/GetCaller",
          "/assay.v1.CampaignService/StartCampaign"}) {
      const RawAnswer seen = RawCall(channel_, path, {""}, Bearer(secret));
      EXPECT_EQ(seen.status.error_message().find(secret), std::string::npos);
      for (const std::string& message : seen.messages) {
        EXPECT_EQ(message.find(secret), std::string::npos) << path;
      }
    }
  }
  channel_.reset();
  server_.reset();
  // What is looked for is there to be found: the name of the key is, its secret is not.
  EXPECT_THAT(FilesWith("for the night shift"), testing::Not(testing::IsEmpty()));
  EXPECT_NE(log_.str().find("assay.v1.KeyService/CreateKey"), std::string::npos) << log_.str();
  for (const std::string& secret : {admin.secret(), manager.secret(), stranger}) {
    ASSERT_GE(secret.size(), 40u);
    EXPECT_THAT(FilesWith(secret), testing::IsEmpty());
    EXPECT_THAT(FilesWith(secret.substr(3, 24)), testing::IsEmpty());
    EXPECT_EQ(log_.str().find(secret.substr(3, 24)), std::string::npos);
  }
}

}  // namespace
}  // namespace assay::rpc
