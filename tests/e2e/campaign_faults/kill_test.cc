#include "tests/e2e/campaign_faults/fault_case.h"

namespace assay::load {
namespace {

using testing::IsEmpty;

constexpr int kWriters = 64;
constexpr int64_t kFirstItems = 4'000;
constexpr int64_t kMoreItems = 4'000;

class CampaignKillTest : public FaultCase {
 protected:
  // So that the writers never run out of work before the last round.
  void KeepItemsAhead(const CampaignPlan& plan, const Services& services) {
    const auto status = ReadStatus(services, plan.id);
    ASSERT_THAT(status, IsOk());
    if (status->item_count() * plan.label_count - status->label_count() <
        kMoreItems * plan.label_count) {
      ASSERT_THAT(AppendItems(services, plan.dataset_id, status->item_count(), kMoreItems), IsOk());
    }
  }
};

TEST_F(CampaignKillTest, WhatWasAcknowledgedIsThereOnceHoweverOftenTheServerIsKilled) {
  const int64_t rounds = NumberFromEnvironment("ASSAY_KILL_ROUNDS", 200);
  CampaignPlan plan;
  plan.label_count = 3;
  plan.lease_seconds = 2;
  plan.max_lease_count = 50;
  Habits habits;
  habits.forget_share = 0.002;
  Staff staff(kWriters, plan, habits, seed_);
  StartServer();
  ASSERT_THAT(staff.Prepare(server_->address(), kFirstItems), IsOk());

  for (int64_t round = 1; round <= rounds; ++round) {
    ASSERT_NO_FATAL_FAILURE(KeepItemsAhead(plan, *staff.place().services));
    staff.Start();
    staff.WorkFor(RandomTime(0, 250));
    server_->Kill();
    const bool look = round % 25 == 0;
    if (look) {
      ASSERT_THAT(staff.FaultsOfStore(data_dir(), /*complete=*/false), IsEmpty()) << round;
    }
    ASSERT_NO_FATAL_FAILURE(StartServer());
    staff.Connect(server_->address());
    if (look) {
      ASSERT_THAT(staff.FaultsOfServer(), IsEmpty()) << round;
    }
    ASSERT_THAT(staff.place().faults, IsEmpty()) << round;
  }
  ASSERT_TRUE(staff.Finish());
  EXPECT_THAT(staff.FaultsOfServer(), IsEmpty());
  server_->Kill();
  EXPECT_THAT(staff.FaultsOfStore(data_dir(), /*complete=*/true), IsEmpty());
  std::cout << rounds << " rounds, " << staff.ledger().acknowledged_count() << " acknowledged, "
            << staff.place().lost_count << " calls sent again" << std::endl;
  EXPECT_GT(staff.ledger().acknowledged_count(), rounds);
  EXPECT_GT(staff.place().lost_count, rounds);
}

}  // namespace
}  // namespace assay::load
