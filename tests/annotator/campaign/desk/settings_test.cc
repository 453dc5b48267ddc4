#include "engine/base/status.h"
#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"

namespace assay {
namespace {

class SettingsTest : public testing::Test {
 protected:
  void Begin(const v1::Campaign& campaign) {
    bench_.AddItems(20);
    bench_.Make(campaign);
    ann_ = bench_.AddWorker("ann", 1000);
  }

  void SetState(v1::Campaign::State state) {
    bench_.Change([state](v1::Campaign& campaign) { campaign.set_state(state); });
  }

  DeskBench bench_;
  Worker ann_;
};

TEST_F(SettingsTest, APausedCampaignTakesAnswersAndHandsOutNothing) {
  Begin(DeskBench::Plain());
  const v1::Lease lease = bench_.LeaseOne(ann_);
  SetState(v1::Campaign::STATE_PAUSED);
  EXPECT_THAT(bench_.TryLease(ann_), HasReason("CAMPAIGN_NOT_RUNNING"));
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a"), IsOk());
  EXPECT_THAT(bench_.TryUndo(ann_), HasReason("CAMPAIGN_NOT_RUNNING"));
  SetState(v1::Campaign::STATE_RUNNING);
  EXPECT_THAT(bench_.TryLease(ann_), IsOk());
}

TEST_F(SettingsTest, AClosedCampaignEndsAllLeasesAndTakesNothing) {
  Begin(DeskBench::Plain());
  const auto leases = bench_.Lease(ann_, 3);
  SetState(v1::Campaign::STATE_CLOSED);
  EXPECT_EQ(bench_.Figures().lease_count(), 0);
  EXPECT_EQ(bench_.Figures().committed_micros(), 0);
  EXPECT_THAT(bench_.TrySubmit(ann_, leases.leases(0), "a"), HasReason("CAMPAIGN_CLOSED"));
  EXPECT_THAT(bench_.TrySkip(ann_, leases.leases(0)), HasReason("CAMPAIGN_CLOSED"));
  EXPECT_THAT(bench_.TryFlag(ann_, leases.leases(0)), HasReason("CAMPAIGN_CLOSED"));
  EXPECT_THAT(bench_.AddEntries({DeskBench::LabelOf(ann_, 0, "a")}), HasReason("CAMPAIGN_CLOSED"));
}

TEST_F(SettingsTest, TheBudgetCountsWhatLeasesWillCost) {
  v1::Campaign campaign = DeskBench::Plain();
  campaign.set_budget_micros(2500);
  Begin(campaign);
  const auto leases = bench_.Lease(ann_, 5);
  EXPECT_EQ(leases.leases_size(), 2);
  EXPECT_EQ(leases.state(), v1::LeaseItemsResponse::STATE_BUDGET_SPENT);
  EXPECT_EQ(bench_.Figures().committed_micros(), 2000);
  bench_.Submit(ann_, leases.leases(0), "a");
  EXPECT_EQ(bench_.Figures().committed_micros(), 1000);
  EXPECT_EQ(bench_.Figures().spent_micros(), 1000);
  EXPECT_EQ(bench_.Lease(ann_).state(), v1::LeaseItemsResponse::STATE_BUDGET_SPENT);
  EXPECT_EQ(bench_.Release(ann_), 1);
  EXPECT_EQ(bench_.Lease(ann_).leases_size(), 1);
}

TEST_F(SettingsTest, WorkIsPaidByTheHourAsFarAsALeaseLasts) {
  Begin(DeskBench::Plain());
  Worker eve = bench_.AddWorker("eve");
  eve.hour_price_micros = 3'600'000'000;
  ASSERT_THAT(bench_.TrySubmit(eve, bench_.LeaseOne(eve), "a", "", 30), IsOk());
  EXPECT_EQ(bench_.Figures().spent_micros(), 30'000'000);
  // What is committed is the most that the lease can cost.
  const v1::Lease lease = bench_.LeaseOne(eve);
  EXPECT_EQ(bench_.Figures().committed_micros(), 60'000'000);
  ASSERT_THAT(bench_.TrySubmit(eve, lease, "a", "", 600), IsOk());
  EXPECT_EQ(bench_.Figures().spent_micros(), 90'000'000);
}

TEST_F(SettingsTest, AChangeThatIsRefusedDoesNotTouchItsNeighbours) {
  Begin(DeskBench::Plain());
  const v1::Lease lease = bench_.LeaseOne(ann_);
  bench_.HoldJobs();
  int changes = 0;
  absl::StatusOr<v1::Campaign> changed;
  absl::StatusOr<v1::SubmitLabelResponse> submitted;
  v1::SubmitLabelRequest request;
  request.set_lease_id(lease.lease_id());
  request.mutable_value()->set_choice("a");
  bench_.desk().Submit(ann_, request, [&](auto response) { submitted = std::move(response); });
  bench_.desk().Update(
      [&changes](storage::v1::CampaignRecord&, const storage::v1::CampaignHead&) {
        ++changes;
        return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH", "changed meanwhile");
      },
      [&](auto response) { changed = std::move(response); });
  bench_.RunJobs();
  EXPECT_THAT(changed, HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(submitted, IsOk());
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(bench_.Status().label_count(), 1);
}

TEST_F(SettingsTest, AddedClassesCanBeAnswered) {
  Begin(DeskBench::Plain());
  const v1::Lease lease = bench_.LeaseOne(ann_);
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "d"), HasReason("BAD_LABEL_VALUE"));
  bench_.Change([](v1::Campaign& campaign) { campaign.mutable_schema()->add_classes("d"); });
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "d"), IsOk());
  EXPECT_THAT(bench_.Verify()->differences, testing::IsEmpty());
}

TEST_F(SettingsTest, TheKindOfADraftCanChange) {
  v1::Campaign campaign = DeskBench::Plain();
  campaign.mutable_schema()->set_kind(v1::LabelSchema::KIND_NUMBER);
  campaign.mutable_schema()->clear_classes();
  Begin(campaign);
  bench_.Change(
      [](v1::Campaign& changed) { *changed.mutable_schema() = DeskBench::Plain().schema(); });
  bench_.Submit(ann_, bench_.LeaseOne(ann_), "a");
  const auto outcome = bench_.Verify();
  ASSERT_THAT(outcome, IsOk());
  EXPECT_EQ(outcome->difference_count, 0);
}

TEST_F(SettingsTest, WhoIsNotAmongTheAnnotatorsGetsNoWork) {
  v1::Campaign campaign = DeskBench::Plain();
  campaign.add_annotators("annotators/bob");
  Begin(campaign);
  EXPECT_THAT(bench_.TryLease(ann_), HasReason("NOT_YOUR_WORK"));
  bench_.Change([](v1::Campaign& changed) { changed.add_annotators("annotators/ann"); });
  EXPECT_THAT(bench_.TryLease(ann_), IsOk());
}

}  // namespace
}  // namespace assay
