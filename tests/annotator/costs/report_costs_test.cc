#include "annotator/costs/report_costs.h"

#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/annotator/costs/cost_case.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr int64_t kCent = 10'000;

struct Report {
  v1::CostSummary summary;
  std::map<std::string, v1::CostFigures> groups;
  std::vector<v1::CostFigures> annotators;
  std::map<std::string, v1::ClassCosts> classes;
  std::vector<v1::ItemCost> items;
};

class ReportCostsTest : public CostCase {
 protected:
  ReportCostsTest() {
    spec_.mutable_labels()->set_file_name("labels.csv");
    spec_.set_currency_code("USD");
  }

  absl::StatusOr<Report> Run(const std::string& text) {
    Report report;
    TextFiles files({text, known_});
    const auto take = [&report](const v1::ReportCostsResponse& response) {
      if (response.has_summary()) {
        report.summary = response.summary();
      }
      for (const auto& group : response.groups().figures()) {
        report.groups[group.name()] = group;
      }
      for (const auto& annotator : response.annotators().figures()) {
        report.annotators.push_back(annotator);
      }
      for (const auto& costs : response.classes().classes()) {
        report.classes[costs.label()] = costs;
      }
      for (const auto& item : response.items().items()) {
        report.items.push_back(item);
      }
      return absl::OkStatus();
    };
    const absl::Status status = ReportCosts(spec_, files, stored(), 2, take, progress_);
    return status.ok() ? absl::StatusOr<Report>(report) : status;
  }

  v1::ReportCostsSpec spec_;
  std::string known_;
};

// Four items; ann and bob label all, eve the first two.
constexpr char kLabels[] =
    "item,annotator,label,time_s\n"
    "1,ann,x,10\n1,bob,x,20\n1,eve,x,30\n"
    "2,ann,y,10\n2,bob,y,20\n2,eve,y,30\n"
    "3,ann,x,10\n3,bob,x,20\n"
    "4,ann,y,10\n4,bob,y,20\n";

TEST_F(ReportCostsTest, AddsUpWhatEachGroupIsPaid) {
  *spec_.add_groups() = Group("experts", 50 * kCent, {"eve"});
  *spec_.add_groups() = Group("crowd", 2 * kCent);
  const auto report = Run(kLabels);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->groups.at("experts").cost_micros(), 100 * kCent);
  EXPECT_EQ(report->groups.at("crowd").cost_micros(), 16 * kCent);
  EXPECT_EQ(report->groups.at("crowd").label_cost_micros(), 2 * kCent);
  EXPECT_EQ(report->summary.total().cost_micros(), 116 * kCent);
  EXPECT_EQ(report->summary.item_cost_micros(), 29 * kCent);
  EXPECT_EQ(report->summary.currency_code(), "USD");
  ASSERT_EQ(report->annotators.size(), 3u);
  EXPECT_EQ(report->annotators[0].name(), "eve");
  EXPECT_EQ(report->annotators[0].group(), "experts");
}

TEST_F(ReportCostsTest, EveryViewAddsUpToTheTotal) {
  *spec_.add_groups() = Group("experts", 50 * kCent, {"eve"});
  v1::PriceGroup crowd = Group("crowd", 3 * kCent);
  crowd.set_hour_price_micros(720 * kCent);
  crowd.set_fee_table("mturk");
  *spec_.add_groups() = crowd;
  const auto report = Run(kLabels);
  ASSERT_THAT(report, IsOk());
  int64_t annotators = 0;
  for (const auto& figures : report->annotators) {
    annotators += figures.cost_micros();
  }
  int64_t classes = 0;
  for (const auto& [label, costs] : report->classes) {
    classes += costs.cost_micros();
  }
  int64_t items = 0;
  for (const auto& item : report->items) {
    items += item.cost_micros();
  }
  const int64_t total = report->summary.total().cost_micros();
  EXPECT_EQ(annotators, total);
  EXPECT_EQ(classes, total);
  EXPECT_EQ(items, total);
  // 8 labels of 3 cents and a cent of fee, 120 seconds at 7.20 an hour, 2 labels of 50 cents.
  EXPECT_EQ(total, (8 * 4 + 24 + 100) * kCent);
}

// Two cents for 10 seconds are 7.20 an hour, for 20 seconds 3.60.
TEST_F(ReportCostsTest, SaysWhatAnHourOfAPieceRateCameTo) {
  v1::PriceGroup crowd = Group("crowd", 2 * kCent, {"ann", "bob"});
  crowd.set_fee_table("mturk");
  *spec_.add_groups() = crowd;
  const auto report = Run(kLabels);
  ASSERT_THAT(report, IsOk());
  const v1::CostFigures& figures = report->groups.at("crowd");
  EXPECT_EQ(figures.hourly_wage_micros(), 480 * kCent);  // 16 cents in 120 seconds, fees left out
  EXPECT_NEAR(static_cast<double>(figures.median_wage_micros()), 360.0 * kCent, 2 * kCent);
  EXPECT_NEAR(static_cast<double>(figures.upper_quartile_wage_micros()), 720.0 * kCent, 4 * kCent);
  EXPECT_FALSE(report->groups.at("free").has_hourly_wage_micros());
}

