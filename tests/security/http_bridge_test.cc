// The calls of the contract over HTTP: what gRPC answers, as JSON.
#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/security/http_case.h"

namespace assay::rpc {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

using HttpBridgeTest = HttpCase;
using BareBridgeTest = BareHttpCase;

TEST_F(HttpBridgeTest, ACallAnswersWithTheMessageInProtobufsJson) {
  const HttpAnswer answer =
      Post("CampaignService/GetCampaign", R"({"name":"campaigns/news"})", manager_);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.Header("Content-Type"), "application/json");
  const nlohmann::json campaign = answer.Json();
  EXPECT_EQ(campaign["name"], "campaigns/news");
  EXPECT_EQ(campaign["state"], "STATE_RUNNING");
  EXPECT_EQ(campaign["leaseDuration"], "600s");
  // Numbers of 64 bits are texts, and what has its default value is there.
  EXPECT_EQ(campaign["seed"], "7");
  EXPECT_EQ(campaign["overlap"]["labelCount"], 2);
  EXPECT_TRUE(campaign.contains("guidelines"));
}

TEST_F(HttpBridgeTest, AnErrorHasTheStatusTheCodeTheReasonAndItsMetadata) {
  const HttpAnswer answer =
      Post("CampaignService/GetCampaign", R"({"name":"campaigns/none"})", manager_);
  EXPECT_EQ(answer.status, 404);
  const nlohmann::json error = answer.Json();
  EXPECT_EQ(error["code"], "not_found");
  EXPECT_EQ(error["reason"], "CAMPAIGN_NOT_FOUND");
  EXPECT_TRUE(error["metadata"].is_object());
  EXPECT_THAT(error["message"].get<std::string>(), HasSubstr("none"));
}

TEST_F(HttpBridgeTest, AWholeTurnOfWorkGoesOverHttp) {
  const HttpAnswer leased =
      Post("WorkService/LeaseItems", R"({"campaign":"campaigns/news","maxItemCount":1})", ana_);
  ASSERT_EQ(leased.status, 200) << leased.body;
  const std::string lease = leased.Json()["leases"][0]["leaseId"];
  const HttpAnswer submitted =
      Post("WorkService/SubmitLabel",
           R"({"campaign":"campaigns/news","leaseId":")" + lease + R"(","value":{"choice":"yes"}})",
           ana_);
  EXPECT_EQ(submitted.status, 200) << submitted.body;
  // The first item may be gold.
  EXPECT_EQ(Status().label_count_last_hour(), 1);
  ExpectSound();
}

