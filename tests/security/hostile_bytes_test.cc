#include <malloc.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "google/protobuf/unknown_field_set.h"
#include "tests/security/work_case.h"

namespace assay::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::string Varint(uint64_t number) {
  std::string bytes;
  for (; number >= 0x80; number >>= 7) {
    bytes += static_cast<char>(number | 0x80);
  }
  return bytes + static_cast<char>(number);
}

// A field of wire type 2.
std::string Delimited(int number, const std::string& content) {
  return Varint(static_cast<uint64_t>(number) << 3 | 2) + Varint(content.size()) + content;
}

// Each message of type `type` in which one string field, at any depth, holds `text`: as bytes, for
// a message object refuses what is not UTF-8.
void AddMessagesWith(const std::string& text, const Descriptor* type, int depth,
                     std::vector<std::string>& messages) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor& field = *type->field(i);
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      messages.push_back(Delimited(field.number(), text));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && depth > 0) {
      std::vector<std::string> inner;
      AddMessagesWith(text, field.message_type(), depth - 1, inner);
      for (const std::string& message : inner) {
        messages.push_back(Delimited(field.number(), message));
      }
    }
  }
}

// What the allocator has handed out and not got back, when the last call has gone: gRPC gives its
// messages back behind the answer.
size_t RestingHeapBytes() {
  size_t least = std::numeric_limits<size_t>::max();
  for (int i = 0; i < 20; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const struct mallinfo2 info = mallinfo2();
    least = std::min(least, info.uordblks + info.hblkhd);
  }
  return least;
}

class HostileBytesTest : public WorkCase {
 protected:
  RawAnswer Send(const google::protobuf::MethodDescriptor& call, const std::string& bytes) {
    return RawCall(channel_, PathOf(call), {bytes}, Bearer(admin_));
  }
};

TEST_F(HostileBytesTest, MessagesAboveTheLimitAreRefused) {
  const std::string big(static_cast<size_t>(kMaxMessageBytes) + 1, 'x');
  std::set<std::tuple<std::string, bool, bool>> sorts;
  for (const auto* const call : ContractCalls()) {
    if (!sorts
             .emplace(call->service()->full_name(), call->client_streaming(),
                      call->server_streaming())
             .second) {
      continue;
    }
    const RawAnswer answer = Send(*call, Delimited(1, big));
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED)
        << call->full_name();
  }
  ExpectSound();
}

TEST_F(HostileBytesTest, BytesThatAreNoMessageAreRefused) {
  const std::vector<std::string> damaged = {
      std::string(1, '\xFF'),
      std::string("\x0A\x7F", 2),
      std::string(11, '\xFF'),
      Varint(0),           // field 0
      Varint(1 << 3 | 4),  // the end of a group that never began
      Varint(1 << 3 | 3),  // a group without end
      Varint(1 << 3 | 6),
      Varint(1 << 3 | 7)  // no wire types
  };
  for (const auto* const call : ContractCalls()) {
    for (const std::string& bytes : damaged) {
      const RawAnswer answer = Send(*call, bytes);
      EXPECT_FALSE(answer.status.ok()) << call->full_name();
      EXPECT_TRUE(answer.messages.empty()) << call->full_name();
    }
  }
  ExpectSound();
}

// A newer client may send fields that this server does not know: they are ignored.
TEST_F(HostileBytesTest, UnknownFieldsAreIgnored) {
  v1::GetCampaignRequest get;
  get.set_name("campaigns/news");
  const std::string plain = get.SerializeAsString();
  const std::string unknown = Varint(99 << 3) + Varint(7) + Delimited(100, "x") +
                              Varint(101 << 3 | 1) + std::string(8, '\1') + Varint(102 << 3 | 5) +
                              std::string(4, '\1');
  const std::string path = "/assay.v1.CampaignService/GetCampaign";
  const RawAnswer expected = RawCall(channel_, path, {plain}, Bearer(viewer_));
  const RawAnswer answer = RawCall(channel_, path, {unknown + plain + unknown}, Bearer(viewer_));
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.messages, expected.messages);
}

