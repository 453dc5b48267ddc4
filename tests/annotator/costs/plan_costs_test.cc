#include "annotator/costs/plan_costs.h"

#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "tests/annotator/costs/cost_case.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kCent = 10'000;

struct Answer {
  v1::CostPlan plan;
  std::string page;
};

class PlanCostsTest : public CostCase {
 protected:
  PlanCostsTest() {
    spec_.mutable_labels()->set_file_name("pilot.csv");
    spec_.set_currency_code("EUR");
    spec_.set_item_count(2000);
    Rng rng(1);
    labels_ = "item,annotator,label,time_s\n";
    known_ = "item,label\n";
    for (int item = 0; item < 50; ++item) {
      const bool positive = item % 2 == 0;
      const std::string id = std::to_string(item);
      known_ += id + (positive ? ",yes\n" : ",no\n");
      for (int who = 0; who < 4; ++who) {
        const bool right = rng.Uniform() < (who < 2 ? 0.7 : 0.95);
        labels_ += id + (who < 2 ? ",crowd" : ",expert") + std::to_string(who) +
                   (positive == right ? ",yes," : ",no,") + (who < 2 ? "9\n" : "18\n");
      }
    }
    *spec_.add_groups() = Group("crowd", 3 * kCent, {"crowd0", "crowd1"});
    *spec_.add_groups() = Group("experts", 60 * kCent);
  }

  absl::StatusOr<Answer> Run() {
    Answer answer;
    TextFiles files({labels_, known_});
    const auto take = [&answer](const v1::PlanCostsResponse& response) {
      if (response.has_plan()) {
        answer.plan = response.plan();
      }
      answer.page += response.page_chunk();
      return absl::OkStatus();
    };
    const absl::Status status = PlanCosts(spec_, files, stored(), 2, take, progress_);
    return status.ok() ? absl::StatusOr<Answer>(answer) : status;
  }

  v1::PlanCostsSpec spec_;
  std::string labels_;
  std::string known_;
};

TEST_F(PlanCostsTest, TellsWhatEachNumberOfLabelsFromEachGroupCosts) {
  const auto answer = Run();
  ASSERT_THAT(answer, IsOk());
  const v1::CostPlan& plan = answer->plan;
  ASSERT_EQ(plan.options_size(), 18);
  EXPECT_EQ(plan.options(2).group(), "crowd");
  EXPECT_EQ(plan.options(2).label_count(), 3);
  EXPECT_EQ(plan.options(2).total_micros(), 2000 * 3 * 3 * kCent);
  EXPECT_EQ(plan.options(9).total_micros(), 2000 * 60 * kCent);
  // 2,000 items, three labels of 9 seconds each.
  EXPECT_NEAR(plan.options(2).hours(), 15, 1e-6);
  EXPECT_EQ(plan.groups(0).pair_item_count(), 50);
  EXPECT_EQ(plan.groups(0).known_item_count(), 0);
  EXPECT_NEAR(plan.groups(1).label_seconds(), 18, 1e-6);
}

TEST_F(PlanCostsTest, KnownLabelsNarrowTheIntervals) {
  const auto unknown = Run();
  spec_.mutable_known()->set_file_name("known.csv");
  const auto known = Run();
  ASSERT_THAT(known, IsOk());
  EXPECT_EQ(known->plan.groups(0).known_item_count(), 50);
  const auto width = [](const Answer& answer) {
    const v1::Estimate& accuracy = answer.plan.options(2).accuracy();
    return accuracy.high() - accuracy.low();
  };
  EXPECT_LT(width(*known), width(*unknown));
}

TEST_F(PlanCostsTest, AnswersWhatABudgetATargetAndErrorsAskFor) {
  spec_.mutable_known()->set_file_name("known.csv");
  spec_.set_budget_micros(2000 * 9 * kCent);
  spec_.set_target_accuracy(0.6);
  spec_.set_error_cost_micros(1000 * kCent);
  const auto answer = Run();
  ASSERT_THAT(answer, IsOk());
  const v1::CostPlan& plan = answer->plan;
  ASSERT_TRUE(plan.has_budget_option());
  EXPECT_LE(plan.options(plan.budget_option()).total_micros(), spec_.budget_micros());
  ASSERT_TRUE(plan.has_target_option());
  EXPECT_GE(plan.options(plan.target_option()).accuracy().low(), 0.6);
  ASSERT_TRUE(plan.has_stop_option());
  EXPECT_TRUE(plan.options(plan.stop_option()).on_frontier());
}

