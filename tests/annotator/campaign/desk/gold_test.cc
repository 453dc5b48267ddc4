#include <set>

#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"

namespace assay {
namespace {

class GoldTest : public testing::Test {
 protected:
  void Begin(const std::function<void(v1::Campaign&)>& change) {
    bench_.AddItems(1000);
    bench_.AddGold(50);
    v1::Campaign campaign = DeskBench::Plain();
    campaign.mutable_gold()->set_action(v1::GoldRule::ACTION_STOP);
    campaign.mutable_gold()->set_pass_mark(0.8);
    campaign.mutable_gold()->set_min_answer_count(4);
    change(campaign);
    bench_.Make(campaign);
    ann_ = bench_.AddWorker("ann");
  }

  void TearDown() override {
    const auto outcome = bench_.Verify();
    ASSERT_THAT(outcome, IsOk());
    for (const auto& difference : outcome->differences) {
      ADD_FAILURE() << difference.ShortDebugString();
    }
  }

  static bool IsGold(const v1::Lease& lease) { return lease.item_id().starts_with("g"); }
  static std::string RightAnswer(const v1::Lease& lease) {
    return ItemOf(lease) % 2 == 0 ? "a" : "b";
  }

  DeskBench bench_;
  Worker ann_;
};

TEST_F(GoldTest, TheFirstItemsAreGoldAndEachComesOnce) {
  Begin([](v1::Campaign& campaign) { campaign.mutable_gold()->set_first_count(20); });
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    const v1::Lease lease = bench_.LeaseOne(ann_);
    EXPECT_TRUE(IsGold(lease));
    EXPECT_TRUE(seen.insert(lease.item_id()).second);
    bench_.Submit(ann_, lease, RightAnswer(lease));
  }
  EXPECT_FALSE(IsGold(bench_.LeaseOne(ann_)));
  EXPECT_EQ(bench_.Status().gold_rate().value(), 1);
  EXPECT_EQ(bench_.Status().label_count(), 0);
}

TEST_F(GoldTest, TheShareIsKeptInEveryStride) {
  Begin([](v1::Campaign& campaign) { campaign.mutable_gold()->set_share(0.1); });
  for (int stride = 0; stride < 20; ++stride) {
    int gold = 0;
    for (int i = 0; i < 10; ++i) {
      const v1::Lease lease = bench_.LeaseOne(ann_);
      gold += IsGold(lease) ? 1 : 0;
      bench_.Submit(ann_, lease, RightAnswer(lease));
    }
    EXPECT_EQ(gold, 1) << stride;
  }
}

TEST_F(GoldTest, WhoFailsIsStoppedAndHisLeasesGoToOthers) {
  Begin([](v1::Campaign& campaign) { campaign.mutable_gold()->set_first_count(4); });
  const Worker bob = bench_.AddWorker("bob");
  const auto leases = bench_.Lease(ann_, 6);
  for (int i = 0; i < 4; ++i) {
    bench_.Submit(ann_, leases.leases(i), "c");
  }
  EXPECT_EQ(bench_.Figures().lease_count(), 0);
  EXPECT_THAT(bench_.TryLease(ann_), HasReason("ANNOTATOR_STOPPED"));
  EXPECT_THAT(bench_.TryUndo(ann_), HasReason("ANNOTATOR_STOPPED"));
  const auto of_bob = bench_.Lease(bob, 6);
  EXPECT_EQ(of_bob.leases(4).item_id(), leases.leases(4).item_id());
}

TEST_F(GoldTest, WhoIsRoutedIsToldWhere) {
  Begin([](v1::Campaign& campaign) {
    campaign.mutable_gold()->set_first_count(4);
    campaign.mutable_gold()->set_action(v1::GoldRule::ACTION_ROUTE);
    campaign.mutable_gold()->set_route_campaign("campaigns/easy");
  });
  for (int i = 0; i < 4; ++i) {
    bench_.Submit(ann_, bench_.LeaseOne(ann_), "c");
  }
  EXPECT_THAT(bench_.TryLease(ann_), HasMetadata("route_campaign", "campaigns/easy"));
}

TEST_F(GoldTest, ThePassMarkItselfPasses) {
  Begin([](v1::Campaign& campaign) {
    campaign.mutable_gold()->set_first_count(5);
    campaign.mutable_gold()->set_min_answer_count(5);
  });
  for (int i = 0; i < 5; ++i) {
    const v1::Lease lease = bench_.LeaseOne(ann_);
    bench_.Submit(ann_, lease, i == 0 ? "c" : RightAnswer(lease));
  }
  EXPECT_THAT(bench_.TryLease(ann_), IsOk());
}

TEST_F(GoldTest, WhoIsReinstatedIsCountedAnew) {
  Begin([](v1::Campaign& campaign) {
    campaign.mutable_gold()->set_first_count(4);
    campaign.mutable_gold()->set_share(0.5);
  });
  for (int i = 0; i < 4; ++i) {
    bench_.Submit(ann_, bench_.LeaseOne(ann_), "c");
  }
  storage::v1::LogEntry entry;
  entry.set_kind(storage::v1::LogEntry::KIND_REINSTATE);
  entry.set_source(storage::v1::LogEntry::SOURCE_SUBMITTED);
  entry.set_annotator_number(ann_.annotator_number);
  entry.set_submit_time_us(1);
  ASSERT_THAT(bench_.AddEntries({entry}), IsOk());
  for (int i = 0; i < 20; ++i) {
    const v1::Lease lease = bench_.LeaseOne(ann_);
    bench_.Submit(ann_, lease, RightAnswer(lease));
  }
  EXPECT_EQ(bench_.Figures().gold_count(), 14);
}

TEST_F(GoldTest, ItemsWithoutAKnownAnswerAreNotAsked) {
  bench_.AddItems(1000);
  bench_.AddGold(1);
  bench_.AppendGold(3, "");
  bench_.AppendGold(2, "no class");
  bench_.AppendGold(1, "a");
  v1::Campaign campaign = DeskBench::Plain();
  campaign.mutable_gold()->set_first_count(7);
  bench_.Make(campaign);
  ann_ = bench_.AddWorker("ann");
  std::set<std::string> gold;
  for (int i = 0; i < 9; ++i) {
    const v1::Lease lease = bench_.LeaseOne(ann_);
    if (IsGold(lease)) {
      gold.insert(lease.item_id());
    }
    bench_.Submit(ann_, lease, "a");
  }
  EXPECT_EQ(gold, (std::set<std::string>{"g0", "g6"}));
}

TEST_F(GoldTest, GoldThatGrowsIsStillAskedOnceEach) {
  Begin([](v1::Campaign& campaign) {
    campaign.mutable_gold()->set_first_count(80);
    campaign.mutable_gold()->set_action(v1::GoldRule::ACTION_NONE);
  });
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    if (i == 25) {
      bench_.AppendGold(20, "a");
      bench_.Reopen();
    }
    const v1::Lease lease = bench_.LeaseOne(ann_);
    EXPECT_TRUE(seen.insert(lease.item_id()).second) << lease.item_id();
    bench_.Submit(ann_, lease, "a");
  }
}

TEST_F(GoldTest, GoldIsNotHandedOutAgain) {
  Begin([](v1::Campaign& campaign) { campaign.mutable_gold()->set_first_count(1); });
  bench_.Submit(ann_, bench_.LeaseOne(ann_), "a");
  EXPECT_THAT(bench_.TryUndo(ann_), HasReason("NOTHING_TO_UNDO"));
}

}  // namespace
}  // namespace assay
