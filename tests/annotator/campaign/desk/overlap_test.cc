#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"

namespace assay {
namespace {

class OverlapTest : public testing::Test {
 protected:
  void Begin(int64_t items, int labels, int most = 0) {
    v1::Campaign campaign = DeskBench::Plain();
    campaign.mutable_overlap()->set_label_count(labels);
    campaign.mutable_overlap()->set_max_label_count(most);
    bench_.AddItems(items);
    bench_.Make(campaign);
    for (int i = 0; i < 6; ++i) {
      workers_.push_back(bench_.AddWorker("w" + std::to_string(i)));
    }
  }

  // True where there was an item for him.
  bool Answer(size_t worker, const std::string& answer) {
    const auto response = bench_.Lease(workers_[worker]);
    if (response.leases().empty()) {
      return false;
    }
    bench_.Submit(workers_[worker], response.leases(0), answer);
    return true;
  }

  void TearDown() override {
    const auto outcome = bench_.Verify();
    ASSERT_THAT(outcome, IsOk());
    for (const auto& difference : outcome->differences) {
      ADD_FAILURE() << difference.ShortDebugString();
    }
  }

  DeskBench bench_;
  std::vector<Worker> workers_;
};

TEST_F(OverlapTest, EveryItemGetsExactlyAsManyLabelsAsItWants) {
  Begin(7, 3);
  int answers = 0;
  for (size_t worker = 0; worker < workers_.size(); ++worker) {
    while (Answer(worker, "a")) {
      ++answers;
    }
  }
  EXPECT_EQ(answers, 21);
  const v1::CampaignStatus status = bench_.Status();
  EXPECT_EQ(status.label_count(), 21);
  EXPECT_EQ(status.wanted_label_count(), 21);
  EXPECT_EQ(status.complete_item_count(), 7);
  EXPECT_EQ(status.open_item_count(), 0);
}

TEST_F(OverlapTest, LeasesTakePlaces) {
  Begin(1, 2);
  bench_.LeaseOne(workers_[0]);
  bench_.LeaseOne(workers_[1]);
  EXPECT_EQ(bench_.Lease(workers_[2]).state(), v1::LeaseItemsResponse::STATE_WAIT);
}

TEST_F(OverlapTest, UnsureItemsGetMoreLabelsUpToTheMost) {
  Begin(1, 2, 4);
  EXPECT_TRUE(Answer(0, "a"));
  EXPECT_TRUE(Answer(1, "b"));
  EXPECT_EQ(bench_.Status().wanted_label_count(), 3);
  EXPECT_TRUE(Answer(2, "c"));
  EXPECT_TRUE(Answer(3, "a"));
  EXPECT_FALSE(Answer(4, "a"));
  EXPECT_EQ(bench_.Status().label_count(), 4);
}

TEST_F(OverlapTest, SureItemsGetNoMoreThanTheLeast) {
  Begin(1, 2, 4);
  // 0.8^2 / (0.8^2 + 2 * 0.1^2) = 0.97 > 0.95.
  EXPECT_TRUE(Answer(0, "a"));
  EXPECT_TRUE(Answer(1, "a"));
  EXPECT_FALSE(Answer(2, "a"));
  EXPECT_NEAR(bench_.Status().consensus().mean_confidence(), 0.64 / 0.66, 1e-6);
}

TEST_F(OverlapTest, MachinesDoNotCount) {
  Begin(1, 1);
  const Worker rule = bench_.AddWorker("rule", 0, v1::Annotator::KIND_RULE);
  ASSERT_THAT(bench_.AddEntries({DeskBench::LabelOf(rule, 0, "b")}), IsOk());
  EXPECT_EQ(bench_.Status().machine_label_count(), 1);
  EXPECT_EQ(bench_.Status().complete_item_count(), 0);
  EXPECT_TRUE(Answer(0, "a"));
  EXPECT_EQ(bench_.Status().label_count(), 1);
  EXPECT_EQ(bench_.Status().agreement().item_count(), 0);
}

TEST_F(OverlapTest, MoreOverlapOpensItemsAgain) {
  Begin(3, 1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(Answer(0, "a"));
  }
  EXPECT_FALSE(Answer(1, "a"));
  bench_.Change([](v1::Campaign& campaign) { campaign.mutable_overlap()->set_label_count(2); });
  EXPECT_EQ(bench_.Status().open_item_count(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(Answer(1, "a"));
  }
  EXPECT_FALSE(Answer(2, "a"));
}

TEST_F(OverlapTest, LessOverlapCompletesItems) {
  Begin(2, 3);
  EXPECT_TRUE(Answer(0, "a"));
  bench_.Change([](v1::Campaign& campaign) { campaign.mutable_overlap()->set_label_count(1); });
  EXPECT_EQ(bench_.Status().complete_item_count(), 1);
  EXPECT_TRUE(Answer(1, "a"));
  EXPECT_FALSE(Answer(2, "a"));
}

TEST_F(OverlapTest, AnItemBegunInTheGroupThatRaisesTheOverlapIsOpenedToo) {
  Begin(2, 1);
  const v1::Lease lease = bench_.LeaseOne(workers_[0]);
  bench_.HoldJobs();
  v1::LeaseItemsRequest lease_request;
  bench_.desk().Lease(workers_[1], lease_request,
                      [](auto response) { EXPECT_THAT(response, IsOk()); });
  bench_.desk().Update(
      [](storage::v1::CampaignRecord& record, const storage::v1::CampaignHead&) {
        record.mutable_campaign()->mutable_overlap()->set_label_count(2);
        return absl::OkStatus();
      },
      [](auto campaign) { EXPECT_THAT(campaign, IsOk()); });
  bench_.RunJobs();
  EXPECT_EQ(bench_.Lease(workers_[2], 5).leases_size(), 2);
}

TEST_F(OverlapTest, AWithdrawnLabelOpensTheItemAgain) {
  Begin(1, 1);
  EXPECT_TRUE(Answer(0, "a"));
  const auto undone = bench_.TryUndo(workers_[0]);
  ASSERT_THAT(undone, IsOk());
  EXPECT_EQ(undone->leases(0).earlier_value().choice(), "a");
  // The label counts until another comes.
  EXPECT_FALSE(Answer(1, "a"));
  ASSERT_THAT(bench_.TrySkip(workers_[0], undone->leases(0)), IsOk());
  EXPECT_EQ(bench_.Status().label_count(), 0);
  EXPECT_EQ(bench_.Status().superseded_label_count(), 1);
  EXPECT_THAT(bench_.TryUndo(workers_[0]), HasReason("NOTHING_TO_UNDO"));
  EXPECT_TRUE(Answer(1, "b"));
}

TEST_F(OverlapTest, AnAnswerAfterUndoSupersedesTheFirst) {
  Begin(1, 1);
  const v1::Lease lease = bench_.LeaseOne(workers_[0]);
  const auto first = bench_.Submit(workers_[0], lease, "a");
  EXPECT_EQ(first.superseded_sequence(), -1);
  const auto undone = bench_.TryUndo(workers_[0]);
  ASSERT_THAT(undone, IsOk());
  const auto second = bench_.Submit(workers_[0], undone->leases(0), "b");
  EXPECT_EQ(second.superseded_sequence(), first.sequence());
  EXPECT_EQ(bench_.Status().label_count(), 1);
  EXPECT_EQ(bench_.Status().superseded_label_count(), 1);
  EXPECT_EQ(bench_.Status().consensus().classes(1).item_count(), 1);
}

TEST_F(OverlapTest, AnUndoneAnswerStaysWhenTheLeaseExpires) {
  Begin(1, 1);
  EXPECT_TRUE(Answer(0, "a"));
  const auto undone = bench_.TryUndo(workers_[0]);
  ASSERT_THAT(undone, IsOk());
  bench_.clock().Advance(61);
  EXPECT_FALSE(Answer(1, "a"));
  EXPECT_EQ(bench_.Status().label_count(), 1);
  EXPECT_EQ(bench_.Figures().lease_count(), 0);
  EXPECT_THAT(bench_.TrySubmit(workers_[0], undone->leases(0), "c"), IsOk());
}

}  // namespace
}  // namespace assay