TEST_F(HttpBridgeTest, WhatIsNoJsonOfTheRequestIsRefusedAndTheFieldNamed) {
  const std::map<std::string, std::string> wrong = {
      {R"({"nane":"campaigns/news"})", "nane"},
      {R"({"name":7})", ""},
      {R"({"name":"campaigns/news")", ""},
      {R"([])", ""},
      {R"(7)", ""},
      {std::string("{\"name\":\"\xC3\x28\"}"), "UTF-8"},
      {std::string("\xFF\xFE{\0}\0", 6), "UTF-8"},
      {std::string(100'000, '['), "nested"},
      {R"({"name":)" + std::string(50'000, '{'), "nested"},
  };
  for (const auto& [json, named] : wrong) {
    const HttpAnswer answer = Post("CampaignService/GetCampaign", json, manager_);
    EXPECT_EQ(answer.status, 400) << json.substr(0, 60) << answer.body;
    EXPECT_EQ(answer.Reason(), "BAD_JSON") << json.substr(0, 60);
    EXPECT_THAT(answer.Json()["message"].get<std::string>(), HasSubstr(named));
  }
}

TEST_F(HttpBridgeTest, OnlyJsonAsItStandsIsTaken) {
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "",
                           "application/jsonp", "multipart/form-data; boundary=application/json"}) {
    const HttpAnswer answer =
        Ask("POST", "/assay.v1.KeyService/GetCaller",
            {{"Authorization", "Bearer " + ana_}, {"Content-Type", type}}, "{}");
    EXPECT_EQ(answer.status, 415) << type;
  }
  EXPECT_EQ(Post("KeyService/GetCaller", "{}", ana_, {{"Content-Encoding", "gzip"}}).status, 415);
}

TEST_F(HttpBridgeTest, WhatIsNoUnaryCallOfTheContractIsRefused) {
  EXPECT_EQ(Post("KeyService/NoSuchCall", "{}", admin_).Reason(), "NO_SUCH_CALL");
  EXPECT_EQ(Post("NoService/GetCaller", "{}", admin_).status, 404);
  EXPECT_EQ(Post("CampaignService/WatchCampaignStatus", "{}", admin_).Reason(), "STREAMING_CALL");
  EXPECT_EQ(Post("DatasetService/ImportDataset", "{}", admin_).Reason(), "STREAMING_CALL");
  for (const char* path : {"/grpc.health.v1.Health/Check", "/assay.storage.v1.X/Y",
                           "/google.protobuf.Any/X", "/assay.v1./", "/assay.v1.KeyService"}) {
    EXPECT_EQ(
        Ask("POST", path,
            {{"Authorization", "Bearer " + admin_}, {"Content-Type", "application/json"}}, "{}")
            .status,
        404)
        << path;
  }
}

TEST_F(HttpBridgeTest, AKeyCountsAsBearerOrAsCookie) {
  const HttpHeaders json = {{"Content-Type", "application/json"}};
  HttpHeaders bearer = json;
  bearer.emplace_back("Authorization", "Bearer " + ana_);
  const HttpAnswer answer = Ask("POST", "/assay.v1.KeyService/GetCaller", bearer, "{}");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Json()["annotator"], "annotators/ana");
  EXPECT_EQ(Post("KeyService/GetCaller", "{}", ana_).Json()["annotator"], "annotators/ana");
  EXPECT_EQ(Post("KeyService/GetCaller", "{}").Reason(), "KEY_MISSING");
  EXPECT_EQ(Post("KeyService/GetCaller", "{}", "assay_forged").Reason(), "KEY_INVALID");
  EXPECT_EQ(Post("KeyService/GetCaller", "{}", "x; assay_session=" + ana_).Reason(), "KEY_INVALID");
  bearer.emplace_back("Authorization", "Bearer " + admin_);
  EXPECT_EQ(Ask("POST", "/assay.v1.KeyService/GetCaller", bearer, "{}").status, 400);
}

// Every call of the contract that is unary, by every role: the same refusal as over gRPC.
TEST_F(HttpBridgeTest, ARoleMayOverHttpWhatItMayOverGrpc) {
  for (const std::string& secret : {admin_, manager_, viewer_, ana_, std::string()}) {
    for (const auto* const call : ContractCalls()) {
      const std::string name = PathOf(*call).substr(std::string("/assay.v1.").size());
      if (call->client_streaming() || call->server_streaming() ||
          name == "MaintenanceService/CreateBackup") {
        continue;
      }
      const RawAnswer grpc =
          RawCall(channel_, PathOf(*call), {""}, secret.empty() ? Metadata() : Bearer(secret));
      const HttpAnswer http = Post(name, "{}", secret);
      if (grpc.status.ok()) {
        EXPECT_EQ(http.status, 200) << name << http.body;
      } else {
        EXPECT_EQ(http.Reason(), grpc.reason) << name;
        EXPECT_EQ(http.Json()["message"], grpc.status.error_message()) << name;
      }
    }
  }
}

TEST_F(HttpBridgeTest, TheTrailSaysWhereTheClientOfHttpWas) {
  ASSERT_EQ(Post("CampaignService/PauseCampaign", R"({"name":"campaigns/news"})", manager_).status,
            200);
  const nlohmann::json trail = Post("KeyService/ListTrail", "{}", admin_).Json();
  EXPECT_EQ(trail["entries"][0]["call"], "assay.v1.CampaignService/PauseCampaign");
  EXPECT_THAT(trail["entries"][0]["peer"].get<std::string>(), StartsWith("ipv4:127.0.0.1:"));
  EXPECT_EQ(trail["entries"][0]["failure"], "");
}

TEST_F(HttpBridgeTest, AClientOfGrpcCannotSayThatItIsSomebodyElse) {
  Metadata metadata = Bearer(manager_);
  metadata.emplace_back("assay-forwarded-for", " ipv4:192.0.2.1:1");
  metadata.emplace_back("x-forwarded-for", "192.0.2.1");
  v1::PauseCampaignRequest pause;
  pause.set_name("campaigns/news");
  const RawAnswer answer = RawCall(channel_, "/assay.v1.CampaignService/PauseCampaign",
                                   {pause.SerializeAsString()}, metadata);
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  const nlohmann::json trail = Post("KeyService/ListTrail", "{}", admin_).Json();
  EXPECT_THAT(trail["entries"][0]["peer"].get<std::string>(), StartsWith("ipv4:127.0.0.1:"));
}

TEST_F(BareBridgeTest, WithoutKeysLoopbackIsAdministratorUnlessAProxyForwards) {
  EXPECT_EQ(Post("KeyService/GetCaller", "{}").Json()["role"], "ROLE_ADMIN");
  for (const char* header : {"X-Forwarded-For", "Forwarded", "Via"}) {
    EXPECT_EQ(Post("KeyService/GetCaller", "{}", "", {{header, "192.0.2.1"}}).Reason(),
              "KEY_MISSING")
        << header;
  }
}

TEST_F(HttpBridgeTest, ACallIsGivenUpWhenItsTimeIsOver) {
  const HttpAnswer late =
      Post("CampaignService/ListCampaigns", "{}", admin_, {{"Connect-Timeout-Ms", "0"}});
  EXPECT_EQ(late.status, 504);
  EXPECT_EQ(late.Json()["code"], "deadline_exceeded");
  for (const char* wrong : {"soon", "-1", "12345678901", "1.5"}) {
    EXPECT_EQ(Post("KeyService/GetCaller", "{}", admin_, {{"Connect-Timeout-Ms", wrong}}).Reason(),
              "BAD_TIMEOUT")
        << wrong;
  }
  EXPECT_EQ(
      Post("KeyService/GetCaller", "{}", admin_, {{"Connect-Timeout-Ms", "9999999999"}}).status,
      200);
}

TEST_F(HttpBridgeTest, ALongAnswerIsPackedForThoseWhoCanUnpackIt) {
  const HttpAnswer plain = Post("MethodService/ListMethods", "{}", manager_);
  const HttpAnswer packed =
      Post("MethodService/ListMethods", "{}", manager_, {{"Accept-Encoding", "br, gzip"}});
  ASSERT_GT(plain.body.size(), 1024u);
  EXPECT_EQ(plain.Header("Content-Encoding"), "");
  EXPECT_EQ(packed.Header("Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), plain.body.size());
  EXPECT_THAT(packed.body, StartsWith("\x1F\x8B"));
  EXPECT_EQ(Post("MethodService/ListMethods", "{}", manager_, {{"Accept-Encoding", "gzip;q=0"}})
                .Header("Content-Encoding"),
            "");
}

}  // namespace
}  // namespace assay::rpc
