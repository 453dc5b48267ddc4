#include "engine/cost/fee_tables.h"

#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/cost/counted_bill.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr int64_t kCent = 10'000;
constexpr int64_t kDollar = 100 * kCent;

FeeTable Mturk() { return *FindFeeTable("mturk"); }

void ExpectParts(const Bill& bill) {
  EXPECT_EQ(bill.total_micros, bill.reward_micros + bill.fee_micros);
}

// 160 HITs of 3 assignments at $0.10: 48.00 for workers, 9.60 fee, 57.60.
TEST(MturkFeesTest, TakesAFifthOfTheReward) {
  const Bill bill = *BillOfOrder(
      Mturk(), {.task_count = 160, .assignment_count = 3, .reward_micros = 10 * kCent});
  EXPECT_EQ(bill.assignment_count, 480);
  EXPECT_EQ(bill.reward_micros, 48 * kDollar);
  EXPECT_EQ(bill.fee_micros, 960 * kCent);
  EXPECT_EQ(bill.total_micros, 5760 * kCent);
}

// 10 HITs of 10 assignments at $0.10: 40 %, 14.00.
TEST(MturkFeesTest, TakesTwoFifthsFromTenAssignmentsOn) {
  const TaskOrder order = {.task_count = 10, .assignment_count = 10, .reward_micros = 10 * kCent};
  const Bill bill = *BillOfOrder(Mturk(), order);
  EXPECT_EQ(bill.fee_micros, 4 * kDollar);
  EXPECT_EQ(bill.total_micros, 14 * kDollar);
}

// A reward of $0.02 has a fee of one cent; 100 HITs of 3: 6.00 and 3.00.
TEST(MturkFeesTest, TakesAtLeastACent) {
  const TaskOrder order = {.task_count = 100, .assignment_count = 3, .reward_micros = 2 * kCent};
  EXPECT_EQ(*AssignmentFee(Mturk(), order), kCent);
  const Bill bill = *BillOfOrder(Mturk(), order);
  EXPECT_EQ(bill.reward_micros, 6 * kDollar);
  EXPECT_EQ(bill.fee_micros, 3 * kDollar);
}

// $0.104 -> $0.10, $0.105 -> $0.11, $0.108 -> $0.11.
TEST(MturkFeesTest, RoundsHalfACentUp) {
  const auto fee = [](int64_t cents, bool masters) {
    return *AssignmentFee(Mturk(), {.task_count = 1,
                                    .assignment_count = 1,
                                    .reward_micros = cents * kCent,
                                    .masters = masters});
  };
  EXPECT_EQ(fee(52, false), 10 * kCent);  // 0.104
  EXPECT_EQ(fee(42, true), 11 * kCent);   // 0.105
  EXPECT_EQ(fee(54, false), 11 * kCent);  // 0.108
}

TEST(MturkFeesTest, Takes20And40And25And45Percent) {
  const auto fee = [](int64_t assignments, bool masters) {
    return *AssignmentFee(Mturk(), {.task_count = 1,
                                    .assignment_count = assignments,
                                    .reward_micros = kDollar,
                                    .masters = masters});
  };
  EXPECT_EQ(fee(9, false), 20 * kCent);
  EXPECT_EQ(fee(10, false), 40 * kCent);
  EXPECT_EQ(fee(9, true), 25 * kCent);
  EXPECT_EQ(fee(10, true), 45 * kCent);
}

// The additional fees are on the reward, not on bonuses.
TEST(MturkFeesTest, TakesAFifthOfABonusWhateverTheTask) {
  EXPECT_EQ(*BonusFee(Mturk(), kDollar), 20 * kCent);
  EXPECT_EQ(*BonusFee(Mturk(), kCent), kCent);
  const TaskOrder order = {.task_count = 1, .assignment_count = 10, .reward_micros = kDollar};
  const std::vector<int64_t> bonuses = {kDollar, kCent};
  const Bill bill = *BillOfApproved(Mturk(), order, 10, bonuses);
  EXPECT_EQ(bill.reward_micros, 10 * kDollar + 101 * kCent);
  EXPECT_EQ(bill.fee_micros, 4 * kDollar + 21 * kCent);
  ExpectParts(bill);
}

TEST(MturkFeesTest, RejectedAssignmentsCostNothingAndKeepTheShareOfTheOrder) {
  const TaskOrder order = {.task_count = 1, .assignment_count = 10, .reward_micros = kDollar};
  const Bill bill = *BillOfApproved(Mturk(), order, 3);
  EXPECT_EQ(bill.reward_micros, 3 * kDollar);
  EXPECT_EQ(bill.fee_micros, 120 * kCent);
  EXPECT_EQ(BillOfApproved(Mturk(), order, 0)->total_micros, 0);
  EXPECT_THAT(BillOfApproved(Mturk(), order, 11), HasReason("COUNT_OUT_OF_RANGE"));
}

TEST(MturkFeesTest, AddsTheFlatFeesOfQualifications) {
  FeeTable table = Mturk();
  table.qualifications = {{"age_25_to_30", 50 * kCent}, {"parent", 5 * kCent}};
  TaskOrder order = {.task_count = 1, .assignment_count = 2, .reward_micros = kDollar};
  order.qualifications = {"parent", "age_25_to_30"};
  EXPECT_EQ(*AssignmentFee(table, order), 75 * kCent);
  order.qualifications = {"left_handed"};
  EXPECT_THAT(AssignmentFee(table, order), testing::AllOf(HasReason("UNKNOWN_QUALIFICATION"),
                                                          HasMetadata("found", "left_handed")));
}

