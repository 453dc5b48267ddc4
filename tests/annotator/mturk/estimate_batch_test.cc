#include "annotator/mturk/estimate_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/annotator/mturk/batch_work.h"
#include "tests/support/status_matchers.h"

namespace assay::mturk {
namespace {

using testing::ElementsAre;

constexpr int64_t kCent = 10'000;

v1::EstimateBatchRequest Order(int64_t item_count, int32_t workers, int64_t reward_cents) {
  v1::EstimateBatchRequest request;
  request.set_item_count(item_count);
  request.set_max_assignments(workers);
  request.set_reward_micros(reward_cents * kCent);
  return request;
}

// Rewards, fees and total in cents.
std::vector<int64_t> Cents(const v1::BatchBill& bill) {
  return {bill.reward_micros() / kCent, bill.fee_micros() / kCent, bill.total_micros() / kCent};
}

class EstimateBatchTest : public testing::Test {
 protected:
  absl::StatusOr<v1::EstimateBatchResponse> Estimate(const v1::EstimateBatchRequest& request) {
    return EstimateBatch(request, parts_.store, parts_.desks);
  }
  v1::BatchBill Whole(const v1::EstimateBatchRequest& request) {
    const auto estimate = Estimate(request);
    EXPECT_THAT(estimate, IsOk());
    return estimate.ok() ? estimate->whole() : v1::BatchBill();
  }

