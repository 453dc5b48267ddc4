#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "assay/v1/audits.pb.h"
#include "tests/security/work_case.h"

namespace assay::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Names that a careless server would take for a file, a line of its log or the end of a text.
const std::vector<std::string>& HostileNames() {
  static const auto* const kNames = new std::vector<std::string>{
      "../../etc/passwd", "/etc/passwd", "a/../../b", "..", ".", "news/../known",
      std::string("news\0x", 6), "news\n2026-11-23T00:00:00Z info forged=1", "news\r\nforged",
      "news\x1B[2Jforged", "%2e%2e%2f",
      "news\xE2\x80\xA8"
      "forged",
      "'; DROP TABLE labels; --", std::string(100'000, 'a'),
      // 99 letters, then one of two bytes: cut at 100 bytes it would be no UTF-8.
      std::string(99, 'a') + "\xC3\xA9" + std::string(300, 'a'),
      "\xF0\x9F\x99\x82\xF0\x9F\x99\x82"};
  return *kNames;
}

// Writes `text` into every string field of the message that is not repeated, at any depth.
void FillTexts(const std::string& text, Message& message, int depth) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = message.GetDescriptor()->field(i);
    if (field->is_repeated() || field->real_containing_oneof() != nullptr) {
      continue;
    }
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      reflection.SetString(&message, field, text);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && depth > 0) {
      FillTexts(text, *reflection.MutableMessage(&message, field), depth - 1);
    }
  }
}

class HostileValuesTest : public WorkCase {
 protected:
  static std::unique_ptr<Message> RequestOf(const google::protobuf::MethodDescriptor& call) {
    return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()
                                        ->GetPrototype(call.input_type())
                                        ->New());
  }

  absl::Status Create(const v1::CreateCampaignRequest& request) {
    return Ask<v1::Campaign>("CampaignService/CreateCampaign", request, manager_).status();
  }
};

TEST_F(HostileValuesTest, EveryHostileNameIsRefusedWithAReasonOfOurs) {
  for (const auto* const call : ContractCalls()) {
    if (call->input_type()->field_count() == 0) {
      continue;
    }
    for (const std::string& name : HostileNames()) {
      const auto request = RequestOf(*call);
      FillTexts(name, *request, 3);
      const auto* const spec = request->GetDescriptor()->FindFieldByName("spec");
      if (spec != nullptr) {
        FillTexts(name, *request->GetReflection()->MutableMessage(request.get(), spec), 3);
      }
      const RawAnswer answer =
          RawCall(channel_, PathOf(*call), {request->SerializeAsString()}, Bearer(admin_));
      // A list of methods is asked for by a number, and has no text at all.
      if (!answer.status.ok()) {
        EXPECT_FALSE(answer.reason.empty())
            << call->full_name() << ": " << answer.status.error_message();
        EXPECT_NE(answer.status.error_code(), grpc::StatusCode::INTERNAL) << call->full_name();
        EXPECT_NE(answer.status.error_code(), grpc::StatusCode::UNKNOWN) << call->full_name();
      } else {
        EXPECT_EQ(call->name(), "ListMethods") << absl::CEscape(name.substr(0, 40));
      }
    }
  }
  ExpectSound();
  channel_.reset();
  server_.reset();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
    EXPECT_TRUE(entry.path().string().starts_with(dir_.File("data"))) << entry.path();
  }
}

TEST_F(HostileValuesTest, NoNameWritesALineOfTheLog) {
  for (const std::string& name : HostileNames()) {
    for (const char* const call : {"StartCampaign", "DeleteCampaign", "PauseCampaign"}) {
      v1::StartCampaignRequest request;
      request.set_name("campaigns/" + name);
      EXPECT_FALSE(
          Call(std::string("/assay.v1.CampaignService/") + call, request, manager_).status.ok());
    }
  }
  channel_.reset();
  server_.reset();
  const std::vector<std::string> lines = absl::StrSplit(log_.str(), '\n');
  EXPECT_GT(lines.size(), HostileNames().size() * 3);
  for (const std::string& line : lines) {
    EXPECT_TRUE(line.empty() || line.starts_with("20")) << absl::CEscape(line);
    EXPECT_FALSE(line.starts_with("2026-11-23T00:00:00Z")) << line;
    for (const char letter : line) {
      EXPECT_GE(static_cast<unsigned char>(letter), 0x20) << absl::CEscape(line);
    }
  }
}

TEST_F(HostileValuesTest, ATokenOfOneListIsNoneOfAnother) {
  MakeCampaign("second", {}, "");
  auto items = Work<v1::ListCampaignItemsRequest>();
  items.set_page_size(1);
  items.set_state(v1::CampaignItem::STATE_UNTOUCHED);
  const auto page =
      Ask<v1::ListCampaignItemsResponse>("CampaignService/ListCampaignItems", items, viewer_);
  ASSERT_THAT(page, IsOk());
  ASSERT_FALSE(page->next_page_token().empty());
  items.set_page_token(page->next_page_token());
  EXPECT_THAT(
      Ask<v1::ListCampaignItemsResponse>("CampaignService/ListCampaignItems", items, viewer_),
      IsOk());
  items.set_campaign("campaigns/second");
  EXPECT_THAT(
      Ask<v1::ListCampaignItemsResponse>("CampaignService/ListCampaignItems", items, viewer_),
      HasReason("BAD_PAGE_TOKEN"));
  for (const auto* const call : ContractCalls()) {
    const auto* const field = call->input_type()->FindFieldByName("page_token");
    if (field == nullptr || call->name() == "ListCampaignItems") {
      continue;
    }
    const auto request = RequestOf(*call);
    FillTexts("campaigns/news", *request, 0);
    request->GetReflection()->SetString(request.get(), field, page->next_page_token());
    const RawAnswer answer =
        RawCall(channel_, PathOf(*call), {request->SerializeAsString()}, Bearer(admin_));
    EXPECT_FALSE(answer.status.ok()) << call->full_name();
  }
}