TEST(MturkFeesTest, RefusesWhatCannotBePublished) {
  EXPECT_THAT(
      BillOfOrder(Mturk(), {.task_count = 1, .assignment_count = 1, .reward_micros = 15'000}),
      testing::AllOf(HasReason("AMOUNT_NOT_WHOLE"), HasMetadata("found", "0.015")));
  EXPECT_THAT(BillOfOrder(Mturk(), {.task_count = -1}), HasReason("NEGATIVE_AMOUNT"));
  const int64_t huge = std::numeric_limits<int64_t>::max() / kDollar * kDollar;
  EXPECT_THAT(BillOfOrder(Mturk(), {.task_count = 1, .assignment_count = 3, .reward_micros = huge}),
              HasReason("AMOUNT_OVERFLOW"));
}

TEST(MturkFeesTest, AgreesToTheCentWithCountingEachAssignment) {
  Rng rng(17);
  for (int round = 0; round < 3000; ++round) {
    const auto tasks = static_cast<int64_t>(rng.Below(12));
    const auto assignments = static_cast<int64_t>(rng.Below(15)) + 1;
    const auto cents = static_cast<int64_t>(rng.Below(300));
    const bool masters = rng.Below(2) == 1;
    const auto counted = reference::CountMturkBill(tasks, assignments, cents, masters);
    const Bill bill = *BillOfOrder(Mturk(), {.task_count = tasks,
                                             .assignment_count = assignments,
                                             .reward_micros = cents * kCent,
                                             .masters = masters});
    EXPECT_EQ(bill.reward_micros, counted.reward_cents * kCent);
    EXPECT_EQ(bill.fee_micros, counted.fee_cents * kCent);
    ExpectParts(bill);
  }
}

TEST(PlanBatchesTest, CutsATaskWhereThatSavesTheLargeShare) {
  const TaskOrder order = {.task_count = 100, .assignment_count = 10, .reward_micros = 10 * kCent};
  const BatchPlan plan = *PlanBatches(Mturk(), order);
  EXPECT_THAT(plan.batch_assignment_counts, testing::ElementsAre(5, 5));
  EXPECT_EQ(plan.whole.total_micros, 140 * kDollar);
  EXPECT_EQ(plan.batched.total_micros, 120 * kDollar);
  EXPECT_EQ(plan.saving_micros, 20 * kDollar);
}

// Both shares of $0.02 are below the least fee of a cent.
TEST(PlanBatchesTest, LeavesATaskWholeWhereNothingIsSaved) {
  const TaskOrder order = {.task_count = 100, .assignment_count = 10, .reward_micros = 2 * kCent};
  const BatchPlan plan = *PlanBatches(Mturk(), order);
  EXPECT_THAT(plan.batch_assignment_counts, testing::ElementsAre(10));
  EXPECT_EQ(plan.saving_micros, 0);
  EXPECT_EQ(PlanBatches(Mturk(), {.task_count = 1, .assignment_count = 9, .reward_micros = kDollar})
                ->batch_assignment_counts,
            std::vector<int64_t>{9});
}

TEST(PlanBatchesTest, TheBatchesBilledOneByOneMakeThePlannedBill) {
  Rng rng(23);
  for (int round = 0; round < 2000; ++round) {
    const TaskOrder order = {.task_count = static_cast<int64_t>(rng.Below(50)),
                             .assignment_count = static_cast<int64_t>(rng.Below(60)),
                             .reward_micros = static_cast<int64_t>(rng.Below(60)) * kCent,
                             .masters = rng.Below(2) == 1};
    const BatchPlan plan = *PlanBatches(Mturk(), order);
    const std::vector<int64_t>& sizes = plan.batch_assignment_counts;
    EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), int64_t{0}), order.assignment_count);
    int64_t total = 0;
    for (const int64_t size : sizes) {
      TaskOrder batch = order;
      batch.assignment_count = size;
      total += BillOfOrder(Mturk(), batch)->total_micros;
      EXPECT_TRUE(sizes.size() == 1 || size <= 9);
    }
    EXPECT_EQ(total, plan.batched.total_micros);
    EXPECT_EQ(plan.saving_micros, plan.whole.total_micros - plan.batched.total_micros);
    EXPECT_GE(plan.saving_micros, 0);
  }
}

TEST(FeeTablesTest, EachCanBeFoundAndWorkedWith) {
  for (const FeeTable& table : FeeTables()) {
    EXPECT_EQ(FindFeeTable(table.name, table.version)->version, table.version);
    EXPECT_THAT(CheckFeeTable(table), IsOk());
    EXPECT_FALSE(table.description.empty());
  }
}

TEST(FeeTablesTest, NobodyTakesAnythingFromPeopleOfOnesOwn) {
  const Bill bill = *BillOfOrder(
      *FindFeeTable("none"), {.task_count = 7, .assignment_count = 30, .reward_micros = 12'345});
  EXPECT_EQ(bill.fee_micros, 0);
  EXPECT_EQ(bill.total_micros, 7 * 30 * 12'345);
}

TEST(FeeTablesTest, AnUnknownNameOrVersionIsAnsweredWithTheKnownOnes) {
  EXPECT_THAT(FindFeeTable("toloka"), HasReason("UNKNOWN_FEE_TABLE"));
  EXPECT_THAT(FindFeeTable("mturk", "1999-01-01"), HasMetadata("found", "mturk 1999-01-01"));
}

TEST(FeeTablesTest, ABrokenTableIsRefusedByItsField) {
  FeeTable table = Mturk();
  table.fee_unit_micros = 0;
  EXPECT_THAT(BonusFee(table, 0),
              testing::AllOf(HasReason("BAD_FEE_TABLE"), HasMetadata("field", "fee_unit_micros")));
  table = Mturk();
  table.masters_share_millionths = -1;
  EXPECT_THAT(BillOfOrder(table, {}), HasMetadata("field", "masters_share_millionths"));
}

}  // namespace
}  // namespace assay
