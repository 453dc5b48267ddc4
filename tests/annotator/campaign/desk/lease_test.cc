#include <algorithm>
#include <set>
#include <vector>

#include "annotator/desk/fresh_order.h"
#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<uint64_t> Items(const v1::LeaseItemsResponse& response) {
  std::vector<uint64_t> items;
  std::transform(response.leases().begin(), response.leases().end(), std::back_inserter(items),
                 ItemOf);
  return items;
}

class LeaseTest : public testing::Test {
 protected:
  void Begin(int64_t items, const v1::Campaign& campaign = DeskBench::Plain()) {
    bench_.AddItems(items);
    bench_.Make(campaign);
    ann_ = bench_.AddWorker("ann");
    bob_ = bench_.AddWorker("bob");
  }

  void TearDown() override {
    const auto outcome = bench_.Verify();
    ASSERT_THAT(outcome, IsOk());
    for (const auto& difference : outcome->differences) {
      ADD_FAILURE() << difference.ShortDebugString();
    }
  }

  DeskBench bench_;
  Worker ann_;
  Worker bob_;
};

TEST_F(LeaseTest, SequentialItemsComeInTheOrderOfTheDataSet) {
  Begin(5);
  EXPECT_THAT(Items(bench_.Lease(ann_, 3)), ElementsAre(0, 1, 2));
  EXPECT_THAT(Items(bench_.Lease(bob_, 5)), ElementsAre(3, 4));
}

TEST_F(LeaseTest, RandomOrderIsAPermutationThatTheSeedDecides) {
  for (const uint64_t count : {1u, 2u, 3u, 64u, 1000u}) {
    std::set<uint64_t> seen;
    for (uint64_t i = 0; i < count; ++i) {
      seen.insert(FreshOrder(count, 7)[i]);
      EXPECT_EQ(FreshOrder(count, 7)[i], FreshOrder(count, 7)[i]);
    }
    EXPECT_EQ(seen.size(), count);
    EXPECT_EQ(*seen.rbegin(), count - 1);
  }
  v1::Campaign campaign = DeskBench::Plain();
  campaign.set_order(v1::Campaign::ORDER_RANDOM);
  campaign.set_max_lease_count(100);
  Begin(100, campaign);
  std::vector<uint64_t> items = Items(bench_.Lease(ann_, 100));
  EXPECT_FALSE(std::is_sorted(items.begin(), items.end()));
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items.size(), 100u);
  EXPECT_EQ(std::unique(items.begin(), items.end()), items.end());
}

TEST_F(LeaseTest, NobodyGetsAnItemTwice) {
  v1::Campaign campaign = DeskBench::Plain();
  campaign.mutable_overlap()->set_label_count(2);
  Begin(3, campaign);
  for (int i = 0; i < 3; ++i) {
    const v1::Lease lease = bench_.LeaseOne(ann_);
    EXPECT_EQ(ItemOf(lease), static_cast<uint64_t>(i));
    bench_.Submit(ann_, lease, "a");
  }
  EXPECT_THAT(Items(bench_.Lease(ann_)), IsEmpty());
  EXPECT_THAT(Items(bench_.Lease(bob_, 9)), ElementsAre(0, 1, 2));
}

TEST_F(LeaseTest, ASkipGivesThePlaceToSomebodyElseForGood) {
  Begin(1);
  EXPECT_THAT(bench_.TrySkip(ann_, bench_.LeaseOne(ann_)), IsOk());
  EXPECT_EQ(bench_.Lease(ann_).state(), v1::LeaseItemsResponse::STATE_DONE);
  EXPECT_EQ(ItemOf(bench_.LeaseOne(bob_)), 0u);
  EXPECT_EQ(bench_.Status().skip_count(), 1);
}

TEST_F(LeaseTest, ALeaseIsNobodyElsesAlsoWhereHeHoldsTheItem) {
  v1::Campaign campaign = DeskBench::Plain();
  campaign.mutable_overlap()->set_label_count(2);
  Begin(3, campaign);
  const v1::Lease first = bench_.LeaseOne(ann_);
  const v1::Lease second = bench_.LeaseOne(bob_);
  ASSERT_EQ(ItemOf(first), ItemOf(second));
  EXPECT_THAT(bench_.TrySubmit(bob_, first, "a"), HasReason("LEASE_NOT_FOUND"));
  EXPECT_THAT(bench_.TrySkip(bob_, first), HasReason("LEASE_NOT_FOUND"));
  EXPECT_THAT(bench_.TryFlag(bob_, first), HasReason("LEASE_NOT_FOUND"));
  EXPECT_THAT(bench_.Extend(bob_, {first})->leases(), IsEmpty());
  EXPECT_EQ(bench_.Release(bob_, {first}), 0);
  EXPECT_THAT(bench_.TrySubmit(bob_, second, "a"), IsOk());
  EXPECT_THAT(bench_.TrySubmit(ann_, first, "a"), IsOk());
}

