#include "engine/cost/label_plan.h"

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/cost/route_comparison.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/cost/simulated_pilot.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr int64_t kCent = 10'000;

// 60 items, three experts of 0.95 and three of a crowd of 0.7.
class PlanLabelsTest : public testing::Test {
 protected:
  PlanLabelsTest() {
    Rng rng(1);
    LabelTableBuilder builder;
    AddCrowd(builder, "crowd", 60, 2, 3, 0.7, rng);
    AddCrowd(builder, "expert", 60, 2, 3, 0.95, rng);
    labels_.emplace(builder.Build(RepeatPolicy::kAll));
    for (size_t annotator = 0; annotator < labels_->annotator_count(); ++annotator) {
      group_of_.push_back(labels_->annotator_names()[annotator].substr(0, 5) == "crowd" ? 0 : 1);
    }
    for (size_t item = 0; item < 60; ++item) {
      truth_.push_back(labels_->class_names()[0] == "class0" ? static_cast<int32_t>(item % 2)
                                                             : static_cast<int32_t>(1 - item % 2));
    }
    groups_ = {{"crowd", 2 * kCent, *FindFeeTable("none"), false, 10},
               {"experts", 50 * kCent, *FindFeeTable("none"), false, 30}};
  }

  absl::StatusOr<LabelPlan> Plan(const PlanOptions& options) {
    return PlanLabels({*labels_, truth_, groups_, group_of_}, options, pool_);
  }

  WorkerPool pool_{2};
  std::optional<LabelTable> labels_;
  std::vector<int32_t> group_of_;
  std::vector<int32_t> truth_;
  std::vector<PlanGroup> groups_;
};

TEST_F(PlanLabelsTest, EveryOptionCostsItsLabels) {
  const LabelPlan plan = *Plan({.item_count = 1000});
  ASSERT_EQ(plan.options.size(), 18u);
  for (const PlanOption& option : plan.options) {
    const PlanGroup& group = groups_[option.group];
    EXPECT_EQ(option.bill.assignment_count, 1000 * option.label_count);
    EXPECT_EQ(option.bill.total_micros, 1000 * option.label_count * group.label_price_micros);
    EXPECT_NEAR(option.hours, 1000 * option.label_count * group.label_seconds / 3600, 1e-9);
    EXPECT_LE(option.decided_total_micros, option.bill.total_micros + 1);
    EXPECT_LE(option.decided_label_count, option.label_count + 1e-9);
  }
  EXPECT_GT(plan.fits[1].label_accuracy.value, plan.fits[0].label_accuracy.value);
}

TEST_F(PlanLabelsTest, NothingOnTheFrontierIsBeatenAndAllElseIs) {
  const LabelPlan plan = *Plan({.item_count = 1000});
  for (const PlanOption& option : plan.options) {
    const bool beaten =
        std::any_of(plan.options.begin(), plan.options.end(), [&](const PlanOption& other) {
          return other.bill.total_micros <= option.bill.total_micros &&
                 other.accuracy.value >= option.accuracy.value &&
                 (other.bill.total_micros < option.bill.total_micros ||
                  other.accuracy.value > option.accuracy.value);
        });
    EXPECT_EQ(option.on_frontier, !beaten);
  }
  for (size_t i = 1; i < plan.frontier.size(); ++i) {
    EXPECT_LT(plan.options[plan.frontier[i - 1]].bill.total_micros,
              plan.options[plan.frontier[i]].bill.total_micros);
    EXPECT_LT(plan.options[plan.frontier[i - 1]].accuracy.value,
              plan.options[plan.frontier[i]].accuracy.value);
  }
}

TEST_F(PlanLabelsTest, ABudgetBuysTheBestThatItPays) {
  const LabelPlan plan = *Plan({.item_count = 1000});
  for (const int64_t budget : {0 * kCent, 2000 * kCent, 10'000 * kCent, 60'000 * kCent}) {
    const auto best = BestWithin(plan, budget);
    double most = -1;
    for (const PlanOption& option : plan.options) {
      if (option.bill.total_micros <= budget) {
        most = std::max(most, option.accuracy.value);
      }
    }
    ASSERT_EQ(best.has_value(), most >= 0);
    if (best) {
      EXPECT_LE(plan.options[*best].bill.total_micros, budget);
      EXPECT_EQ(plan.options[*best].accuracy.value, most);
    }
  }
}

TEST_F(PlanLabelsTest, ATargetIsPromisedByTheLowEndOfTheInterval) {
  const LabelPlan plan = *Plan({.item_count = 1000});
  const auto place = CheapestPromising(plan, 0.75);
  ASSERT_TRUE(place.has_value());
  EXPECT_GE(plan.options[*place].accuracy.low, 0.75);
  for (const PlanOption& option : plan.options) {
    EXPECT_TRUE(option.accuracy.low < 0.75 ||
                option.bill.total_micros >= plan.options[*place].bill.total_micros);
  }
  EXPECT_FALSE(CheapestPromising(plan, 0.99999).has_value());
}

TEST_F(PlanLabelsTest, TheMostPromisingOptionIsWhatComesNearestToATargetThatNoneReaches) {
  const LabelPlan plan = *Plan({.item_count = 1000});
  const auto place = MostPromising(plan);
  ASSERT_TRUE(place.has_value());
  const double most = plan.options[*place].accuracy.low;
  for (const PlanOption& option : plan.options) {
    EXPECT_LE(option.accuracy.low, most);
  }
  EXPECT_TRUE(CheapestPromising(plan, most).has_value());
  EXPECT_FALSE(CheapestPromising(plan, most + 1e-9).has_value());
  EXPECT_FALSE(MostPromising(LabelPlan()).has_value());
}