  StoreParts parts_;
};

// Bills that requesters have published; requester.mturk.com/pricing and a test suite of prices.
TEST_F(EstimateBatchTest, AgreesWithPublishedBillsToTheCent) {
  EXPECT_THAT(Cents(Whole(Order(160, 3, 10))), ElementsAre(4800, 960, 5760));
  EXPECT_THAT(Cents(Whole(Order(10, 10, 10))), ElementsAre(1000, 400, 1400));
  EXPECT_THAT(Cents(Whole(Order(100, 3, 2))), ElementsAre(600, 300, 900));
  EXPECT_EQ(Whole(Order(1, 1, 2)).assignment_fee_micros(), kCent);
}

// The pricing page's "$0.104 -> $0.10, $0.105 -> $0.11, $0.108 -> $0.11".
TEST_F(EstimateBatchTest, RoundsTheFeeOfAnAssignmentHalfUpToTheCent) {
  EXPECT_EQ(Whole(Order(1, 1, 52)).assignment_fee_micros(), 10 * kCent);
  EXPECT_EQ(Whole(Order(1, 1, 54)).assignment_fee_micros(), 11 * kCent);
  v1::EstimateBatchRequest masters = Order(1, 1, 42);
  masters.set_masters(true);
  EXPECT_EQ(Whole(masters).assignment_fee_micros(), 11 * kCent);
}

TEST_F(EstimateBatchTest, MastersCostFivePercentMore) {
  v1::EstimateBatchRequest order = Order(1, 9, 100);
  order.set_masters(true);
  EXPECT_EQ(Whole(order).assignment_fee_micros(), 25 * kCent);
  order.set_max_assignments(10);
  EXPECT_EQ(Whole(order).assignment_fee_micros(), 45 * kCent);
}

TEST_F(EstimateBatchTest, ShowsWhatMicroBatchesSave) {
  const auto estimate = Estimate(Order(10, 10, 10));
  ASSERT_THAT(estimate, IsOk());
  EXPECT_THAT(estimate->batch_assignment_counts(), ElementsAre(5, 5));
  EXPECT_EQ(estimate->micro_batches().hit_count(), 20);
  EXPECT_THAT(Cents(estimate->micro_batches()), ElementsAre(1000, 200, 1200));
  EXPECT_EQ(estimate->saving_micros(), 200 * kCent);
}

TEST_F(EstimateBatchTest, CutsNothingWhereTheLeastFeeIsTakenAnyhow) {
  const auto estimate = Estimate(Order(10, 10, 2));
  ASSERT_THAT(estimate, IsOk());
  EXPECT_THAT(estimate->batch_assignment_counts(), ElementsAre(10));
  EXPECT_EQ(estimate->micro_batches().total_micros(), estimate->whole().total_micros());
  EXPECT_EQ(estimate->saving_micros(), 0);
}

TEST_F(EstimateBatchTest, TotalsAreTheSumOfTheirParts) {
  std::mt19937 random(11);
  for (int round = 0; round < 1000; ++round) {
    v1::EstimateBatchRequest order =
        Order(1 + static_cast<int64_t>(random() % 5000), static_cast<int32_t>(random() % 101),
              1 + static_cast<int64_t>(random() % 300));
    order.set_masters(random() % 2 == 0);
    order.set_gold_share(static_cast<double>(random() % 51) / 100);
    const auto estimate = Estimate(order);
    ASSERT_THAT(estimate, IsOk());
    int64_t workers = 0;
    for (const int32_t count : estimate->batch_assignment_counts()) {
      workers += count;
    }
    EXPECT_EQ(workers, estimate->max_assignments());
    for (const v1::BatchBill* bill : {&estimate->whole(), &estimate->micro_batches()}) {
      EXPECT_EQ(bill->total_micros(), bill->reward_micros() + bill->fee_micros());
      EXPECT_EQ(bill->assignment_count(), estimate->item_count() * estimate->max_assignments());
      EXPECT_EQ(bill->reward_micros(), bill->assignment_count() * order.reward_micros());
      EXPECT_EQ(bill->fee_micros(), bill->assignment_count() * bill->assignment_fee_micros());
    }
    EXPECT_EQ(estimate->saving_micros(),
              estimate->whole().total_micros() - estimate->micro_batches().total_micros());
    EXPECT_GE(estimate->saving_micros(), 0);
  }
}

TEST_F(EstimateBatchTest, QualificationsAddTheirFeeToEachAssignment) {
  v1::EstimateBatchRequest order = Order(4, 5, 10);
  auto& age = *order.add_qualifications();
  age.set_name("age");
  age.set_assignment_fee_micros(50 * kCent);
  EXPECT_THAT(Cents(Whole(order)), ElementsAre(200, 20 * 52, 200 + 20 * 52));
}

TEST_F(EstimateBatchTest, ItemsOfACampaignAreThoseThatTheExportWrites) {
  Work work(v1::LabelSchema::KIND_SINGLE_CHOICE);
  v1::BatchSummary written;
  ASSERT_THAT(work.Export(RequestOf(Request::FILE_INPUT_CSV), &written), IsOk());
  v1::EstimateBatchRequest order = Order(0, 0, 5);
  order.set_campaign("campaigns/work");
  const auto estimate = EstimateBatch(order, work.store, work.desks);
  ASSERT_THAT(estimate, IsOk());
  EXPECT_EQ(estimate->item_count(), written.hit_count());
  EXPECT_EQ(estimate->gold_count(), written.gold_count());
  EXPECT_EQ(estimate->max_assignments(), written.max_assignments());
}

TEST_F(EstimateBatchTest, RefusesWhatCannotBePublished) {
  EXPECT_THAT(Estimate(Order(0, 1, 5)), HasReason("BAD_BATCH"));
  EXPECT_THAT(Estimate(Order(1, 101, 5)), HasReason("BAD_BATCH"));
  EXPECT_THAT(Estimate(Order(1, -1, 5)), HasReason("BAD_BATCH"));
  EXPECT_THAT(Estimate(Order(1, 1, 0)), HasReason("BAD_BATCH"));
  v1::EstimateBatchRequest order = Order(1, 1, 1);
  order.set_reward_micros(kCent / 2);
  EXPECT_THAT(Estimate(order), HasReason("BAD_BATCH"));
  order = Order(1, 1, 5);
  order.set_gold_share(0.51);
  EXPECT_THAT(Estimate(order), HasReason("BAD_BATCH"));
  order = Order(1, 1, 5);
  order.set_campaign("campaigns/nope");
  EXPECT_THAT(Estimate(order), HasReason("BAD_BATCH"));
  order.set_item_count(0);
  EXPECT_THAT(Estimate(order), HasReason("CAMPAIGN_NOT_FOUND"));
  order = Order(1, 1, 5);
  order.set_fee_version("1999-01-01");
  EXPECT_THAT(Estimate(order), HasReason("UNKNOWN_FEE_TABLE"));
  order = Order(1, 1, 5);
  order.add_qualifications()->set_assignment_fee_micros(-1);
  EXPECT_THAT(Estimate(order), HasReason("BAD_FEE_TABLE"));
  EXPECT_THAT(Estimate(Order(1'000'000'000'000, 100, 100'000'000)), HasReason("AMOUNT_OVERFLOW"));
}

}  // namespace
}  // namespace assay::mturk
