#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "google/protobuf/dynamic_message.h"
#include "tests/load/services.h"
#include "tests/security/socket_case.h"

namespace assay::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr const char* kMarker = "MARK";
constexpr const char* kBadUtf8 = "\xff\xfe\xfd\xfc";

// A message of each kind that has one text set, everywhere a text may stand.
void ForEachText(const Message& prototype, int depth,
                 const std::function<void(const Message&, const std::string& path)>& visit) {
  const Descriptor& type = *prototype.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* const field = type.field(i);
    const std::unique_ptr<Message> message(prototype.New());
    const auto& reflection = *message->GetReflection();
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      if (field->is_repeated()) {
        reflection.AddString(message.get(), field, kMarker);
      } else {
        reflection.SetString(message.get(), field, kMarker);
      }
      visit(*message, std::string(field->name()));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_map() &&
               depth > 0) {
      Message* const inner = field->is_repeated() ? reflection.AddMessage(message.get(), field)
                                                  : reflection.MutableMessage(message.get(), field);
      const std::unique_ptr<Message> part(inner->New());
      ForEachText(*part, depth - 1, [&](const Message& found, const std::string& path) {
        inner->CopyFrom(found);
        visit(*message, std::string(field->name()) + "." + path);
      });
    }
  }
}

std::string WithBadUtf8(std::string bytes) {
  for (size_t at = bytes.find(kMarker); at != std::string::npos; at = bytes.find(kMarker)) {
    bytes.replace(at, 4, kBadUtf8);
  }
  return bytes;
}

// A running campaign of twenty items and two annotators.
class HostileInputTest : public SocketCase {
 protected:
  HostileInputTest() : services_(channel_) {
    EXPECT_THAT(load::ImportItems(services_, "items", 20), IsOk());
    EXPECT_THAT(load::CreateAnnotators(services_, 2), IsOk());
    EXPECT_THAT(load::CreateCampaign(services_, {.max_lease_count = 10}), IsOk());
  }

  // The service is there, and every figure is what the log says.
  ~HostileInputTest() override {
    EXPECT_THAT(load::ReadStatus(services_, "load"), IsOk());
    const auto differences = load::Verify(services_, "");
    EXPECT_THAT(differences, IsOk());
    if (differences.ok()) {
      EXPECT_THAT(*differences, testing::IsEmpty());
    }
  }

  v1::LeaseItemsResponse Lease(int annotator, int count, const std::string& request_id) {
    v1::LeaseItemsRequest request;
    request.set_campaign("campaigns/load");
    request.set_annotator(load::AnnotatorName(annotator));
    request.set_max_item_count(count);
    request.set_request_id(request_id);
    grpc::ClientContext context;
    v1::LeaseItemsResponse response;
    EXPECT_TRUE(services_.work->LeaseItems(&context, request, &response).ok());
    return response;
  }

  static v1::SubmitLabelRequest Answer(int annotator, const std::string& lease_id) {
    v1::SubmitLabelRequest request;
    request.set_campaign("campaigns/load");
    request.set_annotator(load::AnnotatorName(annotator));
    request.set_lease_id(lease_id);
    request.mutable_value()->set_choice("c0");
    request.set_request_id("answer " + lease_id);
    return request;
  }

  RawAnswer Submit(const v1::SubmitLabelRequest& request) {
    return Call("/assay.v1.WorkService/SubmitLabel", request, "");
  }

  int64_t LabelCount() {
    const auto status = load::ReadStatus(services_, "load");
    EXPECT_THAT(status, IsOk());
    return status.ok() ? status->label_count() : -1;
  }

  load::Services services_;
};

TEST_F(HostileInputTest, BytesThatAreNoMessageAreRefusedByEveryCall) {
  const std::string kBeyondItsEnd = "\x0a\x7f";
  const std::string kNoEnd(11, '\xff');
  const std::string kBadWireType = "\x0f";
  for (const auto* const call : ContractCalls()) {
    for (const std::string& bytes : {kBeyondItsEnd, kNoEnd, kBadWireType}) {
      const RawAnswer answer = RawCall(channel_, PathOf(*call), {bytes});
      EXPECT_FALSE(answer.status.ok()) << call->full_name();
      EXPECT_NE(answer.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED)
          << call->full_name();
      EXPECT_NE(answer.status.error_code(), grpc::StatusCode::UNAVAILABLE) << call->full_name();
    }
  }
}

TEST_F(HostileInputTest, NoiseIsAnsweredByEveryCall) {
  std::mt19937_64 random(7);
  for (const auto* const call : ContractCalls()) {
    if (call->name() == "WatchCampaignStatus" || call->name() == "VerifyStore") {
      continue;  // an empty name is a fair request of one, and the other only ends when it is told
    }
    for (int round = 0; round < 8; ++round) {
      std::string bytes(random() % 200, '\0');
      for (char& byte : bytes) {
        byte = static_cast<char>(random() % 256);
      }
      const RawAnswer answer = RawCall(channel_, PathOf(*call), {bytes});
      EXPECT_NE(answer.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED)
          << call->full_name();
      EXPECT_NE(answer.status.error_code(), grpc::StatusCode::UNAVAILABLE) << call->full_name();
    }
  }
}

