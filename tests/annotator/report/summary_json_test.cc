#include "annotator/report/summary_json.h"

#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/annotator/report/sample_audit.h"

namespace assay::report {
namespace {

using Json = nlohmann::json;

v1::Audit SmallAudit() {
  v1::Audit audit;
  audit.set_name("audits/a");
  audit.set_dataset("datasets/d");
  audit.set_file_name("data.csv");
  audit.mutable_create_time()->set_seconds(1763820360);  // date -u -d @1763820360
  audit.mutable_options()->set_fold_count(5);
  audit.mutable_options()->set_seed(18446744073709551615u);
  audit.set_item_count(12);
  audit.add_classes("x");
  audit.add_classes("y");
  audit.set_flagged_count(3);
  audit.mutable_estimated_errors()->set_value(4.5);
  audit.mutable_estimated_errors()->set_low(2);
  audit.mutable_estimated_errors()->set_high(7);
  audit.mutable_estimated_errors()->set_level(0.9);
  audit.mutable_estimated_errors()->set_method("some method");
  audit.set_recheck_error_count(1);
  audit.set_cv_accuracy(0.75);
  audit.set_majority_share(0.5);
  for (const char* label : {"x", "y"}) {
    v1::ClassSummary* summary = audit.add_class_summaries();
    summary->set_label(label);
    summary->set_item_count(6);
    audit.add_confident_joint()->add_counts(5);
    audit.mutable_confident_joint()->rbegin()->add_counts(1);
  }
  audit.mutable_class_summaries(1)->set_flagged_count(3);
  audit.mutable_class_summaries(1)->set_recheck_error_count(1);
  audit.mutable_class_summaries(1)->set_cv_accuracy(0.25);
  audit.mutable_class_summaries(1)->mutable_estimated_errors()->set_value(4);
  v1::SignalSummary* signal = audit.add_signals();
  signal->set_name("margin");
  signal->set_weight(1);
  (*audit.mutable_timings_s())["b_phase"] = 0.5;
  (*audit.mutable_timings_s())["a_phase"] = 1.5;
  audit.set_peak_rss_bytes(123456789);
  audit.add_warnings("look out");
  audit.add_feature_columns("text (text)");
  return audit;
}

TEST(SummaryJsonTest, HasEveryFigureOfTheContractUnderItsKey) {
  const Json json = Json::parse(SummaryJson(SmallAudit()));
  EXPECT_EQ(json.at("n_items"), 12);
  EXPECT_EQ(json.at("n_classes"), 2);
  EXPECT_EQ(json.at("n_flagged"), 3);
  EXPECT_EQ(json.at("estimated_errors"), Json::parse(R"({"value": 4.5, "low": 2.0, "high": 7.0,
                                          "level": 0.9, "method": "some method"})"));
  EXPECT_EQ(json.at("recheck"), Json::parse(R"({"n_errors": 1})"));
  EXPECT_EQ(json.at("cv_accuracy"), 0.75);
  EXPECT_EQ(json.at("confident_joint"), Json::parse("[[5, 1], [5, 1]]"));
  EXPECT_EQ(json.at("timings_s"), Json::parse(R"({"a_phase": 1.5, "b_phase": 0.5})"));
  EXPECT_EQ(json.at("peak_rss_bytes"), 123456789);
}

TEST(SummaryJsonTest, HasOneRowPerClass) {
  const Json json = Json::parse(SummaryJson(SmallAudit()));
  ASSERT_EQ(json.at("per_class").size(), 2u);
  EXPECT_EQ(json.at("per_class")[1], Json::parse(R"({
      "label": "y", "n_items": 6, "n_flagged": 3, "n_recheck_errors": 1, "cv_accuracy": 0.25,
      "estimated_errors": {"value": 4.0, "low": 0.0, "high": 0.0, "level": 0.0, "method": ""},
      "error_rate": {"value": 0.6666666666666666, "low": 0.0, "high": 0.0, "level": 0.0}})"));
}

TEST(SummaryJsonTest, SaysHowTheAuditWasRun) {
  const Json json = Json::parse(SummaryJson(SmallAudit()));
  EXPECT_EQ(json.at("audit"), "audits/a");
  EXPECT_EQ(json.at("dataset"), "datasets/d");
  EXPECT_EQ(json.at("file_name"), "data.csv");
  EXPECT_EQ(json.at("create_time"), "2025-11-22T14:06:00Z");
  EXPECT_EQ(json.at("options").at("fold_count"), 5);
  EXPECT_EQ(json.at("options").at("seed"), 18446744073709551615u);
  EXPECT_EQ(json.at("options").at("thread_count"), 0);
  EXPECT_EQ(json.at("signals"), Json::parse(R"([{"name": "margin", "weight": 1.0}])"));
  EXPECT_EQ(json.at("classes"), Json::parse(R"(["x", "y"])"));
  EXPECT_EQ(json.at("warnings"), Json::parse(R"(["look out"])"));
  EXPECT_EQ(json.at("feature_columns"), Json::array({"text (text)"}));
  EXPECT_EQ(json.at("majority_share"), 0.5);
}

TEST(SummaryJsonTest, AnEmptyAuditHasEmptyListsAndNoTime) {
  const Json json = Json::parse(SummaryJson(v1::Audit()));
  EXPECT_FALSE(json.contains("create_time"));
  EXPECT_EQ(json.at("per_class"), Json::array());
  EXPECT_EQ(json.at("confident_joint"), Json::array());
  EXPECT_EQ(json.at("timings_s"), Json::object());
}

TEST(SummaryJsonTest, AnOlderAuditHasNoReviewRulesOrEstimateOfTheModelsAlone) {
  const Json json = Json::parse(SummaryJson(SmallAudit()));
  for (const char* key : {"review", "rules", "model_estimated_errors"}) {
    EXPECT_FALSE(json.contains(key)) << key;
  }
  EXPECT_EQ(json.at("verified"), Json::parse(R"({"n": 0, "n_wrong": 0})"));
}

TEST(SummaryJsonTest, VerifiedLabelsAndDuplicatesHaveTheirCounts) {
  v1::Audit audit = SmallAudit();
  audit.set_verified_count(200);
  audit.set_verified_error_count(37);
  audit.mutable_model_estimated_errors()->set_value(99);
  audit.set_duplicate_count(5);
  audit.set_conflicting_duplicate_count(2);
  audit.set_has_model(true);
  const Json json = Json::parse(SummaryJson(audit));
  EXPECT_EQ(json.at("verified"), Json::parse(R"({"n": 200, "n_wrong": 37})"));
  EXPECT_EQ(json.at("model_estimated_errors").at("value"), 99);
  EXPECT_EQ(json.at("duplicates"), Json::parse(R"({"n_items": 5, "n_conflicting": 2})"));
  EXPECT_EQ(json.at("has_model"), true);
}

TEST(SummaryJsonTest, EachClassHasItsErrorRateWithAnInterval) {
  v1::Audit audit = SmallAudit();
  v1::Estimate& errors = *audit.mutable_class_summaries(1)->mutable_estimated_errors();
  errors.set_value(3);
  errors.set_low(1.5);
  errors.set_high(6);
  errors.set_level(0.95);
  audit.mutable_class_summaries(0)->set_item_count(0);
  const Json per_class = Json::parse(SummaryJson(audit)).at("per_class");
  EXPECT_EQ(per_class[1].at("error_rate"),
            Json::parse(R"({"value": 0.5, "low": 0.25, "high": 1.0, "level": 0.95})"));
  EXPECT_EQ(per_class[0].at("error_rate").at("value"), 0.0);
}

TEST(SummaryJsonTest, TheReviewHasItsPointsAndWithPricesWhereToStop) {
  v1::Audit audit = SmallAudit();
  v1::ReviewCurve& review = *audit.mutable_review();
  v1::DepthPoint& point = *review.add_points();
  point.set_depth(1);
  point.set_expected_errors(0.75);
  point.set_low(0.5);
  point.set_high(1);
  point.set_marginal_precision(0.75);
  Json json = Json::parse(SummaryJson(audit)).at("review");
  EXPECT_EQ(json.at("points"),
            Json::parse(R"([{"depth": 1, "expected_errors": 0.75, "low": 0.5, "high": 1.0,
                             "marginal_precision": 0.75}])"));
  EXPECT_EQ(json.at("verified"), false);
  EXPECT_FALSE(json.contains("stop_depth"));
  review.mutable_costs()->set_review_cost_micros(50'000);
  review.mutable_costs()->set_currency_code("EUR");
  review.set_stop_depth(1);
  review.set_net_saving_micros(-3);
  json = Json::parse(SummaryJson(audit)).at("review");
  EXPECT_EQ(json.at("stop_depth"), 1);
  EXPECT_EQ(json.at("net_saving_micros").at("value"), -3);
  EXPECT_EQ(json.at("costs").at("review_cost_micros"), 50'000);
  EXPECT_EQ(json.at("costs").at("currency_code"), "EUR");
}

TEST(SummaryJsonTest, RulesComeByClassWithTheirFigures) {
  v1::Audit audit = SmallAudit();
  v1::ClassRules& of_class = *audit.mutable_rules()->add_classes();
  of_class.set_label("x");
  v1::Rule& rule = *of_class.add_rules();
  rule.add_terms("a");
  rule.add_terms("b > 2");
  rule.mutable_precision()->set_value(0.5);
  rule.set_match_count(4);
  rule.set_contradiction_count(2);
  rule.add_contradicting_item_ids("7");
  audit.mutable_rules()->set_verdict("no");
  audit.mutable_rules()->set_held_out_count(6);
  const Json json = Json::parse(SummaryJson(audit)).at("rules");
  EXPECT_EQ(json.at("verdict"), "no");
  EXPECT_EQ(json.at("n_held_out"), 6);
  const Json& written = json.at("classes").at(0).at("rules").at(0);
  EXPECT_EQ(json.at("classes").at(0).at("label"), "x");
  EXPECT_EQ(written.at("terms"), Json::array({"a", "b > 2"}));
  EXPECT_EQ(written.at("precision").at("value"), 0.5);
  EXPECT_EQ(written.at("n_matches"), 4);
  EXPECT_EQ(written.at("n_contradictions"), 2);
  EXPECT_EQ(written.at("contradicting_item_ids"), Json::array({"7"}));
}

TEST(SummaryJsonTest, NumbersThatAreNotFiniteBecomeNull) {
  v1::Audit audit = SmallAudit();
  audit.set_cv_accuracy(std::numeric_limits<double>::quiet_NaN());
  audit.mutable_estimated_errors()->set_high(std::numeric_limits<double>::infinity());
  const Json json = Json::parse(SummaryJson(audit));
  EXPECT_TRUE(json.at("cv_accuracy").is_null());
  EXPECT_TRUE(json.at("estimated_errors").at("high").is_null());
}

TEST(SummaryJsonTest, HostileStringsComeBackUnchanged) {
  const v1::Audit audit = HostileSample().audit;
  const Json json = Json::parse(SummaryJson(audit));
  EXPECT_EQ(json.at("file_name"), audit.file_name());
  ASSERT_EQ(json.at("classes").size(), static_cast<std::size_t>(audit.classes_size()));
  for (int i = 0; i < audit.classes_size(); ++i) {
    EXPECT_EQ(json.at("classes")[static_cast<std::size_t>(i)], audit.classes(i));
  }
}

TEST(SummaryJsonTest, EndsInOneLineFeed) {
  const std::string text = SummaryJson(SmallAudit());
  EXPECT_TRUE(text.ends_with("}\n"));
}

}  // namespace
}  // namespace assay::report
