#include <regex>
#include <set>

#include "assay/client/client.h"
#include "clients/cpp/connection.h"
#include "tests/clients/cpp/fake_services.h"
#include "tests/support/status_matchers.h"

namespace assay::client {
namespace {

using grpc::StatusCode;

class RepeatTest : public ::testing::Test {
 protected:
  Client MakeClient() const {
    CallOptions options;
    options.first_backoff = std::chrono::milliseconds(1);
    options.timeout = std::chrono::milliseconds(2'000);
    return Client(fake_.Channel(), options);
  }
  absl::StatusOr<v1::SubmitLabelResponse> Submit() const {
    v1::Lease lease;
    lease.set_lease_id("lease");
    return MakeClient().work("news", "ana").Submit(lease, Choice("World"));
  }

  FakeServer fake_;
};

TEST_F(RepeatTest, AllAttemptsOfACallCarryTheSameRequestId) {
  fake_.script.errors = {WireError(StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE"),
                         WireError(StatusCode::ABORTED, "CONFLICT"),
                         WireError(StatusCode::RESOURCE_EXHAUSTED, "SERVER_BUSY")};
  const auto submitted = Submit();
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_EQ(submitted->sequence(), 7);
  EXPECT_EQ(fake_.script.request_ids.size(), 4u);
  EXPECT_EQ(std::set<std::string>(fake_.script.request_ids.begin(), fake_.script.request_ids.end())
                .size(),
            1u);
}

TEST_F(RepeatTest, TwoCallsHaveTwoRequestIds) {
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Submit().ok());
  ASSERT_EQ(fake_.script.request_ids.size(), 2u);
  EXPECT_NE(fake_.script.request_ids[0], fake_.script.request_ids[1]);
}

TEST_F(RepeatTest, NamesAreGivenTheirCollection) {
  ASSERT_TRUE(Submit().ok());
  EXPECT_EQ(fake_.work.last.campaign(), "campaigns/news");
  EXPECT_EQ(fake_.work.last.annotator(), "annotators/ana");
}

TEST_F(RepeatTest, WhatTheCallerIsToBlameForIsNotRepeated) {
  fake_.script.errors = {WireError(StatusCode::INVALID_ARGUMENT, "BAD_LABEL_VALUE")};
  const absl::Status status = Submit().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ErrorReason(status), "BAD_LABEL_VALUE");
  EXPECT_EQ(ErrorMetadata(status).at("found"), "x");
  EXPECT_EQ(fake_.script.call_count, 1);
}

TEST_F(RepeatTest, AFullDiskIsNotRepeated) {
  fake_.script.errors = {WireError(StatusCode::RESOURCE_EXHAUSTED, "DISK_FULL")};
  EXPECT_EQ(ErrorReason(Submit().status()), "DISK_FULL");
  EXPECT_EQ(fake_.script.call_count, 1);
}

TEST_F(RepeatTest, AChangeOfWhatHasChangedMeanwhileIsNotRepeated) {
  fake_.script.errors = {WireError(StatusCode::ABORTED, "ETAG_MISMATCH")};
  EXPECT_EQ(ErrorReason(MakeClient().annotators().Update({}, {"disabled"}).status()),
            "ETAG_MISMATCH");
  EXPECT_EQ(fake_.script.call_count, 1);
}

TEST_F(RepeatTest, AKeyIsMadeTwiceByNoRepeat) {
  fake_.script.errors = {WireError(StatusCode::UNAVAILABLE, "")};
  EXPECT_FALSE(MakeClient().keys().Create({}).ok());
  EXPECT_EQ(fake_.script.call_count, 1);
  fake_.script.errors = {WireError(StatusCode::RESOURCE_EXHAUSTED, "SERVER_BUSY")};
  EXPECT_TRUE(MakeClient().keys().Create({}).ok());
  EXPECT_EQ(fake_.script.call_count, 3);
}

TEST_F(RepeatTest, GivesUpAfterTheLastAttempt) {
  CallOptions options;
  options.first_backoff = std::chrono::milliseconds(0);
  options.max_attempt_count = 3;
  int attempt_count = 0;
  const absl::Status status = CallWithRetries(options, Repeat::kSafe, [&](grpc::ClientContext&) {
    ++attempt_count;
    return WireError(StatusCode::UNAVAILABLE, "");
  });
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(attempt_count, 3);
}

TEST_F(RepeatTest, DoesNotBeginAPauseThatOutlastsTheDeadline) {
  CallOptions options;
  options.first_backoff = std::chrono::milliseconds(60'000);
  options.max_backoff = options.first_backoff;
  options.timeout = std::chrono::milliseconds(1'000);
  int attempt_count = 0;
  const absl::Status status = CallWithRetries(options, Repeat::kSafe, [&](grpc::ClientContext&) {
    ++attempt_count;
    return WireError(StatusCode::UNAVAILABLE, "");
  });
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(attempt_count, 1);
}

// RFC 4122, section 4.4: version 4, variant 10x.
TEST(RequestIdTest, IsARandomUuid) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewRequestId();
    EXPECT_TRUE(std::regex_match(id, form)) << id;
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(ResourceNameTest, IsTheSameWithAndWithoutItsCollection) {
  EXPECT_EQ(ResourceName("campaigns/", "news"), "campaigns/news");
  EXPECT_EQ(ResourceName("campaigns/", "campaigns/news"), "campaigns/news");
  EXPECT_EQ(ResourceName("annotators/", ""), "");
}

}  // namespace
}  // namespace assay::client
