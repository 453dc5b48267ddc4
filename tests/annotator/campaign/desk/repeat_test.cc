#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"

namespace assay {
namespace {

class RepeatTest : public testing::Test {
 protected:
  RepeatTest() {
    bench_.AddItems(200);
    bench_.Make(DeskBench::Plain());
    ann_ = bench_.AddWorker("ann");
    bob_ = bench_.AddWorker("bob");
  }

  int64_t Entries() { return bench_.Status().entry_count(); }

  DeskBench bench_;
  Worker ann_;
  Worker bob_;
};

TEST_F(RepeatTest, ARepeatedLeaseGivesTheSameLeases) {
  const auto first = bench_.TryLease(ann_, 2, "r");
  ASSERT_THAT(first, IsOk());
  const auto again = bench_.TryLease(ann_, 2, "r");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(bench_.Figures().lease_count(), 2);
  bench_.Reopen();
  EXPECT_EQ(bench_.TryLease(ann_, 2, "r")->SerializeAsString(), first->SerializeAsString());
  EXPECT_THAT(bench_.TryLease(ann_, 3, "r"), HasReason("REQUEST_ID_REUSED"));
  // Another's request_id is his own.
  EXPECT_EQ(ItemOf(bench_.TryLease(bob_, 2, "r")->leases(0)), 2u);
}

TEST_F(RepeatTest, ARepeatedAnswerGivesTheSameAnswer) {
  const v1::Lease lease = bench_.LeaseOne(ann_);
  const auto first = bench_.TrySubmit(ann_, lease, "a", "r");
  ASSERT_THAT(first, IsOk());
  bench_.Reopen();
  const auto again = bench_.TrySubmit(ann_, lease, "a", "r");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->sequence(), first->sequence());
  EXPECT_EQ(again->superseded_sequence(), first->superseded_sequence());
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "b", "r"), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a", "s"), HasReason("ALREADY_ANSWERED"));
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a"), HasReason("ALREADY_ANSWERED"));
  EXPECT_THAT(bench_.TrySkip(ann_, lease, "r"), HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(Entries(), 1);
}

TEST_F(RepeatTest, ARepeatedSkipOrFlagGivesTheSameAnswer) {
  const v1::Lease lease = bench_.LeaseOne(ann_);
  const auto flag = bench_.TryFlag(ann_, lease, "f");
  ASSERT_THAT(flag, IsOk());
  EXPECT_EQ(bench_.TryFlag(ann_, lease, "f")->sequence(), flag->sequence());
  const auto skip = bench_.TrySkip(ann_, lease, "s");
  ASSERT_THAT(skip, IsOk());
  EXPECT_EQ(bench_.TrySkip(ann_, lease, "s")->sequence(), skip->sequence());
  EXPECT_THAT(bench_.TrySkip(ann_, lease, "t"), HasReason("ALREADY_ANSWERED"));
  EXPECT_THAT(bench_.TrySubmit(ann_, lease, "a", "u"), HasReason("ALREADY_ANSWERED"));
  EXPECT_EQ(Entries(), 2);
}

TEST_F(RepeatTest, ARepeatedUndoGivesTheSameLeases) {
  bench_.Submit(ann_, bench_.LeaseOne(ann_), "a");
  bench_.Submit(ann_, bench_.LeaseOne(ann_), "b");
  const auto first = bench_.TryUndo(ann_, 2, "u");
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->leases_size(), 2);
  EXPECT_EQ(ItemOf(first->leases(0)), 1u);
  EXPECT_EQ(bench_.TryUndo(ann_, 2, "u")->SerializeAsString(), first->SerializeAsString());
  EXPECT_THAT(bench_.TryUndo(ann_, 1, "u"), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(bench_.TryLease(ann_, 1, "u"), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(RepeatTest, ARepeatedUndoGivesTheFirstAnswerAlsoAfterANewLabel) {
  bench_.Submit(ann_, bench_.LeaseOne(ann_), "a");
  const auto first = bench_.TryUndo(ann_, 1, "u");
  ASSERT_THAT(first, IsOk());
  bench_.Submit(ann_, first->leases(0), "b");
  EXPECT_EQ(bench_.TryUndo(ann_, 1, "u")->SerializeAsString(), first->SerializeAsString());
}

TEST_F(RepeatTest, TheLast64CallsAreRemembered) {
  for (int i = 0; i < 65; ++i) {
    ASSERT_THAT(bench_.TryLease(ann_, 1, "r" + std::to_string(i)), IsOk());
    bench_.Release(ann_);
  }
  const auto figures = bench_.Figures();
  for (int i = 1; i < 65; ++i) {
    EXPECT_EQ(bench_.TryLease(ann_, 1, "r" + std::to_string(i))->leases_size(), 1);
  }
  EXPECT_EQ(bench_.Figures().lease_count(), figures.lease_count());
  EXPECT_THAT(bench_.TryLease(ann_, 2, "r64"), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(RepeatTest, ARequestIdThatIsTooLongIsRefused) {
  EXPECT_THAT(bench_.TryLease(ann_, 1, std::string(64, 'x')), IsOk());
  EXPECT_THAT(bench_.TryLease(ann_, 1, std::string(65, 'x')), HasReason("BAD_REQUEST_ID"));
}

}  // namespace
}  // namespace assay
