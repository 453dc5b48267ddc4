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

TEST_F(HostileBytesTest, TextThatIsNotUtf8WritesNoLineBesideTheLog) {
  testing::internal::CaptureStderr();
  for (const auto* const call : ContractCalls()) {
    Send(*call, Delimited(1, "\xFF"));
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
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
    EXPECT_EQ(answer.reason, "BAD_LEASE_IDS");
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
