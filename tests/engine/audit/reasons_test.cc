#include "engine/audit/reasons.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StrEq;

// One row labelled 'business' among classes arts, business, sport.
class ReasonsTest : public testing::Test {
 protected:
  ReasonsTest() : calibrated_(3, 3) {
    calibrated_ << 1000, 0, 0,  //
        10, 1949, 41,           //
        0, 5, 1500;
    evidence_.given = given_;
    evidence_.class_count = 3;
    evidence_.out_of_fold = {disagreeing_, 3};
  }

  std::vector<Reason> Explain() const {
    const ReasonContext context{evidence_, names_, calibrated_, words_};
    return ExplainSuspect(context, suspect_);
  }

  // The text of the reason with this code, or "" where it is not among them.
  std::string TextOf(std::string_view code) const {
    for (const Reason& reason : Explain()) {
      if (reason.code == code) {
        return reason.text;
      }
    }
    return "";
  }

  const std::vector<int32_t> given_ = {1};
  const std::vector<float> disagreeing_ = {0.05f, 0.02f, 0.93f};
  const std::vector<float> agreeing_ = {0.02f, 0.55f, 0.43f};
  std::vector<std::string> names_ = {"arts", "business", "sport"};
  CountMatrix calibrated_;
  AuditEvidence evidence_;
  Suspect suspect_{.suggested = 2};
  bool words_ = true;
};

TEST_F(ReasonsTest, AModelThatDisagreesIsTheFirstReason) {
  ASSERT_THAT(Explain(), Not(IsEmpty()));
  EXPECT_EQ(Explain().front().code, kReasonModelDisagrees);
  EXPECT_THAT(
      Explain().front().text,
      StrEq("a model that never saw this row says 'sport' (93 %); 'business' gets only 2 %"));
}

TEST_F(ReasonsTest, AnUnsureModelSaysBothLabels) {
  evidence_.out_of_fold = {agreeing_, 3};
  suspect_.suggested = 1;
  EXPECT_THAT(TextOf(kReasonModelUnsure),
              StrEq("a model that never saw this row gives 'business' 55 %, and 'sport' 43 %"));
  EXPECT_THAT(TextOf(kReasonModelDisagrees), IsEmpty());
}

TEST_F(ReasonsTest, RecheckIsNamedOnlyWhereItDisagrees) {
  evidence_.recheck = {disagreeing_, 3};
  EXPECT_THAT(TextOf(kReasonRecheckDisagrees), HasSubstr("'sport'"));
  evidence_.recheck = {agreeing_, 3};
  EXPECT_THAT(TextOf(kReasonRecheckDisagrees), IsEmpty());
}

TEST_F(ReasonsTest, NaiveBayesSpeaksOfWordsOrOfValues) {
  evidence_.complement_nb = {disagreeing_, 3};
  EXPECT_THAT(TextOf(kReasonWordsDisagree), AllOf(HasSubstr("its words"), HasSubstr("'sport'")));
  words_ = false;
  EXPECT_THAT(TextOf(kReasonWordsDisagree), HasSubstr("its values"));
  evidence_.complement_nb = {agreeing_, 3};
  EXPECT_THAT(TextOf(kReasonWordsDisagree), IsEmpty());
}

TEST_F(ReasonsTest, WhatPointsToTheSuggestionIsListed) {
  suspect_.telling_features = {"goal", "premier league"};
  EXPECT_THAT(TextOf(kReasonTellingFeatures),
              StrEq("what points to 'sport': 'goal', 'premier league'"));
}

TEST_F(ReasonsTest, ACommonConfusionIsCounted) {
  EXPECT_THAT(TextOf(kReasonCommonConfusion),
              StrEq("'business' often stands where 'sport' is right: about 41 of the 2,000 rows "
                    "with this label"));
}

TEST_F(ReasonsTest, ARareConfusionIsNotMentioned) {
  calibrated_(1, 1) *= 10;
  EXPECT_THAT(TextOf(kReasonCommonConfusion), IsEmpty());
}

TEST_F(ReasonsTest, VotesAreCounted) {
  suspect_.votes_cast = 6;
  suspect_.votes_against = 5;
  EXPECT_THAT(TextOf(kReasonSignalsAgree), HasSubstr("5 of 6 checks"));
  suspect_.votes_against = 6;
  EXPECT_THAT(TextOf(kReasonSignalsAgree), HasSubstr("all 6 checks"));
  suspect_.votes_against = 0;
  EXPECT_THAT(TextOf(kReasonSignalsAgree), IsEmpty());
}

TEST_F(ReasonsTest, ARowThatFitsNowhereIsSaidToFitNowhere) {
  const std::vector<float> flat = {0.34f, 0.26f, 0.40f};
  evidence_.combined = {flat, 3};
  EXPECT_THAT(TextOf(kReasonNoLabelFits), HasSubstr("'sport' with 40 %"));
}

TEST_F(ReasonsTest, ARareLabelIsNamed) {
  calibrated_.row(1) << 0, 0, 1;
  EXPECT_THAT(TextOf(kReasonRareLabel), HasSubstr("only 1 row has the label 'business'"));
}