TEST_F(PlanCostsTest, ATargetThatNothingReachesIsSaidWithWhatComesNearest) {
  spec_.set_target_accuracy(0.9999);
  spec_.set_budget_micros(1);
  spec_.set_wants_page(true);
  const auto answer = Run();
  ASSERT_THAT(answer, IsOk());
  const v1::CostPlan& plan = answer->plan;
  EXPECT_EQ(plan.target_accuracy(), 0.9999);
  EXPECT_FALSE(plan.has_target_option());
  EXPECT_FALSE(plan.has_budget_option());
  ASSERT_TRUE(plan.has_best_option());
  for (const v1::PlanOption& option : plan.options()) {
    EXPECT_LE(option.accuracy().low(), plan.options(plan.best_option()).accuracy().low());
  }
  EXPECT_THAT(answer->page, HasSubstr("No option is promised to reach the target"));
  EXPECT_THAT(answer->page, HasSubstr("buys none of these options"));
}

TEST_F(PlanCostsTest, TokensOfAModelArePartOfItsPrice) {
  spec_.mutable_groups(1)->set_million_input_tokens_price_micros(300 * kCent);
  spec_.mutable_groups(1)->set_label_input_tokens(1000);
  const auto answer = Run();
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->plan.options(9).total_micros(), 2000 * (60 * kCent + 3000));
}

TEST_F(PlanCostsTest, ComparesAnAuditWithLabellingEverythingAgain) {
  v1::AuditRouteSpec& route = *spec_.mutable_audit_route();
  route.mutable_error_count()->set_value(200);
  route.mutable_error_count()->set_low(150);
  route.mutable_error_count()->set_high(250);
  route.set_checked_count(300);
  route.mutable_found_error_count()->set_value(150);
  route.mutable_found_error_count()->set_low(120);
  route.mutable_found_error_count()->set_high(180);
  route.set_check_price_micros(60 * kCent);
  route.set_check_seconds(18);
  const auto answer = Run();
  ASSERT_THAT(answer, IsOk());
  const v1::RouteSavings& savings = answer->plan.savings();
  EXPECT_EQ(savings.audit().total_micros(), 300 * 60 * kCent);
  EXPECT_NEAR(savings.audit().hours(), 1.5, 1e-9);
  EXPECT_NEAR(savings.audit().errors_left().value(), 50, 1e-9);
  EXPECT_EQ(savings.saved_micros(),
            answer->plan.options(savings.relabel_option()).total_micros() - 300 * 60 * kCent);
}

TEST_F(PlanCostsTest, ThePageNeedsNothingElseAndInterpretsNothing) {
  spec_.set_wants_page(true);
  spec_.set_budget_micros(2000 * 9 * kCent);
  spec_.mutable_groups(1)->set_name("<script>alert(1)</script>");
  const auto answer = Run();
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->page, HasSubstr("<svg"));
  EXPECT_THAT(answer->page, HasSubstr("The budget buys"));
  EXPECT_THAT(answer->page, HasSubstr("EUR"));
  EXPECT_THAT(answer->page, Not(HasSubstr("<script")));
  EXPECT_THAT(answer->page, Not(HasSubstr("http://")));
  EXPECT_THAT(answer->page, Not(HasSubstr("assay:content")));
}

TEST_F(PlanCostsTest, WhatCannotBePlannedIsRefusedByItsReason) {
  spec_.set_item_count(0);
  EXPECT_THAT(Run(), HasReason("COUNT_OUT_OF_RANGE"));
  spec_.set_item_count(10);
  spec_.set_confidence_level(2);
  EXPECT_THAT(Run(), HasReason("LEVEL_OUT_OF_RANGE"));
  spec_.set_confidence_level(0);
  *spec_.mutable_groups(1) = Group("one", 1, {"expert2"});
  EXPECT_THAT(Run(), testing::AllOf(HasReason("PILOT_TOO_SMALL"), HasMetadata("group", "one")));
  spec_.clear_groups();
  EXPECT_THAT(Run(), HasReason("BAD_PRICE_GROUP"));
}

}  // namespace
}  // namespace assay
