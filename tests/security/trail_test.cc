#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"
#include "tests/security/work_case.h"

namespace assay::rpc {
namespace {

// The calls that change something and stand in the trail.  The table says it independently of the
// one that the service uses.
const std::set<std::string>& RecordedCalls() {
  static const auto* const kCalls = new std::set<std::string>{
      "AnnotatorService/CreateAnnotator",
      "AnnotatorService/UpdateAnnotator",
      "AuditService/DeleteAudit",
      "AuditService/StartAudit",
      "AuditService/VerifyAudit",
      "CampaignService/CloseCampaign",
      "CampaignService/CreateCampaign",
      "CampaignService/DeleteCampaign",
      "CampaignService/ImportLabels",
      "CampaignService/PauseCampaign",
      "CampaignService/ReinstateAnnotator",
      "CampaignService/RestoreCampaign",
      "CampaignService/RunAnnotator",
      "CampaignService/SettleFindings",
      "CampaignService/StartCampaign",
      "CampaignService/UpdateCampaign",
      "DatasetService/AppendItems",
      "DatasetService/DeleteDataset",
      "DatasetService/ImportDataset",
      "DatasetService/ImportMatrix",
      "KeyService/CreateKey",
      "KeyService/RevokeKey",
      "MaintenanceService/CreateBackup",
      "MturkService/ImportResults",
      "OperationService/CancelOperation",
  };
  return *kCalls;
}

// Labels, skips and flags stand in their campaign's log, and leases are no change that lasts.
bool StandsInTheLog(const google::protobuf::MethodDescriptor& call) {
  return call.service()->name() == "WorkService";
}

// By the name of the call alone, so that a new one cannot be forgotten in the table.
bool OnlyReads(const std::string& call) {
  for (const char* const verb : {"Get", "List", "Watch", "Export", "Estimate", "Compare", "Sample",
                                 "Measure", "Infer", "Plan", "Report", "Review", "VerifyStore"}) {
    if (call.starts_with(verb)) {
      return true;
    }
  }
  return false;
}

class TrailTest : public WorkCase {
 protected:
  TrailTest() {
    v1::GetCallerRequest request;
    const auto caller = Ask<v1::GetCallerResponse>("KeyService/GetCaller", request, admin_);
    EXPECT_THAT(caller, IsOk());
    admin_key_ = caller.ok() ? caller->key() : "";
  }

  // Newest first.
  std::vector<v1::TrailEntry> Trail() {
    v1::ListTrailRequest request;
    request.set_page_size(1000);
    const auto trail = Ask<v1::ListTrailResponse>("KeyService/ListTrail", request, admin_);
    EXPECT_THAT(trail, IsOk());
    return trail.ok()
               ? std::vector<v1::TrailEntry>(trail->entries().begin(), trail->entries().end())
               : std::vector<v1::TrailEntry>();
  }

  // A request of this call about things that are not there; of a stream its first message.
  static std::string VainRequest(const google::protobuf::MethodDescriptor& call) {
    const std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(call.input_type())
            ->New());
    const auto* const spec = request->GetDescriptor()->FindFieldByName("spec");
    if (spec != nullptr) {
      request->GetReflection()->MutableMessage(request.get(), spec);
    }
    return request->SerializeAsString();
  }