TEST_F(HostileInputTest, GroupsWithinGroupsWithoutEndAreRefused) {
  const std::string open(200'000, '\x7b');  // field 15, begin of a group
  for (const char* const path :
       {"/assay.v1.WorkService/SubmitLabel", "/assay.v1.CampaignService/CreateCampaign",
        "/assay.v1.CampaignService/ImportLabels"}) {
    EXPECT_FALSE(RawCall(channel_, path, {open}).status.ok()) << path;
    EXPECT_FALSE(RawCall(channel_, path, {open + std::string(open.size(), '\x7c')}).status.ok())
        << path;
  }
}

TEST_F(HostileInputTest, NoTextThatIsNotUtf8IsTaken) {
  google::protobuf::DynamicMessageFactory factory;
  int text_count = 0;
  for (const auto* const call : ContractCalls()) {
    const Message& prototype = *factory.GetPrototype(call->input_type());
    ForEachText(prototype, 3, [&](const Message& message, const std::string& path) {
      ++text_count;
      const RawAnswer answer =
          RawCall(channel_, PathOf(*call), {WithBadUtf8(message.SerializeAsString())});
      EXPECT_FALSE(answer.status.ok()) << call->full_name() << " " << path;
      EXPECT_EQ(answer.status.error_message().find(kBadUtf8), std::string::npos)
          << call->full_name() << " " << path;
    });
  }
  EXPECT_GT(text_count, 150);
}

TEST_F(HostileInputTest, NoLeaseIsForged) {
  const std::string lease = Lease(0, 1, "one").leases(0).lease_id();
  for (size_t i = 0; i < lease.size(); ++i) {
    for (const char other : {'0', 'A', '-', '\n', ' '}) {
      std::string forged = lease;
      forged[i] = other;
      if (forged != lease) {
        EXPECT_FALSE(Submit(Answer(0, forged)).status.ok()) << forged;
      }
    }
    EXPECT_FALSE(Submit(Answer(0, lease.substr(0, i))).status.ok());
  }
  EXPECT_FALSE(Submit(Answer(0, lease + "0")).status.ok());
  EXPECT_FALSE(Submit(Answer(1, lease)).status.ok()) << "the lease of somebody else";
  v1::SkipItemRequest skip;
  skip.set_campaign("campaigns/load");
  skip.set_annotator(load::AnnotatorName(1));
  skip.set_lease_id(lease);
  skip.set_reason("not mine");
  skip.set_request_id("skip");
  EXPECT_FALSE(Call("/assay.v1.WorkService/SkipItem", skip, "").status.ok());
  EXPECT_EQ(LabelCount(), 0);
  EXPECT_TRUE(Submit(Answer(0, lease)).status.ok());
  EXPECT_EQ(LabelCount(), 1);
}

TEST_F(HostileInputTest, NoPageTokenIsForged) {
  ASSERT_THAT(load::CreateCampaign(services_, {.id = "second"}), IsOk());
  const auto list = [&](const std::string& token) {
    v1::ListCampaignsRequest request;
    request.set_page_size(1);
    request.set_page_token(token);
    return Call("/assay.v1.CampaignService/ListCampaigns", request, "");
  };
  v1::ListCampaignsResponse page;
  const RawAnswer first = list("");
  ASSERT_TRUE(first.status.ok() && page.ParseFromString(first.messages.at(0)));
  const std::string token = page.next_page_token();
  ASSERT_FALSE(token.empty());
  EXPECT_TRUE(list(token).status.ok());
  for (size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(list(forged).reason, "BAD_PAGE_TOKEN") << i;
  }
  EXPECT_EQ(list(token.substr(1)).reason, "BAD_PAGE_TOKEN");
  EXPECT_EQ(list(std::string(1'000'000, 'A')).reason, "BAD_PAGE_TOKEN");
  v1::ListDatasetsRequest other;
  other.set_page_token(token);
  EXPECT_EQ(Call("/assay.v1.DatasetService/ListDatasets", other, "").reason, "BAD_PAGE_TOKEN");
}

TEST_F(HostileInputTest, TimesAndNumbersThatAreNoneAreRefused) {
  const std::string lease = Lease(0, 1, "one").leases(0).lease_id();
  const std::vector<std::function<void(v1::SubmitLabelRequest&)>> faults = {
      [](auto& r) { r.mutable_active_time()->set_seconds(-1); },
      [](auto& r) { r.mutable_wall_time()->set_nanos(-5); },
      [](auto& r) { r.mutable_wall_time()->set_nanos(2'000'000'000); },
      [](auto& r) { r.mutable_wall_time()->set_seconds(std::numeric_limits<int64_t>::max()); },
      [](auto& r) { r.set_confidence(std::numeric_limits<double>::quiet_NaN()); },
      [](auto& r) { r.set_confidence(-0.1); },
      [](auto& r) { r.set_confidence(1e300); },
      [](auto& r) { r.set_guideline_version(-3); },
      [](auto& r) { r.set_guideline_version(1'000'000); },
      [](auto& r) { r.clear_value(); },
      [](auto& r) { r.mutable_value()->set_number(std::numeric_limits<double>::infinity()); },
      [](auto& r) { r.mutable_value()->set_choice("no class of this campaign"); },
      [](auto& r) { r.mutable_value()->set_choice(""); },
      [](auto& r) { r.set_request_id(std::string(100'000, 'x')); },
      [](auto& r) { r.set_comment(std::string(1'000'000, 'x')); },
  };
  for (size_t i = 0; i < faults.size(); ++i) {
    v1::SubmitLabelRequest request = Answer(0, lease);
    request.set_request_id("fault " + std::to_string(i));
    faults[i](request);
    const RawAnswer answer = Submit(request);
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << i;
    EXPECT_FALSE(answer.reason.empty()) << i;
  }
  EXPECT_EQ(LabelCount(), 0);
}

}  // namespace
}  // namespace assay::rpc
