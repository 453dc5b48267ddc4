#include <string>

#include "annotator/report/page_sections.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/annotator/report/sample_audit.h"
#include "tests/annotator/report/sample_explained.h"

namespace assay::report {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

v1::DepthPoint MakePoint(std::int64_t depth, double expected, double low, double high,
                         double marginal) {
  v1::DepthPoint point;
  point.set_depth(depth);
  point.set_expected_errors(expected);
  point.set_low(low);
  point.set_high(high);
  point.set_marginal_precision(marginal);
  return point;
}

v1::Audit AuditWithReview() {
  v1::Audit audit;
  *audit.mutable_review()->add_points() = MakePoint(1, 0.9, 0.5, 1, 0.9);
  *audit.mutable_review()->add_points() = MakePoint(312, 247, 190, 280, 0.41);
  audit.mutable_review()->set_advice("Check < 312.");
  return audit;
}

TEST(ReviewSectionTest, IsLeftOutWhereThereIsNoCurve) {
  EXPECT_THAT(ReviewSection(v1::Audit()), IsEmpty());
  EXPECT_THAT(Navigation(v1::Audit()), Not(HasSubstr("#review")));
  EXPECT_THAT(Navigation(AuditWithReview()), HasSubstr("#review"));
}

TEST(ReviewSectionTest, SaysThatItRestsOnTheModelsAlone) {
  const std::string html = ReviewSection(AuditWithReview());
  EXPECT_THAT(html, HasSubstr("Rests on the models alone"));
  EXPECT_THAT(html, HasSubstr("plausible ranges"));
}

TEST(ReviewSectionTest, SaysOnHowManyVerifiedLabelsItRests) {
  v1::Audit audit = AuditWithReview();
  audit.mutable_review()->set_verified(true);
  audit.set_verified_count(1200);
  audit.set_verified_error_count(37);
  EXPECT_THAT(ReviewSection(audit),
              HasSubstr("Rests on 1,200 labels that a person has verified</strong>, 37 of them"));
}

TEST(ReviewSectionTest, ShowsItsAdviceEscapedAndItsPointsAsATable) {
  const std::string html = ReviewSection(AuditWithReview());
  EXPECT_THAT(html, HasSubstr("Check &lt; 312."));
  EXPECT_THAT(html,
              HasSubstr("312</th><td class=\"number\">247 <span class=\"interval\">(190&ndash;"
                        "280)</span></td><td class=\"number\">79.2%</td><td "
                        "class=\"number\">41.0%</td>"));
}

TEST(ReviewSectionTest, TheTableEndsWithTheLastPoint) {
  v1::Audit audit;
  for (int depth = 1; depth <= 200; ++depth) {
    *audit.mutable_review()->add_points() = MakePoint(depth, depth, depth, depth, 1);
  }
  const std::string html = ReviewSection(audit);
  EXPECT_THAT(html, HasSubstr(">200</th>"));
  EXPECT_THAT(html, Not(HasSubstr(">199</th>")));
}

v1::Audit AuditWithRules() {
  v1::Audit audit;
  v1::RuleReport& report = *audit.mutable_rules();
  report.set_verdict("Rules would <not> do.");
  report.mutable_rules_accuracy()->set_value(0.6);
  report.set_held_out_count(5000);
  v1::ClassRules& of_class = *report.add_classes();
  of_class.set_label("invoice");
  v1::Rule& rule = *of_class.add_rules();
  rule.add_terms("amount > 9");
  rule.add_terms("due");
  rule.mutable_precision()->set_value(0.93);
  rule.mutable_precision()->set_low(0.9);
  rule.mutable_precision()->set_high(0.95);
  rule.set_recall(0.4);
  rule.set_match_count(1234);
  rule.set_contradiction_count(17);
  return audit;
}

TEST(RuleSectionTest, IsLeftOutWhereThereAreNoRules) {
  EXPECT_THAT(RuleSection(v1::Audit()), IsEmpty());
  EXPECT_THAT(Navigation(v1::Audit()), Not(HasSubstr("#rules")));
  EXPECT_THAT(Navigation(AuditWithRules()), HasSubstr("#rules"));
}

TEST(RuleSectionTest, ShowsTheVerdictAndEachRuleWithItsFigures) {
  const std::string html = RuleSection(AuditWithRules());
  EXPECT_THAT(html, HasSubstr("Rules would &lt;not&gt; do."));
  EXPECT_THAT(html, HasSubstr("rules 60.0% (0% to 0%)"));
  EXPECT_THAT(html, HasSubstr("5,000 held-out items"));
  EXPECT_THAT(html, HasSubstr("<bdi>amount &gt; 9</bdi></span> <span class=\"and\">and</span> "
                              "<span class=\"term\"><bdi>due</bdi></span>"));
  EXPECT_THAT(html, HasSubstr("data-sort=\"0.930000\" data-low=\"0.900000\" "
                              "data-high=\"0.950000\""));
  EXPECT_THAT(html, HasSubstr("<td class=\"number\">40.0%</td><td class=\"number\">1,234</td><td "
                              "class=\"number contradictions\">17</td>"));
}

TEST(RuleSectionTest, SaysWhereNoRuleIsWorthShowing) {
  v1::Audit audit = AuditWithRules();
  audit.mutable_rules()->clear_classes();
  EXPECT_THAT(RuleSection(audit), HasSubstr("No rule holds often enough"));
}

TEST(SummarySectionTest, SaysThatTheEstimateRestsOnVerifiedLabelsAndWhatTheModelsSaid) {
  v1::Audit audit = CleanSample().audit;
  audit.set_verified_count(200);
  audit.set_verified_error_count(31);
  audit.mutable_model_estimated_errors()->set_value(45);
  audit.mutable_model_estimated_errors()->set_low(20);
  audit.mutable_model_estimated_errors()->set_high(90);
  const std::string html = SummarySection(audit);
  EXPECT_THAT(html, HasSubstr("200 labels, 31 of them wrong"));
  EXPECT_THAT(html, HasSubstr("It rests on 200 labels that a person checked; the models alone said "
                              "45 (20 to 90)."));
}

TEST(SummarySectionTest, CountsNearDuplicates) {
  v1::Audit audit = CleanSample().audit;
  EXPECT_THAT(SummarySection(audit), Not(HasSubstr("Near duplicates")));
  audit.set_duplicate_count(120);
  audit.set_conflicting_duplicate_count(14);
  EXPECT_THAT(SummarySection(audit), HasSubstr("120 items, 14 labelled unlike their equals"));
}

}  // namespace
}  // namespace assay::report