  std::string admin_key_;
};

TEST_F(TrailTest, TheTableHasEveryCallThatChangesSomething) {
  std::set<std::string> changes;
  for (const auto* const call : ContractCalls()) {
    if (!StandsInTheLog(*call) && !OnlyReads(std::string(call->name()))) {
      changes.insert(std::string(call->service()->name()) + "/" + std::string(call->name()));
    }
  }
  EXPECT_EQ(changes, RecordedCalls());
}

TEST_F(TrailTest, EveryChangeIsRecordedWithWhoWhenWhatAndFromWhere) {
  for (const auto* const call : ContractCalls()) {
    const std::string name = std::string(call->service()->name()) + "/" + std::string(call->name());
    if (!RecordedCalls().contains(name)) {
      continue;
    }
    clock_.Advance(1);
    const size_t count = Trail().size();
    const RawAnswer answer = RawCall(channel_, PathOf(*call), {VainRequest(*call)}, Bearer(admin_));
    ASSERT_FALSE(answer.status.ok()) << name;
    const std::vector<v1::TrailEntry> trail = Trail();
    ASSERT_EQ(trail.size(), count + 1) << name;
    EXPECT_EQ(trail[0].call(), "assay.v1." + name);
    EXPECT_EQ(trail[0].key(), admin_key_) << name;
    EXPECT_THAT(trail[0].peer(), testing::StartsWith("ipv4:127.0.0.1:")) << name;
    EXPECT_EQ(google::protobuf::util::TimeUtil::TimestampToMicroseconds(trail[0].time()),
              clock_.WallMicros())
        << name;
    EXPECT_EQ(trail[0].failure(), answer.reason) << name;
    EXPECT_EQ(trail[0].sequence(), trail[1].sequence() + 1) << name;
  }
}

TEST_F(TrailTest, WhatSucceededSaysWhatItWasAbout) {
  const std::string manager_key = [&] {
    const auto caller =
        Ask<v1::GetCallerResponse>("KeyService/GetCaller", v1::GetCallerRequest(), manager_);
    EXPECT_THAT(caller, IsOk());
    return caller.ok() ? caller->key() : "";
  }();
  v1::PauseCampaignRequest pause;
  pause.set_name("campaigns/news");
  ASSERT_THAT(Ask<v1::Campaign>("CampaignService/PauseCampaign", pause, manager_), IsOk());
  const std::vector<v1::TrailEntry> trail = Trail();
  ASSERT_FALSE(trail.empty());
  EXPECT_EQ(trail[0].resource(), "campaigns/news");
  EXPECT_EQ(trail[0].failure(), "");
  EXPECT_EQ(trail[0].key(), manager_key);
  EXPECT_NE(manager_key, admin_key_);
}

TEST_F(TrailTest, ReadingAndRefusedCallsLeaveNoTrail) {
  const size_t count = Trail().size();
  for (const auto* const call : ContractCalls()) {
    const std::string name = std::string(call->service()->name()) + "/" + std::string(call->name());
    if (!RecordedCalls().contains(name)) {
      RawCall(channel_, PathOf(*call), {VainRequest(*call)}, Bearer(admin_));
    } else {
      RawCall(channel_, PathOf(*call), {VainRequest(*call)}, Bearer(viewer_));
      RawCall(channel_, PathOf(*call), {VainRequest(*call)}, {});
    }
  }
  EXPECT_EQ(Trail().size(), count);
}

TEST_F(TrailTest, LabelsSkipsAndFlagsSayWhoWhenAndFromWhereInTheLog) {
  const std::vector<v1::Lease> leases = MustLease(ana_, 3);
  ASSERT_EQ(leases.size(), 3u);
  ASSERT_THAT(Submit(Answer(leases[0].lease_id()), ana_), IsOk());
  auto skip = Work<v1::SkipItemRequest>();
  skip.set_lease_id(leases[1].lease_id());
  skip.set_reason("cannot tell");
  ASSERT_THAT(Ask<v1::SkipItemResponse>("WorkService/SkipItem", skip, ana_), IsOk());
  auto flag = Work<v1::FlagItemRequest>();
  flag.set_lease_id(leases[2].lease_id());
  flag.set_reason("not a text");
  ASSERT_THAT(Ask<v1::FlagItemResponse>("WorkService/FlagItem", flag, ana_), IsOk());
  v1::ExportCampaignRequest request;
  request.set_name("campaigns/news");
  request.set_format(v1::ExportCampaignRequest::FORMAT_LOSSLESS);
  const RawAnswer answer = Call("/assay.v1.CampaignService/ExportCampaign", request, viewer_);
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  std::string file;
  for (const std::string& bytes : answer.messages) {
    v1::ExportCampaignResponse message;
    ASSERT_TRUE(message.ParseFromString(bytes));
    file += message.chunk();
  }
  const auto caller =
      Ask<v1::GetCallerResponse>("KeyService/GetCaller", v1::GetCallerRequest(), ana_);
  ASSERT_THAT(caller, IsOk());
  std::vector<std::string> kinds;
  const std::vector<std::string> lines = absl::StrSplit(file, '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    const nlohmann::json entry = nlohmann::json::parse(line);
    if (entry["type"] == "entry") {
      kinds.push_back(entry["kind"]);
      EXPECT_EQ(entry["annotator"], "ana") << line;
      EXPECT_EQ(entry["submit_time_us"], clock_.WallMicros()) << line;
      EXPECT_EQ("keys/" + std::to_string(entry["key"].get<int>()), caller->key()) << line;
      EXPECT_THAT(entry["peer"].get<std::string>(), testing::StartsWith("ipv4:127.0.0.1:")) << line;
    }
  }
  EXPECT_THAT(kinds, testing::ElementsAre("label", "skip", "flag"));
}

}  // namespace
}  // namespace assay::rpc