TEST_F(ReportCostsTest, RightLabelsCostMoreThanLabels) {
  std::string text = "item,annotator,label\n";
  for (int item = 0; item < 60; ++item) {
    for (int who = 0; who < 5; ++who) {
      const bool wrong = (item * 7 + who * 13) % 5 == 0;
      text += std::to_string(item) + ",a" + std::to_string(who) + "," +
              ((item % 2 == 0) != wrong ? "x" : "y") + "\n";
    }
  }
  *spec_.add_groups() = Group("all", 5 * kCent);
  const auto report = Run(text);
  ASSERT_THAT(report, IsOk());
  const v1::CostFigures& total = report->summary.total();
  EXPECT_EQ(total.label_cost_micros(), 5 * kCent);
  ASSERT_TRUE(total.has_right_label_cost());
  EXPECT_GT(total.right_label_cost().value_micros(), 5 * kCent);
  EXPECT_LE(total.right_label_cost().low_micros(), total.right_label_cost().value_micros());
  EXPECT_GE(total.right_label_cost().high_micros(), total.right_label_cost().value_micros());
  EXPECT_NEAR(total.accuracy().value(), 0.8, 0.1);
  EXPECT_EQ(report->summary.item_cost_micros(), 25 * kCent);
  EXPECT_GE(report->summary.right_item_cost().value_micros(), 25 * kCent);
  EXPECT_LT(report->summary.consensus_accuracy().low(),
            report->summary.consensus_accuracy().value());
}

TEST_F(ReportCostsTest, ItemsAreListedDearestFirstAndNoMoreThanAsked) {
  *spec_.add_groups() = Group("experts", 50 * kCent, {"eve"});
  *spec_.add_groups() = Group("crowd", 2 * kCent);
  spec_.set_max_item_count(3);
  const auto report = Run(kLabels);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->items.size(), 3u);
  EXPECT_EQ(report->items[0].cost_micros(), 54 * kCent);
  EXPECT_EQ(report->items[1].cost_micros(), 54 * kCent);
  EXPECT_EQ(report->items[2].cost_micros(), 4 * kCent);
  EXPECT_EQ(report->items[0].item(), "1");
  EXPECT_EQ(report->items[0].label(), "x");
}

TEST_F(ReportCostsTest, WithoutPricesAllIsFree) {
  spec_.clear_currency_code();
  const auto report = Run(kLabels);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->summary.total().cost_micros(), 0);
  EXPECT_EQ(report->summary.total().label_count(), 10);
}

// 3.00 for a million tokens read and 15.00 for a million written; 400 and 20 a label.
TEST_F(ReportCostsTest, TokensOfAModelArePaidByTheMillion) {
  v1::PriceGroup model = Group("model", 0, {"eve"});
  model.set_million_input_tokens_price_micros(300 * kCent);
  model.set_million_output_tokens_price_micros(1500 * kCent);
  model.set_label_input_tokens(400);
  model.set_label_output_tokens(20);
  *spec_.add_groups() = model;
  const auto report = Run(kLabels);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->groups.at("model").label_cost_micros(), 1200 + 300);
  EXPECT_EQ(report->summary.total().cost_micros(), 2 * 1500);
  spec_.mutable_groups(0)->set_label_input_tokens(-1);
  EXPECT_THAT(Run(kLabels), HasReason("NEGATIVE_AMOUNT"));
}

// ann is right of 1, 2 and 3, bob of 1 and 2, eve of 1; the majority is x, y, x, y.
constexpr char kPaidLabels[] =
    "item,annotator,label,paid,gold\n"
    "1,ann,x,0.05,x\n1,bob,x,0.02,\n1,eve,x,0.10,\n"
    "2,ann,y,0.05,y\n2,bob,y,0.02,y\n2,eve,x,0.10,y\n"
    "3,ann,x,0.05,x\n3,bob,y,,x\n3,ann,x,0.05,x\n3,eve,x,0.10,x\n"
    "4,ann,y,0.05,x\n4,bob,y,0.02,x\n";

TEST_F(ReportCostsTest, AColumnSaysWhatEachLabelCostAlsoRepeatedOnes) {
  spec_.mutable_labels()->set_cost_column("paid");
  const auto report = Run(kPaidLabels);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->summary.total().cost_micros(), (25 + 6 + 30) * kCent);
  ASSERT_EQ(report->annotators.size(), 3u);
  EXPECT_EQ(report->annotators[0].name(), "eve");
  EXPECT_EQ(report->annotators[1].cost_micros(), 25 * kCent);
  EXPECT_EQ(report->annotators[1].label_count(), 5);
  EXPECT_EQ(report->annotators[2].cost_micros(), 6 * kCent);
  EXPECT_EQ(report->items[0].item(), "3");
  EXPECT_EQ(report->items[0].cost_micros(), 20 * kCent);
  *spec_.add_groups() = Group("all", 1);
  EXPECT_THAT(Run(kPaidLabels), HasReason("BAD_PRICE_GROUP"));
}