TEST_F(HostileBytesTest, UnknownFieldsAreNotStored) {
  const std::string padding = "padding that no limit counts";
  const auto pad = [&](google::protobuf::Message& message) {
    message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(99, padding);
  };
  v1::CreateCampaignRequest create = CampaignRequest("padded");
  create.mutable_campaign()->set_display_name("a name that is kept");
  pad(create);
  pad(*create.mutable_campaign());
  ASSERT_THAT(Ask<v1::Campaign>("CampaignService/CreateCampaign", create, manager_), IsOk());
  v1::SubmitLabelRequest submit = Answer(MustLease(ana_, 1).at(0).lease_id());
  submit.set_comment("a comment that is kept");
  pad(*submit.mutable_value());
  ASSERT_THAT(Submit(submit, ana_), IsOk());
  std::vector<v1::ImportLabelsRequest> import(3);
  import[0].mutable_spec()->set_campaign("campaigns/news");
  pad(*import[0].mutable_spec());
  v1::ImportedLabel& row = *import[1].mutable_rows()->add_rows();
  row.set_item_id("news0");
  row.set_annotator_id("ben");
  row.mutable_value()->set_choice("no");
  pad(row);
  pad(*row.mutable_value());
  import[2].mutable_end();
  const RawAnswer imported = RawCall(channel_, "/assay.v1.CampaignService/ImportLabels",
                                     BytesOf(import), Bearer(manager_));
  ASSERT_TRUE(imported.status.ok()) << imported.status.error_message();
  channel_.reset();
  server_.reset();
  EXPECT_THAT(FilesWith("a name that is kept"), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(FilesWith("a comment that is kept"), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(FilesWith(padding), testing::IsEmpty());
}

TEST_F(HostileBytesTest, DeepNestingIsRefused) {
  std::string groups;
  std::string ends;
  for (int i = 0; i < 100'000; ++i) {
    groups += Varint(99 << 3 | 3);
    ends += Varint(99 << 3 | 4);
  }
  for (const auto* const call : ContractCalls()) {
    EXPECT_FALSE(Send(*call, groups + ends).status.ok()) << call->full_name();
  }
  ExpectSound();
}

TEST_F(HostileBytesTest, TextThatIsNotUtf8IsRefusedInEveryField) {
  int field_count = 0;
  testing::internal::CaptureStderr();
  for (const auto* const call : ContractCalls()) {
    std::vector<std::string> messages;
    for (const char* const text : {"\xFF", "campaigns/\xC3", "\xED\xA0\x80"}) {
      AddMessagesWith(text, call->input_type(), 4, messages);
    }
    for (const std::string& bytes : messages) {
      const RawAnswer answer = Send(*call, bytes);
      EXPECT_FALSE(answer.status.ok()) << call->full_name();
      EXPECT_TRUE(answer.messages.empty()) << call->full_name();
      ++field_count;
    }
  }
  EXPECT_GT(field_count, 300);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "strangers write to the log's stream";
  ExpectSound();
}

TEST_F(HostileBytesTest, ListsAsLongAsAMessageDoNotPileUpInMemory) {
  ASSERT_EQ(MustLease(ana_, 1).size(), 1u);
  auto extend = Work<v1::ExtendLeasesRequest>();
  for (int i = 0; i < 490'000; ++i) {
    extend.add_lease_ids(std::string(32, "0123456789abcdef"[i % 16]));
  }
  ASSERT_GT(extend.ByteSizeLong(), kMaxMessageBytes * 95 / 100);
  const std::string bytes = extend.SerializeAsString();
  size_t after_first = 0;
  for (int i = 0; i < 8; ++i) {
    const RawAnswer answer =
        RawCall(channel_, "/assay.v1.WorkService/ExtendLeases", {bytes}, Bearer(ana_));
    EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
    after_first = i == 1 ? RestingHeapBytes() : after_first;
  }
  EXPECT_LT(RestingHeapBytes(), after_first + (32 << 20));
  ExpectSound();
}

TEST_F(HostileBytesTest, ListsThatAreTooLongAreRefused) {
  v1::CreateCampaignRequest create = CampaignRequest("many");
  for (int i = 0; i < 1'000'000; ++i) {
    create.mutable_campaign()->add_annotators("annotators/a");
  }
  EXPECT_THAT(Ask<v1::Campaign>("CampaignService/CreateCampaign", create, manager_),
              HasReason("BAD_CAMPAIGN"));
  ExpectSound();
}

}  // namespace
}  // namespace assay::rpc
