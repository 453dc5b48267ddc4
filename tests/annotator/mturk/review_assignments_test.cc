#include "annotator/mturk/review_assignments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/annotator/mturk/store_parts.h"

namespace assay::mturk {
namespace {

using storage::v1::MturkAssignment;
using testing::ElementsAre;
using testing::HasSubstr;

struct Reviewed {
  std::map<std::string, v1::AssignmentDecision> decisions;
  std::vector<v1::WorkerBonus> bonuses;
  v1::ReviewSummary summary;
};

class ReviewTest : public testing::Test {
 protected:
  ReviewTest() {
    const auto made = parts_.Import(
        "HITId,AssignmentId,WorkerId,AssignmentStatus,Input.text,Answer.label\n"
        "h,a,w,Approved,x,cat\nh,b,v,Approved,x,dog\n");
    EXPECT_TRUE(made.ok()) << made.status();
    number_ = parts_.campaigns.Get("batch")->campaign_number();
  }

  // `count` submitted assignments of a worker.
  void Add(const std::string& worker, int count, const std::string& label, int64_t seconds,
           MturkAssignment::Gold gold = MturkAssignment::GOLD_UNSPECIFIED) {
    std::vector<MturkAssignment> added;
    for (int i = 0; i < count; ++i) {
      MturkAssignment& assignment = added.emplace_back();
      assignment.set_assignment_id(worker + std::to_string(next_++));
      assignment.set_hit_id("h");
      assignment.set_worker_id(worker);
      assignment.set_status(MturkAssignment::STATUS_SUBMITTED);
      assignment.set_submit_time_us(next_);
      assignment.set_work_seconds(seconds);
      assignment.set_reward_micros(100'000);
      assignment.set_label(label);
      assignment.set_has_label(true);
      assignment.set_gold(gold);
    }
    EXPECT_TRUE(MturkRepository(parts_.store).PutAssignments(number_, added).ok());
  }

  absl::StatusOr<Reviewed> Review(const v1::ReviewPolicy& policy = {}) {
    v1::ReviewAssignmentsRequest request;
    request.set_campaign("campaigns/batch");
    *request.mutable_policy() = policy;
    Reviewed reviewed;
    ASSAY_RETURN_IF_ERROR(ReviewAssignments(
        request, parts_.store, [&](const v1::ReviewAssignmentsResponse& response) {
          for (const v1::AssignmentDecision& decision : response.decisions()) {
            reviewed.decisions[decision.assignment_id()] = decision;
          }
          reviewed.bonuses.insert(reviewed.bonuses.end(), response.bonuses().begin(),
                                  response.bonuses().end());
          if (response.has_summary()) {
            reviewed.summary = response.summary();
          }
          return absl::OkStatus();
        }));
    return reviewed;
  }

  StoreParts parts_;
  uint64_t number_ = 0;
  int next_ = 100;
};

TEST_F(ReviewTest, DisagreementAloneRejectsNobody) {
  for (const char* const worker : {"A", "B", "C", "D"}) {
    Add(worker, 10, "cat", 30);
  }
  Add("odd", 10, "dog", 30);
  auto reviewed = Review();
  ASSERT_TRUE(reviewed.ok()) << reviewed.status();
  EXPECT_EQ(reviewed->summary.approved_count(), 50);
  EXPECT_EQ(reviewed->summary.rejected_count(), 0);
  EXPECT_EQ(reviewed->summary.reward_micros(), 50 * 100'000);
}

// Wilson's interval of 1 right of 10 is [0.018, 0.404]: wholly below 0.6.  Of 2 right of 5 it is
// [0.118, 0.769]: too few answers to tell.
TEST_F(ReviewTest, FailedGoldRejectsWithTheNumbersOnly) {
  Add("bad", 9, "cat", 30, MturkAssignment::GOLD_WRONG);
  Add("bad", 1, "cat", 30, MturkAssignment::GOLD_RIGHT);
  Add("unsure", 3, "cat", 30, MturkAssignment::GOLD_WRONG);
  Add("unsure", 2, "cat", 30, MturkAssignment::GOLD_RIGHT);
  auto reviewed = Review();
  ASSERT_TRUE(reviewed.ok());
  EXPECT_EQ(reviewed->summary.rejected_count(), 10);
  const v1::AssignmentDecision& decision = reviewed->decisions.begin()->second;
  EXPECT_FALSE(decision.approve());
  EXPECT_THAT(decision.evidence(), ElementsAre("gold"));
  EXPECT_THAT(decision.reason(), HasSubstr("1 of 10"));
  EXPECT_THAT(decision.reason(), HasSubstr("at least 60 %"));
  EXPECT_THAT(decision.reason(), HasSubstr("please write to us"));
}

TEST_F(ReviewTest, ImpossibleSpeedRejectsThatAssignmentOnly) {
  Add("A", 10, "cat", 40);
  Add("fast", 1, "cat", 1);
  Add("fast", 5, "dog", 40);
  auto reviewed = Review();
  ASSERT_TRUE(reviewed.ok());
  EXPECT_EQ(reviewed->summary.policy().min_work_seconds(), 4);  // a tenth of the median
  EXPECT_EQ(reviewed->summary.rejected_count(), 1);
  EXPECT_THAT(reviewed->decisions["fast110"].evidence(), ElementsAre("speed"));
  EXPECT_THAT(reviewed->decisions["fast110"].reason(), HasSubstr("1 seconds"));
}

// The others give "dog" 30 times of 90: (30 + 1) / (90 + 2) to the 25th power is below 1e-6.
TEST_F(ReviewTest, AStraightLineIsEvidenceOnlyWhereItIsFastToo) {
  Add("A", 30, "cat", 40);
  Add("B", 30, "cat", 40);
  Add("C", 29, "dog", 40);
  Add("C", 1, "cat", 40);
  Add("line", 25, "dog", 10);
  auto fast = Review();
  ASSERT_TRUE(fast.ok());
  EXPECT_EQ(fast->summary.rejected_count(), 25);
  EXPECT_THAT(fast->decisions["line190"].evidence(), ElementsAre("straight_line"));
  Add("line", 26, "dog", 60);
  EXPECT_EQ(Review()->summary.rejected_count(), 0);
}

TEST_F(ReviewTest, WhatIsSettledIsLeftAlone) {
  auto reviewed = Review();
  ASSERT_TRUE(reviewed.ok());
  EXPECT_TRUE(reviewed->decisions.empty());
}

TEST_F(ReviewTest, CarefulWorkersGetABonusOnRequest) {
  Add("good", 20, "cat", 30, MturkAssignment::GOLD_RIGHT);
  Add("other", 20, "cat", 30);
  EXPECT_TRUE(Review()->bonuses.empty());
  v1::ReviewPolicy policy;
  policy.set_bonus_share(0.1);
  auto reviewed = Review(policy);
  ASSERT_EQ(reviewed->bonuses.size(), 1U);
  EXPECT_EQ(reviewed->bonuses[0].worker_id(), "good");
  EXPECT_EQ(reviewed->bonuses[0].amount_micros(), 200'000);  // a tenth of 20 times 10 cents
  EXPECT_EQ(reviewed->bonuses[0].assignment_id(), "good119");
  EXPECT_EQ(reviewed->summary.bonus_micros(), 200'000);
}

TEST_F(ReviewTest, APolicyOutOfRangeIsNamed) {
  v1::ReviewPolicy policy;
  policy.set_gold_pass_mark(1.5);
  EXPECT_EQ(ErrorReason(Review(policy).status()), "BAD_POLICY");
}

TEST_F(ReviewTest, ACampaignWithoutResultFilesHasNothingToReview) {
  StoreParts empty;
  v1::ReviewAssignmentsRequest request;
  request.set_campaign("campaigns/batch");
  const auto ignore = [](const v1::ReviewAssignmentsResponse&) { return absl::OkStatus(); };
  EXPECT_EQ(ErrorReason(ReviewAssignments(request, empty.store, ignore)), "CAMPAIGN_NOT_FOUND");
}

}  // namespace
}  // namespace assay::mturk
