#include <thread>
#include <vector>

#include "tests/e2e/campaign_faults/fault_case.h"
#include "tests/load/relay.h"

namespace assay::load {
namespace {

using testing::IsEmpty;

class LostClientTest : public FaultCase {};

TEST_F(LostClientTest, ConnectionsThatAreLostLoseAndDoubleNothing) {
  CampaignPlan plan;
  plan.label_count = 3;
  plan.lease_seconds = 2;
  plan.max_lease_count = 50;
  Habits habits;
  habits.forget_share = 0.002;
  Staff staff(64, plan, habits, seed_);
  StartServer();
  ASSERT_THAT(staff.Prepare(server_->address(), 20'000), IsOk());
  const auto relay = Relay::Start(server_->address());
  ASSERT_THAT(relay, IsOk());
  staff.Connect((*relay)->address());
  staff.Start();
  for (int round = 0; round < 40; ++round) {
    staff.WorkFor(RandomTime(10, 120));
    if (round % 3 == 0) {
      // What the server does meanwhile, nobody gets to know.
      (*relay)->Mute();
      staff.WorkFor(RandomTime(5, 60));
    }
    (*relay)->Cut();
  }
  ASSERT_TRUE(staff.Rest());
  staff.Connect(server_->address());
  ASSERT_TRUE(staff.Finish());
  EXPECT_GT(staff.place().lost_count, 40);
  EXPECT_THAT(staff.FaultsOfServer(), IsEmpty());
  server_->Kill();
  EXPECT_THAT(staff.FaultsOfStore(data_dir(), /*complete=*/true), IsEmpty());
}

TEST_F(LostClientTest, WatchersThatVanishLeaveRoomForOthers) {
  CampaignPlan plan;
  Staff staff(1, plan, Habits(), seed_);
  StartServer();
  ASSERT_THAT(staff.Prepare(server_->address(), 100), IsOk());
  v1::WatchCampaignStatusRequest request;
  request.set_name("campaigns/" + plan.id);
  for (int round = 0; round < 3; ++round) {
    const auto relay = Relay::Start(server_->address());
    ASSERT_THAT(relay, IsOk());
    const Services services((*relay)->address());
    std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
    std::vector<std::unique_ptr<grpc::ClientReader<v1::CampaignStatus>>> watchers;
    for (int i = 0; i < 50; ++i) {
      contexts.push_back(std::make_unique<grpc::ClientContext>());
      watchers.push_back(services.campaigns->WatchCampaignStatus(contexts.back().get(), request));
      v1::CampaignStatus status;
      ASSERT_TRUE(watchers.back()->Read(&status)) << round << ", watcher " << i;
      EXPECT_EQ(status.item_count(), 100);
    }
    (*relay)->Cut();
    for (const auto& watcher : watchers) {
      EXPECT_FALSE(watcher->Finish().ok());
    }
  }
}

}  // namespace
}  // namespace assay::load
