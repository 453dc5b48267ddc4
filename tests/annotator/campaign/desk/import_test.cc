#include "engine/store/campaign_repository.h"
#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"

namespace assay {
namespace {

class ImportLabelsTest : public testing::Test {
 protected:
  ImportLabelsTest() {
    bench_.AddItems(10);
    bench_.Make(DeskBench::Plain());
    ann_ = bench_.AddWorker("ann");
    bob_ = bench_.AddWorker("bob");
    blocks_ = {{DeskBench::LabelOf(ann_, 0, "a"), DeskBench::LabelOf(ann_, 1, "b")},
               {DeskBench::LabelOf(bob_, 0, "a"), DeskBench::LabelOf(ann_, 1, "c")}};
  }

  void Stage() {
    CampaignRepository campaigns(bench_.store());
    for (size_t i = 0; i < blocks_.size(); ++i) {
      storage::v1::StagedLabels staged;
      staged.mutable_entries()->Assign(blocks_[i].begin(), blocks_[i].end());
      ASSERT_THAT(campaigns.PutStagedBlock(bench_.campaign_number(), 1, i, staged), IsOk());
    }
  }

  void ExpectImported() {
    EXPECT_EQ(bench_.Status().label_count(), 3);
    EXPECT_EQ(bench_.Status().superseded_label_count(), 1);
    EXPECT_FALSE(bench_.desk().Read()->head.has_pending_labels());
    EXPECT_THAT(bench_.Verify()->differences, testing::IsEmpty());
  }

  DeskBench bench_;
  Worker ann_;
  Worker bob_;
  std::vector<std::vector<storage::v1::LogEntry>> blocks_;
};

TEST_F(ImportLabelsTest, StagedLabelsAreAddedBeyondTheOverlap) {
  const auto added = bench_.Import(1, blocks_);
  ASSERT_THAT(added, IsOk());
  EXPECT_EQ(added->label_count, 4);
  EXPECT_EQ(added->superseding_count, 1);
  ExpectImported();
  EXPECT_EQ(ItemOf(bench_.LeaseOne(ann_)), 2u);
}

TEST_F(ImportLabelsTest, AnotherImportMeanwhileIsRefused) {
  bench_.HoldJobs();
  absl::StatusOr<CampaignDesk::AddedEntries> first;
  absl::StatusOr<CampaignDesk::AddedEntries> second;
  CampaignRepository campaigns(bench_.store());
  storage::v1::StagedLabels staged;
  *staged.add_entries() = DeskBench::LabelOf(ann_, 0, "a");
  for (uint64_t block = 0; block < 3; ++block) {
    ASSERT_THAT(campaigns.PutStagedBlock(bench_.campaign_number(), 1, block, staged), IsOk());
  }
  bench_.desk().AddStagedLabels(1, 3, [&](auto added) { first = std::move(added); });
  bench_.desk().AddStagedLabels(2, 3, [&](auto added) { second = std::move(added); });
  bench_.RunJobs();
  EXPECT_THAT(first, IsOk());
  EXPECT_THAT(second, HasReason("IMPORT_RUNNING"));
}

TEST_F(ImportLabelsTest, AnImportThatCannotBeAcceptedAddsNothing) {
  Stage();
  bench_.store().FailCommits(absl::ResourceExhaustedError("full"));
  absl::StatusOr<CampaignDesk::AddedEntries> outcome;
  bench_.desk().AddStagedLabels(1, 2, [&](auto added) { outcome = std::move(added); });
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kResourceExhausted);
  bench_.store().FailCommits(absl::OkStatus());
  bench_.desk().ExpireLeases();
  EXPECT_EQ(bench_.Status().entry_count(), 0);
}

TEST_F(ImportLabelsTest, AnAcceptedImportGoesOnWhenTheStoreTakesItAgain) {
  Stage();
  bench_.store().FailCommitsAfter(1, absl::ResourceExhaustedError("full"));
  int told = 0;
  absl::StatusOr<CampaignDesk::AddedEntries> outcome;
  bench_.desk().AddStagedLabels(1, 2, [&](auto added) {
    ++told;
    outcome = std::move(added);
  });
  EXPECT_EQ(told, 0);
  bench_.desk().ExpireLeases();
  bench_.store().FailCommits(absl::OkStatus());
  bench_.desk().ExpireLeases();
  EXPECT_EQ(told, 1);
  ASSERT_THAT(outcome, IsOk());
  EXPECT_EQ(outcome->label_count, 4);
  EXPECT_EQ(outcome->superseding_count, 1);
  ExpectImported();
}

TEST_F(ImportLabelsTest, AnAcceptedImportGoesOnAfterARestart) {
  Stage();
  bench_.store().FailCommitsAfter(1, absl::ResourceExhaustedError("full"));
  bench_.desk().AddStagedLabels(1, 2, [](auto) {});
  bench_.store().FailCommits(absl::OkStatus());
  bench_.Reopen();
  ExpectImported();
}

TEST_F(ImportLabelsTest, AnImportEndsTheLeaseOfWhoAnswered) {
  const v1::Lease lease = bench_.LeaseOne(ann_);
  ASSERT_THAT(bench_.Import(1, blocks_), IsOk());
  EXPECT_EQ(bench_.Figures().lease_count(), 0);
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a"), HasReason("ALREADY_ANSWERED"));
  ExpectImported();
}

}  // namespace
}  // namespace assay