TEST_F(ReasonsTest, ARowWithoutKnownFeaturesIsNotExplainedByModels) {
  suspect_.has_features = false;
  evidence_.complement_nb = {disagreeing_, 3};
  EXPECT_THAT(TextOf(kReasonNothingKnown), Not(IsEmpty()));
  EXPECT_THAT(TextOf(kReasonModelDisagrees), IsEmpty());
  EXPECT_THAT(TextOf(kReasonWordsDisagree), IsEmpty());
}

TEST_F(ReasonsTest, PercentagesNeverSayNoneOrAll) {
  const std::vector<float> certain = {0.0f, 0.0f, 1.0f};
  evidence_.out_of_fold = {certain, 3};
  EXPECT_THAT(TextOf(kReasonModelDisagrees), AllOf(HasSubstr("over 99 %"), HasSubstr("under 1 %")));
}

TEST_F(ReasonsTest, LongNamesAreCutBetweenCharacters) {
  names_[2].clear();
  for (int i = 0; i < 60; ++i) {
    names_[2] += "\xC3\xA9";
  }
  std::string cut;
  for (int i = 0; i < 40; ++i) {
    cut += "\xC3\xA9";
  }
  EXPECT_THAT(TextOf(kReasonModelDisagrees), HasSubstr("'" + cut + "...'"));
}

TEST_F(ReasonsTest, AreNeverMoreThanSixNorLong) {
  evidence_.recheck = evidence_.complement_nb = evidence_.combined = evidence_.out_of_fold;
  const std::vector<float> margins = {-1.0f};
  evidence_.mean_margin = margins;
  suspect_.votes_cast = suspect_.votes_against = 6;
  calibrated_.row(1) << 0, 1, 3;
  std::fill(names_.begin(), names_.end(), std::string(500, 'x'));
  EXPECT_THAT(Explain(), SizeIs(6));
  for (const Reason& reason : Explain()) {
    EXPECT_LE(reason.text.size(), 320u);
  }
}

TEST_F(ReasonsTest, NeighboursAreNamedWhereMoreOfThemCarryTheSuggestion) {
  suspect_.neighbour_count = 10;
  suspect_.neighbours_suggesting = 7;
  suspect_.neighbours_keeping = 2;
  EXPECT_THAT(TextOf(kReasonNeighboursDisagree),
              StrEq("7 of the 10 most similar rows carry 'sport', 2 'business'"));
  suspect_.neighbours_keeping = 7;
  EXPECT_THAT(TextOf(kReasonNeighboursDisagree), IsEmpty());
  suspect_.neighbours_keeping = 0;
  EXPECT_THAT(TextOf(kReasonNeighboursDisagree), HasSubstr("none 'business'"));
}

TEST_F(ReasonsTest, DuplicatesAreNamedWhereMostCarryAnotherLabel) {
  std::vector<DuplicateLabels> duplicates = {{1, 3, 2, 3, 3}};
  evidence_.duplicates = duplicates;
  EXPECT_THAT(TextOf(kReasonDuplicatesConflict),
              StrEq("3 of 4 rows that are equal or nearly so carry 'sport'"));
  duplicates[0] = {0, 2, 0, 2, 2};
  EXPECT_THAT(TextOf(kReasonDuplicatesConflict),
              StrEq("all 2 rows that are equal or nearly so carry 'arts'"));
  duplicates[0] = {0, 1, 0, 1, 1};
  EXPECT_THAT(TextOf(kReasonDuplicatesConflict),
              StrEq("another row that is equal or nearly so carries 'arts'"));
  duplicates[0] = {2, 2, 1, 2, 2};
  EXPECT_THAT(TextOf(kReasonDuplicatesConflict), IsEmpty());
}

TEST_F(ReasonsTest, AnAnnotatorIsNamedFromTwiceTheOddsOn) {
  suspect_.annotator_log_odds = 1.386f;
  EXPECT_THAT(TextOf(kReasonAnnotatorPattern), HasSubstr("about 4 times as often"));
  suspect_.annotator_log_odds = 0.5f;
  EXPECT_THAT(TextOf(kReasonAnnotatorPattern), IsEmpty());
}

TEST_F(ReasonsTest, ARuleAgainstTheLabelIsQuotedWithItsFigures) {
  const LabelRule rule{
      .terms = {4, 7}, .class_index = 2, .checked_count = 1210, .precision = {0.974, 0.96, 0.98}};
  suspect_.rule_against = &rule;
  suspect_.rule_terms = {"goal", "team"};
  EXPECT_THAT(TextOf(kReasonRuleContradicts),
              StrEq("of 1,210 rows with 'goal' and 'team', 97 % are 'sport'"));
}

TEST_F(ReasonsTest, WithoutAnyModelThereIsNoReason) {
  evidence_.out_of_fold = {};
  suspect_.suggested = 1;
  EXPECT_THAT(Explain(), IsEmpty());
}

}  // namespace
}  // namespace assay