TEST_F(ReportCostsTest, ACostThatIsNoneIsRefusedWithItsRow) {
  spec_.mutable_labels()->set_cost_column("paid");
  for (const char* bad : {"x", "-1", "0.0000001", "1,5"}) {
    const auto report =
        Run(std::string("item,annotator,label,paid\n1,a,x,1\n1,b,x,\"") + bad + "\"\n");
    EXPECT_THAT(report, testing::AllOf(HasReason("BAD_AMOUNT"), HasMetadata("row", "2"))) << bad;
  }
}

// All that ann and bob said of the four items is known: 3 of 4 and 2 of 4 are right.
TEST_F(ReportCostsTest, KnownLabelsSayWhatARightOneCost) {
  spec_.mutable_labels()->set_cost_column("paid");
  spec_.mutable_labels()->set_repeats(v1::LabelSource::REPEAT_POLICY_ALL);
  spec_.mutable_known()->set_file_name("labels.csv");
  spec_.mutable_known()->set_label_column("gold");
  spec_.mutable_known()->set_skip_empty_labels(true);
  known_ = kPaidLabels;
  const auto report = Run(kPaidLabels);
  ASSERT_THAT(report, IsOk());
  const v1::CostFigures& bob = report->annotators[2];
  EXPECT_EQ(bob.known_label_count(), 4);
  EXPECT_EQ(bob.accuracy().low(), 0.5);
  EXPECT_EQ(bob.accuracy().high(), 0.5);
  EXPECT_EQ(bob.right_label_cost().value_micros(), 3 * kCent);
  EXPECT_EQ(bob.right_label_cost().high_micros(), 3 * kCent);
  // x, y, x are right and y of the fourth is not: 61 cents for three.
  EXPECT_EQ(report->summary.known_item_count(), 4);
  EXPECT_EQ(report->summary.consensus_accuracy().value(), 0.75);
  EXPECT_EQ(report->summary.right_item_cost().value_micros(), 203'333);
  EXPECT_EQ(report->classes.at("y").right_item_cost().value_micros(),
            report->classes.at("y").cost_micros());
}

TEST_F(ReportCostsTest, WhatIsNotKnownIsEstimatedFromWhatIs) {
  *spec_.add_groups() = Group("all", 5 * kCent);
  spec_.mutable_known()->set_file_name("known.csv");
  known_ = "item,label\n1,x\n2,x\n9,x\n";
  const auto report = Run(kLabels);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->summary.known_item_count(), 2);
  const v1::Estimate& accuracy = report->summary.consensus_accuracy();
  EXPECT_EQ(accuracy.value(), 0.5);
  // One of the two is right, whatever the other two are.
  EXPECT_GT(accuracy.low(), 0.25);
  EXPECT_LT(accuracy.high(), 0.75);
}

TEST_F(ReportCostsTest, WrongPricesAreRefusedByTheirReason) {
  const auto refused = [this](const std::vector<v1::PriceGroup>& groups) {
    spec_.clear_groups();
    spec_.mutable_groups()->Add(groups.begin(), groups.end());
    return Run(kLabels).status();
  };
  EXPECT_THAT(refused({Group("a", 1), Group("b", 1)}), HasReason("BAD_PRICE_GROUP"));
  EXPECT_THAT(refused({Group("a", 1, {"ann"}), Group("a", 1, {"bob"})}),
              HasReason("BAD_PRICE_GROUP"));
  EXPECT_THAT(refused({Group("a", 1, {"ann"}), Group("b", 1, {"ann"})}),
              HasReason("BAD_PRICE_GROUP"));
  EXPECT_THAT(refused({Group("", 1)}), HasReason("BAD_PRICE_GROUP"));
  EXPECT_THAT(refused({Group("a", -1)}), HasReason("NEGATIVE_AMOUNT"));
  EXPECT_THAT(refused({Group("a", 1, {"zoe"})}), HasReason("UNKNOWN_ANNOTATOR"));
  v1::PriceGroup group = Group("a", kCent / 2);
  group.set_fee_table("mturk");
  EXPECT_THAT(refused({group}), HasReason("AMOUNT_NOT_WHOLE"));
  group.set_fee_table("ebay");
  EXPECT_THAT(refused({group}), HasReason("UNKNOWN_FEE_TABLE"));
  spec_.set_currency_code("usd");
  EXPECT_THAT(refused({}), HasReason("BAD_CURRENCY"));
}

TEST_F(ReportCostsTest, ACampaignHasItsOwnPrices) {
  spec_.clear_labels();
  spec_.mutable_labels()->set_campaign("campaigns/news");
  *spec_.add_groups() = Group("a", 1);
  EXPECT_THAT(Run(""), HasReason("BAD_PRICE_GROUP"));
}

}  // namespace
}  // namespace assay
