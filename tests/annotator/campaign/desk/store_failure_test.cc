#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"

namespace assay {
namespace {

class StoreFailureTest : public testing::Test {
 protected:
  StoreFailureTest() {
    bench_.AddItems(10);
    bench_.Make(DeskBench::Plain());
    ann_ = bench_.AddWorker("ann");
    bob_ = bench_.AddWorker("bob");
  }

  DeskBench bench_;
  Worker ann_;
  Worker bob_;
};

TEST_F(StoreFailureTest, NothingIsChangedByACommitThatFailsAndWorkGoesOn) {
  const v1::Lease lease = bench_.LeaseOne(ann_);
  const std::string before = bench_.Figures().SerializeAsString();
  bench_.store().FailCommits(absl::ResourceExhaustedError("full"));
  EXPECT_EQ(bench_.TrySubmit(ann_, lease, "a", "r").status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(bench_.TryLease(bob_).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(bench_.Figures().SerializeAsString(), before);
  bench_.store().FailCommits(absl::OkStatus());
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a", "r"), IsOk());
  EXPECT_EQ(ItemOf(bench_.LeaseOne(bob_)), 1u);
  EXPECT_THAT(bench_.Verify()->differences, testing::IsEmpty());
}

TEST_F(StoreFailureTest, TwoDesksOverOneStoreDoNotUndoEachOthersWork) {
  bench_.LeaseOne(ann_);
  const auto old_desks = bench_.Reopen();
  EXPECT_EQ(ItemOf(bench_.LeaseOne(bob_)), 1u);
  // The desk that knows nothing of it works its call off again.
  const auto old_desk = old_desks->Get(bench_.campaign_number());
  std::string item_id;
  old_desk->Lease(ann_, {}, [&](absl::StatusOr<v1::LeaseItemsResponse> response) {
    ASSERT_THAT(response, IsOk());
    item_id = response->leases(0).item_id();
  });
  EXPECT_EQ(item_id, "i2");
  EXPECT_EQ(ItemOf(bench_.LeaseOne(bob_)), 3u);
  EXPECT_THAT(bench_.Verify()->differences, testing::IsEmpty());
}

TEST_F(StoreFailureTest, AJobThatIsRefusedRefusesTheCallAndTheNextIsWorkedOff) {
  bench_.RefuseJob();
  EXPECT_THAT(bench_.TryLease(ann_), HasReason("SERVER_BUSY"));
  EXPECT_EQ(ItemOf(bench_.LeaseOne(bob_)), 0u);
}

}  // namespace
}  // namespace assay