TEST_F(LeaseTest, TheLastHourIsRightAgainAfterAClockThatWasFarAhead) {
  Begin(200);
  const auto label_once_a_minute = [&](int count) {
    for (int i = 0; i < count; ++i) {
      bench_.Submit(ann_, bench_.LeaseOne(ann_), "a");
      bench_.clock().Advance(60);
    }
  };
  label_once_a_minute(70);
  EXPECT_EQ(bench_.Status().label_count_last_hour(), 59);
  const int64_t wall_us = bench_.clock().WallMicros();
  bench_.clock().SetWall(wall_us + int64_t{365} * 24 * 3'600'000'000);
  label_once_a_minute(1);
  bench_.clock().SetWall(wall_us);
  label_once_a_minute(70);
  EXPECT_EQ(bench_.Status().label_count_last_hour(), 59);
}

TEST_F(LeaseTest, AReleasedItemCanComeBackToTheSame) {
  Begin(1);
  const v1::Lease lease = bench_.LeaseOne(ann_);
  EXPECT_EQ(bench_.Release(bob_, {lease}), 0);
  EXPECT_EQ(bench_.Release(ann_), 1);
  EXPECT_EQ(bench_.Release(ann_, {lease}), 0);
  EXPECT_EQ(ItemOf(bench_.LeaseOne(ann_)), 0u);
}

TEST_F(LeaseTest, AnExpiredPlaceGoesToSomebodyElse) {
  Begin(1);
  const v1::Lease lease = bench_.LeaseOne(ann_);
  EXPECT_EQ(bench_.Lease(bob_).state(), v1::LeaseItemsResponse::STATE_WAIT);
  bench_.clock().Advance(60);
  const v1::Lease second = bench_.LeaseOne(bob_);
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a"), HasReason("LEASE_EXPIRED"));
  bench_.Submit(bob_, second, "b");
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a"), HasReason("LEASE_EXPIRED"));
  EXPECT_EQ(bench_.Status().label_count(), 1);
}

TEST_F(LeaseTest, ALateAnswerIsGoodWhileThePlaceIsFree) {
  Begin(1);
  const v1::Lease lease = bench_.LeaseOne(ann_);
  bench_.clock().Advance(3600);
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a"), IsOk());
  EXPECT_EQ(bench_.Lease(bob_).state(), v1::LeaseItemsResponse::STATE_DONE);
  EXPECT_EQ(bench_.Status().complete_item_count(), 1);
}

TEST_F(LeaseTest, AHeartbeatMakesLeasesLastAndAWallClockThatIsSetDoesNot) {
  Begin(2);
  const v1::Lease lease = bench_.LeaseOne(ann_);
  bench_.clock().Advance(50);
  ASSERT_THAT(bench_.Extend(ann_), IsOk());
  EXPECT_EQ(bench_.Extend(bob_, {lease})->leases_size(), 0);
  bench_.clock().Advance(50);
  bench_.clock().SetWall(bench_.clock().WallMicros() + 3'600'000'000);
  EXPECT_EQ(ItemOf(bench_.LeaseOne(bob_)), 1u);
  EXPECT_EQ(bench_.Figures().lease_count(), 2);
}

TEST_F(LeaseTest, LeasesSurviveARestartAndStillEnd) {
  Begin(1);
  const v1::Lease lease = bench_.LeaseOne(ann_);
  bench_.Reopen();
  EXPECT_EQ(bench_.Lease(bob_).state(), v1::LeaseItemsResponse::STATE_WAIT);
  bench_.clock().Advance(60);
  EXPECT_EQ(ItemOf(bench_.LeaseOne(bob_)), 0u);
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a"), HasReason("LEASE_EXPIRED"));
}

TEST_F(LeaseTest, NobodyHoldsMoreThanTheCampaignAllows) {
  v1::Campaign campaign = DeskBench::Plain();
  campaign.set_max_lease_count(3);
  Begin(9, campaign);
  EXPECT_EQ(bench_.Lease(ann_, 2).leases_size(), 2);
  EXPECT_EQ(bench_.Lease(ann_, 2).leases_size(), 1);
  EXPECT_THAT(bench_.TryLease(ann_), HasReason("TOO_MANY_LEASES"));
  EXPECT_EQ(bench_.Lease(bob_, 1).leases_size(), 1);
}

TEST_F(LeaseTest, AnothersLeaseIsNotFound) {
  Begin(2);
  const v1::Lease lease = bench_.LeaseOne(ann_);
  bench_.LeaseOne(bob_);
  EXPECT_THAT(bench_.TrySubmit(bob_, lease, "a"), HasReason("LEASE_NOT_FOUND"));
  v1::Lease made_up;
  for (const char* id : {"", "x", "00000000000000000000000000000000"}) {
    made_up.set_lease_id(id);
    EXPECT_THAT(bench_.TrySubmit(ann_, made_up, "a"), HasReason("LEASE_NOT_FOUND"));
  }
}

TEST_F(LeaseTest, StatesSayWhetherItPaysToAskAgain) {
  Begin(1);
  const auto first = bench_.Lease(ann_);
  EXPECT_EQ(first.state(), v1::LeaseItemsResponse::STATE_MORE);
  EXPECT_EQ(bench_.Lease(bob_).state(), v1::LeaseItemsResponse::STATE_WAIT);
  bench_.Submit(ann_, first.leases(0), "a");
  EXPECT_EQ(bench_.Lease(bob_).state(), v1::LeaseItemsResponse::STATE_DONE);
}

TEST_F(LeaseTest, AppendedItemsAreHandedOut) {
  Begin(1);
  bench_.Submit(ann_, bench_.LeaseOne(ann_), "a");
  EXPECT_EQ(bench_.Lease(ann_).state(), v1::LeaseItemsResponse::STATE_DONE);
  bench_.AppendItems(2);
  EXPECT_EQ(bench_.Status().item_count(), 3);
  EXPECT_THAT(Items(bench_.Lease(ann_, 5)), ElementsAre(1, 2));
}

TEST_F(LeaseTest, ManyImportedItemsDoNotHideTheUntouchedOnesBehindThem) {
  Begin(5001);
  std::vector<storage::v1::LogEntry> labels;
  for (uint64_t item = 0; item < 5000; ++item) {
    labels.push_back(DeskBench::LabelOf(bob_, item, "a"));
  }
  ASSERT_THAT(bench_.AddEntries(labels), IsOk());
  auto response = bench_.Lease(ann_);
  if (response.leases().empty()) {
    EXPECT_EQ(response.state(), v1::LeaseItemsResponse::STATE_MORE);
    response = bench_.Lease(ann_);
  }
  EXPECT_THAT(Items(response), ElementsAre(5000));
}

TEST_F(LeaseTest, TheMostUncertainItemComesFirstWhereGainDecides) {
  v1::Campaign campaign = DeskBench::Plain();
  campaign.set_order(v1::Campaign::ORDER_GAIN);
  campaign.mutable_overlap()->set_label_count(3);
  Begin(2, campaign);
  const Worker cat = bench_.AddWorker("cat");
  // Two agree on one item and differ on the other.
  ASSERT_THAT(
      bench_.AddEntries({DeskBench::LabelOf(ann_, 0, "a"), DeskBench::LabelOf(bob_, 0, "a"),
                         DeskBench::LabelOf(ann_, 1, "a"), DeskBench::LabelOf(bob_, 1, "b")}),
      IsOk());
  EXPECT_THAT(Items(bench_.Lease(cat, 2)), ElementsAre(1, 0));
}

TEST_F(LeaseTest, AFlagChangesNothingElse) {
  Begin(1);
  const v1::Lease lease = bench_.LeaseOne(ann_);
  EXPECT_THAT(bench_.TryFlag(ann_, lease), IsOk());
  EXPECT_EQ(bench_.Figures().lease_count(), 1);
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a"), IsOk());
  EXPECT_THAT(bench_.TryFlag(ann_, lease), IsOk());
  EXPECT_EQ(bench_.Status().flag_count(), 2);
  EXPECT_EQ(bench_.Status().label_count(), 1);
}

}  // namespace
}  // namespace assay
