#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/security/work_case.h"

namespace assay::rpc {
namespace {

using google::protobuf::FieldDescriptor;

class OwnWorkTest : public WorkCase {
 protected:
  // Every call of WorkService about the campaign, in the name of `annotator`.
  std::map<std::string, std::string> Requests(const std::string& annotator,
                                              const std::string& lease_id,
                                              const std::string& campaign = "campaigns/news") {
    std::map<std::string, std::string> requests;
    for (const auto* const call : ContractCalls()) {
      if (call->service()->name() != "WorkService") {
        continue;
      }
      const auto* const prototype =
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(call->input_type());
      const std::unique_ptr<google::protobuf::Message> request(prototype->New());
      SetText(*request, "campaign", campaign);
      SetText(*request, "annotator", annotator);
      SetText(*request, "lease_id", lease_id);
      SetText(*request, "reason", "why not");
      requests[std::string(call->name())] = request->SerializeAsString();
    }
    EXPECT_EQ(requests.size(), 7u);
    return requests;
  }

  static void SetText(google::protobuf::Message& message, const std::string& field,
                      const std::string& text) {
    const FieldDescriptor* const found = message.GetDescriptor()->FindFieldByName(field);
    if (found != nullptr) {
      message.GetReflection()->SetString(&message, found, text);
    }
  }
};

TEST_F(OwnWorkTest, AnAnnotatorsKeyWorksForNobodyElse) {
  const std::vector<v1::Lease> leases = MustLease(ben_, 1);
  ASSERT_EQ(leases.size(), 1u);
  const std::string before = Status().SerializeAsString();
  for (const char* const other : {"annotators/ben", "annotators/nobody", "annotators/ANA", "ana"}) {
    for (const auto& [name, bytes] : Requests(other, leases[0].lease_id())) {
      const RawAnswer answer =
          RawCall(channel_, "/assay.v1.WorkService/" + name, {bytes}, Bearer(ana_));
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << name;
      EXPECT_EQ(answer.reason, "NOT_YOUR_WORK") << name << " as " << other;
    }
  }
  EXPECT_EQ(Status().SerializeAsString(), before);
  EXPECT_THAT(Submit(Answer(leases[0].lease_id()), ben_), IsOk());
}

TEST_F(OwnWorkTest, AnotherAnnotatorsLeaseIsNone) {
  MakeCampaign("single", {}, "", /*overlap=*/1);
  const std::vector<v1::Lease> leases = MustLease(ben_, 2, "single");
  ASSERT_EQ(leases.size(), 2u);
  ASSERT_EQ(MustLease(ana_, 1, "single").size(), 1u);
  for (const char* const name : {"SubmitLabel", "SkipItem", "FlagItem"}) {
    const std::string bytes = Requests("", leases[0].lease_id(), "campaigns/single").at(name);
    const RawAnswer answer =
        RawCall(channel_, std::string("/assay.v1.WorkService/") + name, {bytes}, Bearer(ana_));
    EXPECT_EQ(answer.reason, "LEASE_NOT_FOUND") << name;
  }
  auto extend = Work<v1::ExtendLeasesRequest>("single");
  extend.add_lease_ids(leases[0].lease_id());
  const auto extended = Ask<v1::ExtendLeasesResponse>("WorkService/ExtendLeases", extend, ana_);
  ASSERT_THAT(extended, IsOk());
  EXPECT_EQ(extended->leases_size(), 0);
  auto release = Work<v1::ReleaseItemsRequest>("single");
  release.add_lease_ids(leases[0].lease_id());
  release.add_lease_ids(leases[1].lease_id());
  const auto released = Ask<v1::ReleaseItemsResponse>("WorkService/ReleaseItems", release, ana_);
  ASSERT_THAT(released, IsOk());
  EXPECT_EQ(released->released_count(), 0);
  EXPECT_EQ(Status("single").lease_count(), 3);
  EXPECT_THAT(Submit(Answer(leases[0].lease_id(), "single"), ben_), IsOk());
}

TEST_F(OwnWorkTest, NobodyEndsAnothersLeaseOfAnItemThatBothHold) {
  const std::vector<v1::Lease> leases = MustLease(ben_, 10);
  ASSERT_EQ(leases.size(), 10u);
  ASSERT_FALSE(MustLease(ana_, 10).empty());
  auto release = Work<v1::ReleaseItemsRequest>();
  for (const v1::Lease& lease : leases) {
    release.add_lease_ids(lease.lease_id());
  }
  for (const char* const name : {"SubmitLabel", "SkipItem"}) {
    for (const v1::Lease& lease : leases) {
      const std::string bytes = Requests("", lease.lease_id()).at(name);
      RawCall(channel_, std::string("/assay.v1.WorkService/") + name, {bytes}, Bearer(ana_));
    }
  }
  Ask<v1::ReleaseItemsResponse>("WorkService/ReleaseItems", release, ana_).status().IgnoreError();
  for (const v1::Lease& lease : leases) {
    EXPECT_THAT(Submit(Answer(lease.lease_id()), ben_), IsOk());
  }
}

TEST_F(OwnWorkTest, ALeaseOfAnotherCampaignIsNone) {
  MakeCampaign("other", {}, "");
  const std::vector<v1::Lease> others = MustLease(ana_, 10, "other");
  ASSERT_FALSE(others.empty());
  MustLease(ana_, 10);
  for (const v1::Lease& lease : others) {
    EXPECT_THAT(Submit(Answer(lease.lease_id()), ana_), HasReason("LEASE_NOT_FOUND"));
  }
}

TEST_F(OwnWorkTest, WhoIsNotOfTheCampaignNeitherWorksInItNorSeesIt) {
  const std::string cleo = AddAnnotator("cleo");
  for (const auto& [name, bytes] : Requests("", "0123456789abcdef0123456789abcdef")) {
    const RawAnswer answer =
        RawCall(channel_, "/assay.v1.WorkService/" + name, {bytes}, Bearer(cleo));
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << name;
    EXPECT_EQ(answer.reason, "NOT_YOUR_WORK") << name;
  }
  v1::GetCampaignRequest get;
  get.set_name("campaigns/news");
  EXPECT_THAT(Ask<v1::Campaign>("CampaignService/GetCampaign", get, cleo),
              HasReason("NOT_YOUR_WORK"));
  const auto listed = Ask<v1::ListCampaignsResponse>("CampaignService/ListCampaigns",
                                                     v1::ListCampaignsRequest(), cleo);
  ASSERT_THAT(listed, IsOk());
  EXPECT_EQ(listed->campaigns_size(), 0);
}

// Blindness.

TEST_F(OwnWorkTest, AnAnnotatorSeesOfACampaignOnlyWhatHeNeeds) {
  v1::GetCampaignRequest get;
  get.set_name("campaigns/news");
  const auto seen = Ask<v1::Campaign>("CampaignService/GetCampaign", get, ana_);
  ASSERT_THAT(seen, IsOk());
  const auto listed = Ask<v1::ListCampaignsResponse>("CampaignService/ListCampaigns",
                                                     v1::ListCampaignsRequest(), ana_);
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->campaigns_size(), 1);
  EXPECT_EQ(listed->campaigns(0).SerializeAsString(), seen->SerializeAsString());
  // By name, so that a new field is hidden until somebody decides that it may be seen.
  const std::set<std::string> may_be_seen = {"name",           "display_name",
                                             "state",          "dataset",
                                             "question",       "schema",
                                             "guidelines",     "shown_columns",
                                             "lease_duration", "max_lease_count",
                                             "currency_code",  "create_time",
                                             "update_time",    "etag"};
  std::vector<const FieldDescriptor*> fields;
  seen->GetReflection()->ListFields(*seen, &fields);
  for (const FieldDescriptor* const field : fields) {
    EXPECT_TRUE(may_be_seen.contains(std::string(field->name()))) << field->full_name();
  }
}

TEST_F(OwnWorkTest, LeasesOfGoldAndOfOthersItemsLookLikeAnyOther) {
  for (const v1::Lease& lease : MustLease(ben_, 10)) {
    ASSERT_THAT(Submit(Answer(lease.lease_id()), ben_), IsOk());
  }
  int gold_count = 0;
  int common_count = 0;
  for (int round = 0; round < 4; ++round) {
    for (const v1::Lease& lease : MustLease(ana_, 4)) {
      gold_count += lease.item_id().starts_with("known") ? 1 : 0;
      common_count += lease.item_id().starts_with("news") ? 1 : 0;
      ASSERT_EQ(lease.fields_size(), 1);
      EXPECT_EQ(lease.fields(0).column(), "text");
      EXPECT_EQ(lease.fields(0).value(), "the text of " + lease.item_id());
      EXPECT_EQ(lease.lease_id().size(), 32u);
      EXPECT_FALSE(lease.has_earlier_value());
      std::vector<const FieldDescriptor*> fields;
      lease.GetReflection()->ListFields(lease, &fields);
      EXPECT_EQ(fields.size(), 4u) << lease.ShortDebugString();
      ASSERT_THAT(Submit(Answer(lease.lease_id()), ana_), IsOk());
    }
  }
  EXPECT_GT(gold_count, 0);
  EXPECT_GT(common_count, 0);
}

TEST_F(OwnWorkTest, AnAnswerToGoldIsAcknowledgedLikeAnyOther) {
  int64_t expected = 0;
  for (int round = 0; round < 4; ++round) {
    for (const v1::Lease& lease : MustLease(ana_, 4)) {
      const auto response =
          Ask<v1::SubmitLabelResponse>("WorkService/SubmitLabel", Answer(lease.lease_id()), ana_);
      ASSERT_THAT(response, IsOk());
      EXPECT_EQ(response->sequence(), expected++) << lease.item_id();
      EXPECT_EQ(response->superseded_sequence(), -1) << lease.item_id();
    }
  }
  EXPECT_GT(expected, 10);
}

TEST_F(OwnWorkTest, UndoShowsOnesOwnAnswersAlone) {
  for (const v1::Lease& lease : MustLease(ben_, 10)) {
    auto request = Answer(lease.lease_id());
    request.mutable_value()->set_choice("no");
    ASSERT_THAT(Submit(request, ben_), IsOk());
  }
  const auto nothing =
      Ask<v1::UndoLabelsResponse>("WorkService/UndoLabels", Work<v1::UndoLabelsRequest>(), ana_);
  EXPECT_THAT(nothing, HasReason("NOTHING_TO_UNDO"));
  std::set<std::string> answered;
  for (const v1::Lease& lease : MustLease(ana_, 5)) {
    answered.insert(lease.item_id());
    ASSERT_THAT(Submit(Answer(lease.lease_id()), ana_), IsOk());
  }
  auto request = Work<v1::UndoLabelsRequest>();
  request.set_label_count(16);
  const auto undone = Ask<v1::UndoLabelsResponse>("WorkService/UndoLabels", request, ana_);
  ASSERT_THAT(undone, IsOk());
  EXPECT_GT(undone->leases_size(), 0);
  for (const v1::Lease& lease : undone->leases()) {
    EXPECT_TRUE(answered.contains(lease.item_id()));
    EXPECT_EQ(lease.earlier_value().choice(), "yes");
  }
}

}  // namespace
}  // namespace assay::rpc
