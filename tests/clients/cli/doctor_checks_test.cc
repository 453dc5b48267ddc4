#include "clients/cli/doctor_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/status.h"

namespace assay::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Level = Diagnosis::Level;

constexpr int64_t kMiB = 1 << 20;
constexpr int64_t kGiB = 1024 * kMiB;
constexpr int64_t kDay = 86'400;
constexpr int64_t kNow = 1'800'000'000;

void ExpectLevel(const Diagnosis& diagnosis, Level level) {
  EXPECT_EQ(LevelText(diagnosis.level), std::string(LevelText(level))) << diagnosis.finding;
  // What is not well has an advice, what is well has none.
  EXPECT_EQ(diagnosis.advice.empty(), level == Level::kOk) << diagnosis.finding;
  EXPECT_THAT(diagnosis.subject, Not(IsEmpty()));
  EXPECT_THAT(diagnosis.finding, Not(IsEmpty()));
}

TEST(DoctorChecksTest, TheStoreIsWellAbsentInUseOrDamaged) {
  ExpectLevel(DiagnoseStore(absl::OkStatus(), "d"), Level::kOk);
  const auto diagnose = [](absl::StatusCode code, const char* reason) {
    return DiagnoseStore(MakeError(code, reason, "what was found"), "d");
  };
  ExpectLevel(diagnose(absl::StatusCode::kNotFound, "DATA_DIR_NOT_FOUND"), Level::kWarn);
  ExpectLevel(diagnose(absl::StatusCode::kFailedPrecondition, "DATA_DIR_IN_USE"), Level::kWarn);
  ExpectLevel(diagnose(absl::StatusCode::kFailedPrecondition, "STORE_TOO_NEW"), Level::kFail);
  const Diagnosis damaged = diagnose(absl::StatusCode::kDataLoss, "DATA_DIR_DAMAGED");
  ExpectLevel(damaged, Level::kFail);
  EXPECT_THAT(damaged.advice, HasSubstr("assay restore"));
  EXPECT_EQ(damaged.finding, "what was found");
}

TEST(DoctorChecksTest, RoomOnTheDiskIsCountedAgainstItsSize) {
  ExpectLevel(DiagnoseDisk(64 * kMiB - 1, 10 * kGiB), Level::kFail);
  ExpectLevel(DiagnoseDisk(64 * kMiB, 10 * kGiB), Level::kWarn);
  ExpectLevel(DiagnoseDisk(kGiB - 1, 10 * kGiB), Level::kWarn);
  ExpectLevel(DiagnoseDisk(kGiB, 10 * kGiB), Level::kOk);
  ExpectLevel(DiagnoseDisk(49 * kGiB, 1000 * kGiB), Level::kWarn);
  ExpectLevel(DiagnoseDisk(50 * kGiB, 1000 * kGiB), Level::kOk);
  EXPECT_EQ(DiagnoseDisk(512 * kMiB, 10 * kGiB).finding, "512 MiB of 10.0 GiB free");
}

TEST(DoctorChecksTest, TheClockStandsNotBeforeTheStoresLastChange) {
  ExpectLevel(DiagnoseClock(0, 0), Level::kFail);
  ExpectLevel(DiagnoseClock(kNow, 0), Level::kOk);
  ExpectLevel(DiagnoseClock(kNow, kNow + 60), Level::kOk);
  ExpectLevel(DiagnoseClock(kNow, kNow + 61), Level::kFail);
}

TEST(DoctorChecksTest, FewFileHandlesAreToldAndTooFewRefused) {
  ExpectLevel(DiagnoseFileHandles(255), Level::kFail);
  ExpectLevel(DiagnoseFileHandles(256), Level::kWarn);
  ExpectLevel(DiagnoseFileHandles(1024), Level::kOk);
}

TEST(DoctorChecksTest, ACertificateIsToldOfThirtyDaysBeforeItsEnd) {
  rpc::TlsIdentity identity;
  identity.begin_s = kNow - kDay;
  identity.end_s = kNow + 30 * kDay;
  ExpectLevel(DiagnoseCertificate(identity, kNow), Level::kOk);
  ExpectLevel(DiagnoseCertificate(identity, kNow + 1), Level::kWarn);
  ExpectLevel(DiagnoseCertificate(identity, identity.end_s + 1), Level::kFail);
  ExpectLevel(DiagnoseCertificate(identity, identity.begin_s - 1), Level::kFail);
}

TEST(DoctorChecksTest, APrivateKeyIsKeptFromOtherUsers) {
  ExpectLevel(DiagnoseKeyFile(0100600), Level::kOk);
  ExpectLevel(DiagnoseKeyFile(0100640), Level::kOk);
  ExpectLevel(DiagnoseKeyFile(0100644), Level::kFail);
}

TEST(DoctorChecksTest, KeysAndVersions) {
  ExpectLevel(DiagnoseKeys(true), Level::kOk);
  ExpectLevel(DiagnoseKeys(false), Level::kWarn);
  ExpectLevel(DiagnoseVersion("1.0.0", "1.0.0"), Level::kOk);
  ExpectLevel(DiagnoseVersion("1.0.0", "1.1.0"), Level::kWarn);
}

}  // namespace
}  // namespace assay::cli
