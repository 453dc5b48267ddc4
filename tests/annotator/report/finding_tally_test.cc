#include "annotator/report/finding_tally.h"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay::report {
namespace {

v1::Audit AuditWithClasses(int class_count) {
  v1::Audit audit;
  for (int i = 0; i < class_count; ++i) audit.add_classes("c" + std::to_string(i));
  return audit;
}

v1::Finding MakeFinding(const std::string& given, const std::string& suggested, double score,
                        bool flagged) {
  v1::Finding finding;
  finding.set_given_label(given);
  finding.set_suggested_label(suggested);
  finding.set_recheck_label(given);
  finding.set_cv_label(suggested);
  finding.set_score(score);
  finding.set_flagged(flagged);
  return finding;
}

TEST(FindingTallyTest, CountsScoresByBinAndByFlag) {
  FindingTally tally(AuditWithClasses(2));
  tally.Add(MakeFinding("c0", "c1", 0.0, true));
  tally.Add(MakeFinding("c0", "c1", 0.0199, true));
  tally.Add(MakeFinding("c0", "c0", 0.02, false));
  tally.Add(MakeFinding("c0", "c0", 1.0, false));
  EXPECT_EQ(tally.flagged_bins()[0], 2);
  EXPECT_EQ(tally.unflagged_bins()[1], 1);
  EXPECT_EQ(tally.unflagged_bins()[49], 1);
}

TEST(FindingTallyTest, ScoresOutOfRangeFallIntoTheOuterBins) {
  FindingTally tally(AuditWithClasses(1));
  tally.Add(MakeFinding("c0", "c0", std::nan(""), false));
  tally.Add(MakeFinding("c0", "c0", -3, false));
  tally.Add(MakeFinding("c0", "c0", 3, false));
  EXPECT_EQ(tally.unflagged_bins()[0], 2);
  EXPECT_EQ(tally.unflagged_bins()[49], 1);
}

TEST(FindingTallyTest, CountsOnlyFlaggedItemsThatHaveAnotherSuggestion) {
  FindingTally tally(AuditWithClasses(3));
  tally.Add(MakeFinding("c0", "c1", 0.1, true));
  tally.Add(MakeFinding("c2", "c1", 0.1, true));
  tally.Add(MakeFinding("c2", "c1", 0.1, true));
  tally.Add(MakeFinding("c0", "c2", 0.1, false));
  tally.Add(MakeFinding("c1", "c1", 0.1, true));
  const std::vector<FindingTally::Move> moves = tally.SortedMoves();
  ASSERT_EQ(moves.size(), 2u);
  EXPECT_EQ(moves[0].given_index, 2u);
  EXPECT_EQ(moves[0].suggested_index, 1u);
  EXPECT_EQ(moves[0].count, 2);
  EXPECT_EQ(moves[1].count, 1);
}

TEST(FindingTallyTest, KeepsTheFirstSuspectsAndCountsTheRest) {
  FindingTally tally(AuditWithClasses(2));
  for (std::int64_t rank = 1; rank <= 9000; ++rank) {
    v1::Finding finding = MakeFinding("c0", "c1", 0.5, true);
    finding.set_rank(rank);
    tally.Add(finding);
  }
  ASSERT_EQ(tally.suspects().size(), FindingTally::kSuspectLimit);
  EXPECT_EQ(tally.suspects().back().finding.rank(),
            static_cast<std::int64_t>(FindingTally::kSuspectLimit));
  EXPECT_EQ(std::accumulate(tally.flagged_bins().begin(), tally.flagged_bins().end(), 0), 9000);
  EXPECT_EQ(tally.SortedMoves()[0].count, 9000);
}

TEST(FindingTallyTest, CutsLongTexts) {
  FindingTally tally(AuditWithClasses(1));
  v1::Finding finding = MakeFinding(std::string(5000, 'x'), "c0", 0.1, true);
  finding.set_excerpt(std::string(5000, 'y'));
  finding.set_item_id(std::string(5000, 'z'));
  for (int i = 0; i < 50; ++i) finding.add_reasons()->set_text(std::string(5000, 'r'));
  tally.Add(finding);
  const v1::Finding& kept = tally.suspects()[0].finding;
  constexpr std::size_t kEllipsis = 3;
  EXPECT_EQ(tally.labels()[1].size(), 5000u);
  EXPECT_EQ(kept.excerpt().size(), FindingTally::kExcerptLimit + kEllipsis);
  EXPECT_EQ(kept.item_id().size(), FindingTally::kLabelLimit + kEllipsis);
  EXPECT_EQ(kept.reasons_size(), FindingTally::kReasonCountLimit);
  EXPECT_EQ(kept.reasons(0).text().size(), FindingTally::kReasonLimit + kEllipsis);
}

TEST(FindingTallyTest, KeepsTheStrongestPullsOfEachSignAndFewSimilarItems) {
  FindingTally tally(AuditWithClasses(1));
  v1::Finding finding = MakeFinding("c0", "c0", 0.1, true);
  for (int i = 0; i < 20; ++i) {
    v1::FeaturePull* pull = finding.add_pulls();
    pull->set_feature("f" + std::to_string(i));
    pull->set_pull(i < 10 ? 10 - i : 9 - i);
    finding.add_neighbours()->set_given_label("other");
    finding.add_duplicates()->set_excerpt(std::string(5000, 'd'));
  }
  tally.Add(finding);
  const FindingTally::Suspect& suspect = tally.suspects()[0];
  ASSERT_EQ(suspect.finding.pulls_size(), 2 * FindingTally::kPullLimit);
  EXPECT_EQ(suspect.finding.pulls(0).feature(), "f0");
  EXPECT_EQ(suspect.finding.pulls(FindingTally::kPullLimit).feature(), "f10");
  EXPECT_EQ(suspect.finding.neighbours_size(), FindingTally::kSimilarLimit);
  EXPECT_EQ(suspect.neighbour_indexes, std::vector<std::size_t>(4, 1));
  EXPECT_LE(suspect.finding.duplicates(0).excerpt().size(), FindingTally::kSimilarExcerptLimit + 3);
}

TEST(FindingTallyTest, TextsAreShortenedAndThenLeftOutSoThatThePageStaysSmall) {
  FindingTally tally(AuditWithClasses(2));
  v1::Finding finding = MakeFinding("c0", "c1", 0.5, true);
  finding.set_excerpt(std::string(1000, 'y'));
  for (int i = 0; i < 8; ++i) finding.add_reasons()->set_text(std::string(300, 'r'));
  for (int i = 0; i < 6000; ++i) tally.Add(finding);
  std::size_t bytes = 0;
  for (const FindingTally::Suspect& suspect : tally.suspects()) {
    bytes += suspect.finding.ByteSizeLong();
  }
  EXPECT_LT(bytes, FindingTally::kTextByteLimit + 4096);
  EXPECT_LT(tally.whole_count(), tally.suspects().size());
  EXPECT_LT(tally.suspects().size(), tally.items().size());
  EXPECT_EQ(tally.items().size(), 6000u);
  const FindingTally::Suspect& last = tally.suspects().back();
  EXPECT_FALSE(last.is_whole);
  EXPECT_EQ(last.finding.reasons_size(), 0);
  EXPECT_EQ(last.finding.excerpt().size(), FindingTally::kShortExcerptLimit + 3);
}

}  // namespace
}  // namespace assay::report
