#include "annotator/report/page_data.h"

#include <numeric>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/annotator/report/sample_audit.h"

namespace assay::report {
namespace {

using Json = nlohmann::json;
using ::testing::ElementsAre;

v1::Audit AuditWithClasses(int class_count) {
  v1::Audit audit;
  for (int i = 0; i < class_count; ++i) audit.add_classes("c" + std::to_string(i));
  return audit;
}

v1::Finding MakeFinding(int given, int suggested) {
  v1::Finding finding;
  finding.set_item_id("i");
  finding.set_given_label("c" + std::to_string(given));
  finding.set_suggested_label("c" + std::to_string(suggested));
  finding.set_recheck_label(finding.given_label());
  finding.set_cv_label(finding.suggested_label());
  finding.set_flagged(true);
  return finding;
}

Json DataOf(const v1::Audit& audit, const std::vector<v1::Finding>& findings) {
  FindingTally tally(audit);
  for (const v1::Finding& finding : findings) tally.Add(finding);
  return Json::parse(PageDataJson(audit, tally));
}

TEST(MostConfusedLabelsTest, AreAllClassesWhereThereAreFew) {
  EXPECT_THAT(MostConfusedLabels(AuditWithClasses(3), {{2, 0, 5}}), ElementsAre(0, 1, 2));
}

TEST(MostConfusedLabelsTest, AreTheClassesOfTheStrongestPairsWhereThereAreMany) {
  const v1::Audit audit = AuditWithClasses(50);
  FindingTally tally(audit);
  // Pair (c_i, c_i+1) occurs i times, for odd i: the ten strongest pairs have 20 classes.
  for (int i = 1; i < 49; i += 2) {
    for (int n = 0; n < i; ++n) tally.Add(MakeFinding(i, i + 1));
  }
  const std::vector<std::size_t> labels = MostConfusedLabels(audit, tally.SortedMoves());
  ASSERT_EQ(labels.size(), kHeatMapClassLimit);
  EXPECT_EQ(labels.front(), 29u);
  EXPECT_EQ(labels.back(), 48u);
}

TEST(JointMovesTest, AreTheCountsOffTheDiagonalStrongestFirst) {
  v1::Audit audit = AuditWithClasses(3);
  for (const std::vector<int>& counts :
       {std::vector<int>{9, 1, 0}, std::vector<int>{4, 9, 1}, std::vector<int>{0, 2, 9}}) {
    v1::JointRow* row = audit.add_confident_joint();
    for (const int count : counts) row->add_counts(count);
  }
  const std::vector<FindingTally::Move> moves = JointMoves(audit);
  ASSERT_EQ(moves.size(), 4u);
  EXPECT_EQ(moves[0].given_index, 1u);
  EXPECT_EQ(moves[0].suggested_index, 0u);
  EXPECT_EQ(moves[0].count, 4);
  EXPECT_EQ(moves[1].count, 2);
  EXPECT_EQ(moves[2].given_index, 0u);
  EXPECT_EQ(moves[3].given_index, 1u);
}

TEST(PageDataTest, PairsAddUpToTheFlaggedItemsThatHaveAnotherSuggestion) {
  const SampleAudit sample = NewsSample();
  std::int64_t expected = 0;
  for (const v1::Finding& finding : sample.findings) {
    expected += finding.flagged() && finding.given_label() != finding.suggested_label();
  }
  const Json pairs = DataOf(sample.audit, sample.findings).at("heat_map").at("flagged");
  std::int64_t total = 0;
  for (std::size_t i = 2; i < pairs.size(); i += 3) total += pairs[i].get<std::int64_t>();
  EXPECT_EQ(total, expected);
}

TEST(PageDataTest, AnOlderAuditHasNeitherReviewNorRules) {
  const Json data = DataOf(AuditWithClasses(2), {MakeFinding(0, 1)});
  EXPECT_FALSE(data.contains("review"));
  EXPECT_FALSE(data.contains("rules"));
  EXPECT_FALSE(data.at("items").contains("error"));
  EXPECT_EQ(data.at("verified"), Json::array());
  const Json& suspect = data.at("suspects").at(0);
  for (const char* key : {"p", "n", "d", "a", "r", "v"}) EXPECT_FALSE(suspect.contains(key)) << key;
}

TEST(PageDataTest, AWholeSuspectHasWhatExplainsIt) {
  v1::Finding finding = MakeFinding(0, 1);
  finding.set_excerpt("the text");
  finding.add_reasons()->set_text("because");
  finding.add_signal_scores(0.25f);
  finding.add_pulls()->set_feature("word");
  finding.mutable_pulls(0)->set_pull(1.5);
  v1::SimilarItem* neighbour = finding.add_neighbours();
  neighbour->set_item_id("n1");
  neighbour->set_given_label("c1");
  neighbour->set_similarity(0.75);
  neighbour->set_excerpt("its text");
  *finding.add_duplicates() = *neighbour;
  finding.mutable_duplicates(0)->set_given_label("unheard of");
  finding.set_annotator("somebody");
  const Json data = DataOf(AuditWithClasses(2), {finding});
  const Json& suspect = data.at("suspects").at(0);
  EXPECT_EQ(suspect.at("t"), "the text");
  EXPECT_EQ(suspect.at("r"), Json::array({"because"}));
  EXPECT_EQ(suspect.at("v"), Json::array({0.25}));
  EXPECT_EQ(suspect.at("p"), Json::parse(R"([["word", 1.5]])"));
  EXPECT_EQ(suspect.at("n"), Json::parse(R"([["n1", 1, 0.75, "its text"]])"));
  EXPECT_EQ(suspect.at("d"), Json::parse(R"([["n1", 2, 0.75, "its text"]])"));
  EXPECT_EQ(data.at("labels").at(2), "unheard of");
  EXPECT_EQ(suspect.at("a"), "somebody");
}

TEST(PageDataTest, VerdictsNameTheRightLabelTheGivenOneOrNone) {
  v1::Finding with_label = MakeFinding(0, 1);
  with_label.mutable_verified()->set_true_label("c1");
  v1::Finding right = MakeFinding(0, 1);
  right.mutable_verified()->set_correct(true);
  v1::Finding wrong = MakeFinding(0, 1);
  wrong.mutable_verified()->set_correct(false);
  EXPECT_EQ(DataOf(AuditWithClasses(2), {with_label, right, wrong}).at("verified"),
            Json::parse("[[0, 1], [1, 0], [2, -1]]"));
}

TEST(PageDataTest, TheReviewHasItsPricesOnlyWhereTheyAreKnown) {
  v1::Audit audit = AuditWithClasses(2);
  v1::DepthPoint* point = audit.mutable_review()->add_points();
  point->set_depth(1);
  point->set_expected_errors(0.5);
  point->set_low(0.25);
  point->set_high(1);
  point->set_marginal_precision(0.5);
  Json review = DataOf(audit, {}).at("review");
  EXPECT_EQ(review.at("points"), Json::parse("[[1, 0.5, 0.25, 1.0, 0.5]]"));
  EXPECT_FALSE(review.contains("stop_depth"));
  audit.mutable_review()->mutable_costs()->set_review_cost_micros(50'000);
  audit.mutable_review()->set_stop_depth(1);
  review = DataOf(audit, {}).at("review");
  EXPECT_EQ(review.at("stop_depth"), 1);
  EXPECT_EQ(review.at("review_cost_micros"), 50'000);
}

TEST(PageDataTest, LabelsAndIdsAreWholeBecauseDecisionsAreExportedByThem) {
  v1::Finding finding = MakeFinding(0, 1);
  finding.set_given_label(std::string(1000, 'l'));
  finding.set_item_id(std::string(1000, 'i'));
  const Json data = DataOf(AuditWithClasses(2), {finding});
  EXPECT_EQ(data.at("labels").at(2), std::string(1000, 'l'));
  EXPECT_EQ(data.at("items").at("ids").at(0), std::string(1000, 'i'));
}

}  // namespace
}  // namespace assay::report
