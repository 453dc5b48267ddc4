#include "annotator/report/finding_tally.h"

#include <cmath>
#include <numeric>
#include <string>

#include "annotator/report/page_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/annotator/report/sample_audit.h"

namespace assay::report {
namespace {

using ::testing::ElementsAre;

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
  for (std::int64_t rank = 1; rank <= 2000; ++rank) {
    v1::Finding finding = MakeFinding("c0", "c1", 0.5, true);
    finding.set_rank(rank);
    tally.Add(finding);
  }
  ASSERT_EQ(tally.suspects().size(), FindingTally::kSuspectLimit);
  EXPECT_EQ(tally.suspects().back().finding.rank(), 500);
  EXPECT_EQ(std::accumulate(tally.flagged_bins().begin(), tally.flagged_bins().end(), 0), 2000);
  EXPECT_EQ(tally.SortedMoves()[0].count, 2000);
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
  EXPECT_EQ(tally.labels()[1].size(), FindingTally::kLabelLimit + kEllipsis);
  EXPECT_EQ(kept.excerpt().size(), FindingTally::kExcerptLimit + kEllipsis);
  EXPECT_EQ(kept.item_id().size(), FindingTally::kLabelLimit + kEllipsis);
  EXPECT_EQ(kept.reasons_size(), FindingTally::kReasonCountLimit);
  EXPECT_EQ(kept.reasons(0).text().size(), FindingTally::kReasonLimit + kEllipsis);
}

TEST(HeatMapTest, ShowsAllClassesWhereThereAreFew) {
  FindingTally tally(AuditWithClasses(3));
  tally.Add(MakeFinding("c2", "c0", 0.1, true));
  const HeatMap map = BuildHeatMap(AuditWithClasses(3), tally);
  EXPECT_THAT(map.label_indexes, ElementsAre(0, 1, 2));
  EXPECT_THAT(map.counts,
              ElementsAre(ElementsAre(0, 0, 0), ElementsAre(0, 0, 0), ElementsAre(1, 0, 0)));
}

TEST(HeatMapTest, ShowsTheClassesOfTheStrongestPairsWhereThereAreMany) {
  const v1::Audit audit = AuditWithClasses(50);
  FindingTally tally(audit);
  // Pair (c_i, c_i+1) occurs i times, for odd i: the ten strongest pairs have 20 classes.
  for (int i = 1; i < 49; i += 2) {
    for (int n = 0; n < i; ++n) {
      tally.Add(MakeFinding("c" + std::to_string(i), "c" + std::to_string(i + 1), 0.1, true));
    }
  }
  const HeatMap map = BuildHeatMap(audit, tally);
  ASSERT_EQ(map.label_indexes.size(), kHeatMapClassLimit);
  EXPECT_EQ(map.label_indexes.front(), 29u);
  EXPECT_EQ(map.label_indexes.back(), 48u);
  EXPECT_EQ(map.counts[0][1], 29);
  EXPECT_EQ(map.counts[18][19], 47);
  EXPECT_EQ(map.counts[1][0], 0);
}

TEST(HeatMapTest, AddsUpToTheFlaggedItemsThatHaveAnotherSuggestion) {
  const SampleAudit sample = NewsSample();
  FindingTally tally(sample.audit);
  std::int64_t expected = 0;
  for (const v1::Finding& finding : sample.findings) {
    tally.Add(finding);
    expected += finding.flagged() && finding.given_label() != finding.suggested_label();
  }
  std::int64_t total = 0;
  for (const auto& row : BuildHeatMap(sample.audit, tally).counts) {
    total = std::accumulate(row.begin(), row.end(), total);
  }
  EXPECT_EQ(total, expected);
}

}  // namespace
}  // namespace assay::report
