#include "clients/cli/message_json.h"

#include <limits>

#include "assay/v1/campaigns.pb.h"
#include "google/rpc/error_details.pb.h"
#include "nlohmann/json.hpp"
#include "tests/support/status_matchers.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

TEST(MessageJsonTest, NamesFieldsAsTheContractDoes) {
  v1::Campaign campaign;
  campaign.set_name("campaigns/news");
  campaign.set_state(v1::Campaign::STATE_RUNNING);
  campaign.mutable_schema()->add_classes("a");
  campaign.mutable_create_time()->set_seconds(1'700'000'000);
  campaign.mutable_lease_duration()->set_seconds(90);
  campaign.mutable_lease_duration()->set_nanos(500'000'000);
  const Json json = MessageJson(campaign);
  EXPECT_EQ(json["name"], "campaigns/news");
  EXPECT_EQ(json["state"], "running");
  EXPECT_EQ(json["schema"]["classes"], Json::array({"a"}));
  EXPECT_EQ(json["create_time"], "2023-11-14T22:13:20Z");
  EXPECT_EQ(json["lease_duration_seconds"], 90.5);
}

TEST(MessageJsonTest, NumbersAreNumbersAndThereIsNoNan) {
  v1::CampaignStatus status;
  status.set_label_count(int64_t{1} << 53);
  status.mutable_gold_rate()->set_value(std::numeric_limits<double>::quiet_NaN());
  const Json json = MessageJson(status);
  EXPECT_EQ(json["label_count"], int64_t{1} << 53);
  EXPECT_TRUE(json["gold_rate"]["value"].is_null());
  EXPECT_EQ(json["skip_count"], 0);
}

TEST(MessageJsonTest, LeavesOutWhatIsAbsent) {
  const Json json = MessageJson(v1::Campaign());
  EXPECT_FALSE(json.contains("gold"));
  EXPECT_FALSE(json.contains("create_time"));
  EXPECT_EQ(json["state"], "unspecified");
  EXPECT_EQ(json["annotators"], Json::array());
  EXPECT_EQ(MessageJson(v1::LabelValue()), Json::object());
}

TEST(MessageJsonTest, EnumsWithAnotherPrefixLoseTheirs) {
  v1::LabelValue value;
  value.set_preference(v1::LabelValue::PREFERENCE_TIE);
  EXPECT_EQ(MessageJson(value), (Json{{"preference", "tie"}}));
}

TEST(MessageJsonTest, MapsAreObjects) {
  google::rpc::ErrorInfo info;
  (*info.mutable_metadata())["row"] = "17";
  EXPECT_EQ(MessageJson(info)["metadata"], (Json{{"row", "17"}}));
}

}  // namespace
}  // namespace assay::cli
