#include "annotator/auth/access_control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/status.h"
#include "engine/store/memory_store.h"
#include "tests/support/status_matchers.h"

namespace assay::auth {
namespace {

using Reach = AccessControl::Reach;

constexpr char kLoopback[] = "ipv4:127.0.0.1:50000";
constexpr char kElsewhere[] = "ipv4:192.0.2.7:50000";

class StoppedClock final : public Clock {
 public:
  int64_t WallMicros() const override { return 1'700'000'000'000'000; }
  int64_t MonotonicMicros() const override { return 0; }
};

class AccessControlTest : public testing::Test {
 protected:
  AccessControlTest()
      : keys_(*KeyBook::Load(repository_, clock_,
                             [](const std::string&) -> absl::StatusOr<uint64_t> { return 1; })) {}

  std::string MakeKey(v1::Role role) {
    v1::Key wanted;
    wanted.set_role(role);
    const auto made = keys_->Create(wanted);
    EXPECT_THAT(made, IsOk());
    return made->secret();
  }

  absl::StatusOr<Caller> Check(Reach reach, const char* peer,
                               const std::vector<std::string_view>& authorization = {},
                               const char* request = "assay.v1.CreateBackupRequest") const {
    return AccessControl(*keys_, reach).Check(FindRule(request), authorization, peer);
  }

  MemoryStore store_;
  KeyRepository repository_{store_};
  StoppedClock clock_;
  const std::unique_ptr<KeyBook> keys_;
};

TEST_F(AccessControlTest, WithoutKeysLoopbackAndCertificatesAreTrustedAndNobodyElse) {
  EXPECT_THAT(Check(Reach::kProcess, "unknown"), IsOk());
  EXPECT_THAT(Check(Reach::kProcess, kElsewhere), HasReason("KEY_MISSING"));
  EXPECT_THAT(Check(Reach::kProcess, kLoopback), IsOk());
  for (const char* peer : {kLoopback, "ipv6:[::1]:50000", "ipv6:%5B::1%5D:50000"}) {
    EXPECT_THAT(Check(Reach::kSockets, peer), IsOk()) << peer;
  }
  for (const char* peer : {kElsewhere, "", "proxy:ipv4:127.0.0.1:1", "ipv4:128.127.0.1:1",
                           "ipv6:[::127]:1", "unknown"}) {
    EXPECT_THAT(Check(Reach::kSockets, peer), HasReason("KEY_MISSING")) << peer;
  }
  EXPECT_THAT(Check(Reach::kCertifiedSockets, kElsewhere), IsOk());
}

TEST_F(AccessControlTest, AfterTheFirstKeyEveryCallOverASocketNeedsOne) {
  const std::string bearer = "Bearer " + MakeKey(v1::ROLE_ADMIN);
  for (const Reach reach : {Reach::kSockets, Reach::kCertifiedSockets}) {
    EXPECT_THAT(Check(reach, kLoopback), HasReason("KEY_MISSING"));
    EXPECT_THAT(Check(reach, kElsewhere, {bearer}), IsOk());
  }
  EXPECT_THAT(Check(Reach::kProcess, kLoopback), HasReason("KEY_MISSING"));
  EXPECT_THAT(Check(Reach::kProcess, "unknown"), IsOk());
}

TEST_F(AccessControlTest, WhatIsNoKeyIsRefusedAndNotRepeated) {
  const std::string bearer = "Bearer " + MakeKey(v1::ROLE_ADMIN);
  const std::string cut = bearer.substr(0, bearer.size() - 1);
  const std::vector<std::vector<std::string_view>> wrong = {
      {cut}, {"Bearer "}, {"Basic dXNlcjpwYXNz"}, {bearer, bearer}, {std::string_view("\0", 1)}};
  for (const auto& authorization : wrong) {
    const auto refused = Check(Reach::kSockets, kLoopback, authorization);
    EXPECT_THAT(refused, HasReason("KEY_INVALID"));
    EXPECT_EQ(refused.status().ToString().find(cut.substr(7)), std::string::npos);
  }
}

TEST_F(AccessControlTest, ARevokedKeyEndsAtOnce) {
  MakeKey(v1::ROLE_ADMIN);
  v1::Key wanted;
  wanted.set_role(v1::ROLE_MANAGER);
  const auto made = keys_->Create(wanted);
  ASSERT_THAT(made, IsOk());
  const std::string bearer = "Bearer " + made->secret();
  EXPECT_THAT(Check(Reach::kSockets, kElsewhere, {bearer}, "assay.v1.GetServerInfoRequest"),
              IsOk());
  EXPECT_THAT(keys_->Revoke(made->key().name()), IsOk());
  EXPECT_THAT(Check(Reach::kSockets, kElsewhere, {bearer}, "assay.v1.GetServerInfoRequest"),
              HasReason("KEY_INVALID"));
}

TEST_F(AccessControlTest, ARoleMayWhatTheTableSays) {
  MakeKey(v1::ROLE_ADMIN);
  const std::string bearer = "Bearer " + MakeKey(v1::ROLE_VIEWER);
  EXPECT_THAT(Check(Reach::kSockets, kElsewhere, {bearer}),
              testing::AllOf(HasReason("ROLE_TOO_LOW"), HasMetadata("needed", "ROLE_ADMIN")));
  EXPECT_THAT(Check(Reach::kSockets, kElsewhere, {bearer}, "assay.v1.GetServerInfoRequest"),
              IsOk());
}

TEST_F(AccessControlTest, ACallThatTheTableDoesNotKnowIsNobodys) {
  EXPECT_THAT(Check(Reach::kProcess, kLoopback, {}, "assay.v1.NoSuchRequest"),
              HasReason("CALL_WITHOUT_RULE"));
}

}  // namespace
}  // namespace assay::auth