TEST_F(PlanLabelsTest, AskingStopsWhereErrorsAndPriceTogetherAreTheCheapest) {
  EXPECT_FALSE(Plan({.item_count = 1000})->stop.has_value());
  // An error costs less than any label, or more than all of them.
  const LabelPlan cheap = *Plan({.item_count = 1000, .error_cost_micros = 1});
  EXPECT_EQ(*cheap.stop, cheap.frontier.front());
  const LabelPlan dear = *Plan({.item_count = 1000, .error_cost_micros = 1'000'000 * kCent});
  EXPECT_EQ(*dear.stop, dear.frontier.back());
}

TEST_F(PlanLabelsTest, TheNextRightItemGetsDearerWithEachFurtherBuy) {
  const LabelPlan plan = *Plan({.item_count = 1000});
  std::vector<int64_t> last(groups_.size(), 0);
  for (const PlanOption& option : plan.options) {
    if (option.micros_per_further_right_item) {
      EXPECT_GE(*option.micros_per_further_right_item, last[option.group]);
      last[option.group] = *option.micros_per_further_right_item;
    }
  }
  EXPECT_GT(last[0], 0);
}

TEST_F(PlanLabelsTest, TheFeesOfAMarketplaceAreInTheBill) {
  groups_[0].fees = *FindFeeTable("mturk");
  groups_[0].label_price_micros = 10 * kCent;
  const LabelPlan plan = *Plan({.item_count = 100, .max_label_count = 12});
  // Three labels: 30.00 and 6.00; ten in two batches: 100.00 and 20.00 instead of 40.00.
  EXPECT_EQ(plan.options[2].bill.total_micros, 3600 * kCent);
  EXPECT_EQ(plan.options[9].bill.total_micros, 12'000 * kCent);
  EXPECT_EQ(plan.options[9].batch_saving_micros, 2000 * kCent);
}

TEST_F(PlanLabelsTest, WrongInputIsRefusedByItsReason) {
  EXPECT_THAT(Plan({.item_count = 0}), HasReason("COUNT_OUT_OF_RANGE"));
  EXPECT_THAT(Plan({.item_count = 1, .max_label_count = 16}), HasReason("COUNT_OUT_OF_RANGE"));
  EXPECT_THAT(Plan({.item_count = 1, .error_cost_micros = -1}), HasReason("NEGATIVE_AMOUNT"));
  group_of_[0] = 2;
  EXPECT_THAT(Plan({.item_count = 1}), HasReason("GROUP_OUT_OF_RANGE"));
  group_of_.assign(group_of_.size(), 0);
  EXPECT_THAT(Plan({.item_count = 1}),
              testing::AllOf(HasReason("PILOT_TOO_SMALL"), HasMetadata("group", "experts")));
  group_of_.pop_back();
  EXPECT_THAT(Plan({.item_count = 1}), HasReason("SIZE_MISMATCH"));
}

RouteInput TenThousandItems() {
  RouteInput input;
  input.item_count = 10'000;
  input.error_count = {1000, 800, 1200, 0.9};
  input.checked_count = 2000;
  input.found_error_count = {700, 600, 900, 0.9};
  input.check_price_micros = 20 * kCent;
  input.check_seconds = 18;
  input.relabel_total_micros = 30'000 * 10 * kCent;
  input.relabel_hours = 100;
  input.relabel_accuracy = {0.95, 0.9, 0.98, 0.9};
  return input;
}

TEST(CompareRoutesTest, TheAuditSavesWhatItDoesNotCheck) {
  const RouteComparison routes = *CompareRoutes(TenThousandItems());
  EXPECT_EQ(routes.audit.total_micros, 40'000 * kCent);
  EXPECT_EQ(routes.saved_micros, 260'000 * kCent);
  EXPECT_NEAR(routes.audit.hours, 10, 1e-9);
  EXPECT_NEAR(routes.saved_hours, 90, 1e-9);
  EXPECT_NEAR(routes.audit.errors_left.value, 300, 1e-9);
  EXPECT_NEAR(routes.audit.errors_left.low, 0, 1e-9);
  EXPECT_NEAR(routes.audit.errors_left.high, 600, 1e-9);
  EXPECT_NEAR(routes.relabel.errors_left.value, 500, 1e-9);
  EXPECT_NEAR(routes.relabel.errors_left.low, 200, 1e-9);
  EXPECT_NEAR(routes.relabel.errors_left.high, 1000, 1e-9);
}

TEST(CompareRoutesTest, CountsThatCannotBeAreRefused) {
  RouteInput input = TenThousandItems();
  input.checked_count = 10'001;
  EXPECT_THAT(CompareRoutes(input), HasReason("COUNT_OUT_OF_RANGE"));
  input = TenThousandItems();
  input.found_error_count.high = 2001;
  EXPECT_THAT(CompareRoutes(input), HasMetadata("field", "found_error_count"));
  input = TenThousandItems();
  input.check_price_micros = -1;
  EXPECT_THAT(CompareRoutes(input), HasReason("NEGATIVE_AMOUNT"));
}

}  // namespace
}  // namespace assay
