#include "annotator/operation/status_proto.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

TEST(StatusProtoTest, AnErrorComesBackWithCodeMessageReasonAndMetadata) {
  const absl::Status error = MakeError(absl::StatusCode::kNotFound, "DATASET_NOT_FOUND",
                                       "there is no 'x'", {{"name", "x"}, {"empty", ""}});
  const absl::Status back = StatusFromProto(StatusToProto(error));
  EXPECT_EQ(back.code(), error.code());
  EXPECT_EQ(back.message(), error.message());
  EXPECT_EQ(ErrorReason(back), "DATASET_NOT_FOUND");
  EXPECT_EQ(GetErrorMetadata(back), GetErrorMetadata(error));
}

TEST(StatusProtoTest, TheFirstDetailIsAnErrorInfoOfOurDomain) {
  const google::rpc::Status proto =
      StatusToProto(MakeError(absl::StatusCode::kAborted, "WRITE_CONFLICT", "again"));
  ASSERT_EQ(proto.details_size(), 1);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(proto.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "WRITE_CONFLICT");
  EXPECT_EQ(info.domain(), "assay.dev");
}

TEST(StatusProtoTest, AFieldToBlameIsNamedInABadRequest) {
  const google::rpc::Status proto = StatusToProto(MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_PAGE_SIZE", "negative", {{"field", "page_size"}}));
  ASSERT_EQ(proto.details_size(), 2);
  google::rpc::BadRequest bad;
  ASSERT_TRUE(proto.details(1).UnpackTo(&bad));
  ASSERT_EQ(bad.field_violations_size(), 1);
  EXPECT_EQ(bad.field_violations(0).field(), "page_size");
  EXPECT_EQ(bad.field_violations(0).description(), "negative");
}

TEST(StatusProtoTest, AStatusWithoutAReasonHasNoDetails) {
  const google::rpc::Status proto = StatusToProto(absl::CancelledError("gone"));
  EXPECT_EQ(proto.details_size(), 0);
  EXPECT_EQ(StatusFromProto(proto), absl::CancelledError("gone"));
}

// proto3 refuses to read a string that is not UTF-8, and with it the whole message.
TEST(StatusProtoTest, BytesThatAreNotUtf8DoNotMakeTheDetailsUnreadable) {
  const google::rpc::Status proto =
      StatusToProto(MakeError(absl::StatusCode::kInvalidArgument, "TOO_MANY_CLASSES",
                              "found '\xC3\xA4\xC3'", {{"found", "\xFF\xFE"}, {"field", "a"}}));
  google::rpc::Status read;
  ASSERT_TRUE(read.ParseFromString(proto.SerializeAsString()));
  const absl::Status back = StatusFromProto(read);
  EXPECT_EQ(back.message(), "found '\xC3\xA4\xEF\xBF\xBD'");
  EXPECT_THAT(back, HasReason("TOO_MANY_CLASSES"));
  EXPECT_THAT(back, HasMetadata("found", "\xEF\xBF\xBD\xEF\xBF\xBD"));
}

// gRPC takes 8 KiB of trailing metadata, base64 included.
TEST(StatusProtoTest, AnErrorThatRepeatsAHugeRequestStaysSmallEnoughForTheWire) {
  const std::string huge(1 << 20, 'x');
  const google::rpc::Status proto = StatusToProto(
      MakeError(absl::StatusCode::kNotFound, "AUDIT_NOT_FOUND", "there is no '" + huge + "'",
                {{"name", huge}, {"found", huge}, {"field", "name"}}));
  EXPECT_LT(proto.ByteSizeLong(), 4096u);
  const absl::Status back = StatusFromProto(proto);
  EXPECT_THAT(back, HasReason("AUDIT_NOT_FOUND"));
  EXPECT_EQ(back.message().substr(0, 15), "there is no 'xx");
}

TEST(StatusProtoTest, LongTextsAreCutBetweenCodePoints) {
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    text += "\xE2\x82\xAC";
  }
  for (size_t lead = 0; lead < 3; ++lead) {
    const google::rpc::Status proto =
        StatusToProto(MakeError(absl::StatusCode::kInternal, "X", std::string(lead, 'a') + text));
    google::rpc::Status read;
    EXPECT_TRUE(read.ParseFromString(proto.SerializeAsString()));
    EXPECT_EQ(read.message().find("\xEF\xBF\xBD"), std::string::npos);
  }
}

}  // namespace
}  // namespace assay
