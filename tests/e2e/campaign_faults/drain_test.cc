#include "tests/e2e/campaign_faults/fault_case.h"

namespace assay::load {
namespace {

using testing::IsEmpty;

class DrainTest : public FaultCase {};

TEST_F(DrainTest, ASignalToEndLosesNothingThatWasAcknowledged) {
  CampaignPlan plan;
  plan.label_count = 2;
  Staff staff(64, plan, Habits(), seed_);
  StartServer();
  ASSERT_THAT(staff.Prepare(server_->address(), 40'000), IsOk());
  for (int round = 0; round < 8; ++round) {
    staff.Start();
    staff.WorkFor(RandomTime(20, 200));
    server_->BeginTermination();
    const auto end = LoopClock::now() + std::chrono::seconds(20);
    while (!server_->ExitCode().has_value() && LoopClock::now() < end) {
      staff.WorkFor(std::chrono::milliseconds(5));
    }
    ASSERT_TRUE(server_->ExitCode().has_value()) << "it does not end, round " << round;
    EXPECT_EQ(*server_->ExitCode(), 0) << round;
    ASSERT_THAT(staff.FaultsOfStore(data_dir(), /*complete=*/false), IsEmpty()) << round;
    ASSERT_NO_FATAL_FAILURE(StartServer());
    staff.Connect(server_->address());
  }
  ASSERT_TRUE(staff.Rest());
  EXPECT_THAT(staff.FaultsOfServer(), IsEmpty());
}

}  // namespace
}  // namespace assay::load