TEST_F(HostileValuesTest, NoCampaignHasATimeOutOfRange) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  const std::vector<std::pair<int64_t, int32_t>> times = {{-1, 0},
                                                          {0, -1},
                                                          {kLeast, 0},
                                                          {kMost, 0},
                                                          {kMost, 999'999'999},
                                                          {0, 1'000'000'000},
                                                          {0, std::numeric_limits<int32_t>::max()},
                                                          {30 * 86400 + 1, 0}};
  for (const auto& [seconds, nanos] : times) {
    v1::CreateCampaignRequest create = CampaignRequest("timeless");
    create.mutable_campaign()->mutable_lease_duration()->set_seconds(seconds);
    create.mutable_campaign()->mutable_lease_duration()->set_nanos(nanos);
    EXPECT_THAT(Create(create), HasReason("BAD_CAMPAIGN")) << seconds << " " << nanos;
  }
  ExpectSound();
}

TEST_F(HostileValuesTest, NoCampaignHasARuleOfNumbersOutOfRange) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  for (const double number : {nan, infinite, -infinite, -1.0, 1.5}) {
    v1::CreateCampaignRequest adaptive = CampaignRequest("adaptive");
    adaptive.mutable_campaign()->mutable_overlap()->set_max_label_count(5);
    adaptive.mutable_campaign()->mutable_overlap()->set_target_confidence(number);
    EXPECT_THAT(Create(adaptive), HasReason("BAD_CAMPAIGN")) << number;
    for (const char* const field : {"share", "pass_mark"}) {
      v1::CreateCampaignRequest gold = CampaignRequest("gilded");
      v1::GoldRule& rule = *gold.mutable_campaign()->mutable_gold();
      rule.set_dataset("datasets/known");
      rule.set_share(0.1);
      rule.set_pass_mark(0.5);
      rule.set_min_answer_count(4);
      rule.GetReflection()->SetDouble(&rule, rule.GetDescriptor()->FindFieldByName(field), number);
      EXPECT_THAT(Create(gold), HasReason("BAD_CAMPAIGN")) << field << " " << number;
    }
    v1::SettleFindingsRequest settle;
    settle.set_campaign("campaigns/news");
    settle.set_min_confidence(number);
    EXPECT_FALSE(
        Ask<v1::SettleFindingsResponse>("CampaignService/SettleFindings", settle, manager_).ok());
  }
  ExpectSound();
}

TEST_F(HostileValuesTest, ValuesOfANumberCampaignAreFinite) {
  v1::CreateCampaignRequest create = CampaignRequest("numbers");
  create.mutable_campaign()->mutable_schema()->Clear();
  create.mutable_campaign()->mutable_schema()->set_kind(v1::LabelSchema::KIND_NUMBER);
  ASSERT_THAT(Create(create), IsOk());
  v1::StartCampaignRequest start;
  start.set_name("campaigns/numbers");
  ASSERT_THAT(Ask<v1::Campaign>("CampaignService/StartCampaign", start, manager_), IsOk());
  const std::string lease = MustLease(ana_, 1, "numbers").at(0).lease_id();
  v1::SubmitLabelRequest submit = Answer(lease, "numbers");
  for (const double number : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    submit.mutable_value()->set_number(number);
    EXPECT_THAT(Submit(submit, ana_), HasReason("BAD_LABEL_VALUE")) << number;
  }
  submit.mutable_value()->set_number(std::numeric_limits<double>::max());
  EXPECT_THAT(Submit(submit, ana_), IsOk());
  ExpectSound();
}

TEST_F(HostileValuesTest, CountsOutOfRangeDoNoHarm) {
  constexpr int kMost = std::numeric_limits<int>::max();
  constexpr int kLeast = std::numeric_limits<int>::min();
  for (const int count : {kLeast, -1, kMost}) {
    auto lease = Work<v1::LeaseItemsRequest>();
    lease.set_max_item_count(count);
    const auto leased = Ask<v1::LeaseItemsResponse>("WorkService/LeaseItems", lease, ana_);
    if (leased.ok()) {
      EXPECT_LE(leased->leases_size(), 10);
      for (const v1::Lease& got : leased->leases()) {
        v1::SubmitLabelRequest submit = Answer(got.lease_id());
        submit.set_guideline_version(count);
        EXPECT_THAT(Submit(submit, ana_), HasReason("BAD_LABEL_VALUE"));
        EXPECT_THAT(Submit(Answer(got.lease_id()), ana_), IsOk());
      }
    }
    auto undo = Work<v1::UndoLabelsRequest>();
    undo.set_label_count(count);
    const auto undone = Ask<v1::UndoLabelsResponse>("WorkService/UndoLabels", undo, ana_);
    EXPECT_TRUE(!undone.ok() || undone->leases_size() <= 16);
    v1::CreateCampaignRequest create = CampaignRequest("counts");
    create.mutable_campaign()->mutable_overlap()->set_label_count(count);
    EXPECT_THAT(Create(create), HasReason("BAD_CAMPAIGN")) << count;
    create = CampaignRequest("counts");
    create.mutable_campaign()->set_max_lease_count(count);
    EXPECT_THAT(Create(create), HasReason("BAD_CAMPAIGN")) << count;
    create = CampaignRequest("counts");
    create.mutable_campaign()->mutable_schema()->set_kind(
        static_cast<v1::LabelSchema::Kind>(count));
    EXPECT_THAT(Create(create), HasReason("BAD_LABEL_SCHEMA")) << count;
  }
  ExpectSound();
}

}  // namespace
}  // namespace assay::rpc
