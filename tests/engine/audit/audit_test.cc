#include "engine/audit/audit.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/text_case.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Goes on by a second each time it is asked.
class SteppingClock final : public Clock {
 public:
  int64_t WallMicros() const override { return 0; }
  int64_t MonotonicMicros() const override { return now_ += 1'000'000; }

 private:
  mutable std::atomic<int64_t> now_ = 0;
};

class CancelledProgress final : public ProgressSink {
 public:
  void Report(std::string_view, int64_t, int64_t) override {}
  bool cancelled() const override { return true; }
};

absl::StatusOr<AuditResult> Audit(AuditInput input, int threads = 2, AuditOptions options = {}) {
  WorkerPool pool(threads);
  NullProgress progress;
  const SteppingClock clock;
  return RunAudit(std::move(input), options, pool, progress, clock);
}

class AuditTest : public testing::Test {
 protected:
  static const TextCase& Case() {
    static const TextCase text_case(600, 4, 17, 0.15);
    return text_case;
  }
  static const AuditResult& Result() {
    static const AuditResult result = Audit(Case().Input()).value();
    return result;
  }
};

TEST_F(AuditTest, MostOfTheFirstSuspectsAreWrong) {
  size_t wrong = 0;
  const size_t shown = Case().WrongCount();
  for (size_t rank = 0; rank < shown; ++rank) {
    const size_t item = Result().order[rank];
    wrong += Case().given[item] != Case().true_classes[item] ? 1 : 0;
  }
  EXPECT_GT(wrong, shown * 9 / 10);
}

TEST_F(AuditTest, SuggestsTheTrueClassOfMostWrongLabels) {
  size_t right = 0;
  for (size_t i = 0; i < Case().given.size(); ++i) {
    right += Case().given[i] != Case().true_classes[i] &&
                     Result().items[i].suggested == Case().true_classes[i]
                 ? 1
                 : 0;
  }
  EXPECT_GT(right, Case().WrongCount() * 9 / 10);
}

TEST_F(AuditTest, TheIntervalHoldsTheNumberOfWrongLabels) {
  const auto wrong = static_cast<double>(Case().WrongCount());
  EXPECT_LE(Result().estimated_errors.low, wrong);
  EXPECT_GE(Result().estimated_errors.high, wrong);
}

TEST_F(AuditTest, TheOrderIsByScoreThenByItem) {
  const AuditResult& result = Result();
  ASSERT_EQ(result.order.size(), 600u);
  EXPECT_EQ(std::set<size_t>(result.order.begin(), result.order.end()).size(), 600u);
  for (size_t rank = 1; rank < 600; ++rank) {
    const size_t before = result.order[rank - 1];
    const size_t here = result.order[rank];
    EXPECT_LE(std::pair(result.items[before].score, before),
              std::pair(result.items[here].score, here));
  }
}

TEST_F(AuditTest, ScoresBelowOneHalfAreThoseWithAnotherSuggestion) {
  for (size_t i = 0; i < 600; ++i) {
    const AuditedItem& item = Result().items[i];
    EXPECT_GE(item.score, 0);
    EXPECT_LE(item.score, 1);
    EXPECT_EQ(item.score < 0.5, item.suggested != Case().given[i]) << "item " << i;
    const std::span<const float> mixture = Result().models.mixture.row(i);
    EXPECT_EQ(item.given_probability, mixture[static_cast<size_t>(Case().given[i])]);
    EXPECT_EQ(item.suggested_probability, mixture[static_cast<size_t>(item.suggested)]);
  }
}

TEST_F(AuditTest, FlagsTheFirstOfTheRankingUpToTheEstimate) {
  const AuditResult& result = Result();
  EXPECT_GT(result.flagged_count, 0);
  EXPECT_LE(result.flagged_count, std::llround(result.estimated_errors.value));
  for (size_t rank = 0; rank < 600; ++rank) {
    EXPECT_EQ(result.items[result.order[rank]].flagged,
              static_cast<int64_t>(rank) < result.flagged_count);
  }
}

TEST_F(AuditTest, ClassFiguresAddUpToTheTotals) {
  ClassFigures sum;
  for (const ClassFigures& figures : Result().classes) {
    sum.item_count += figures.item_count;
    sum.flagged_count += figures.flagged_count;
    sum.recheck_error_count += figures.recheck_error_count;
    sum.estimated_errors.value += figures.estimated_errors.value;
  }
  EXPECT_EQ(sum.item_count, 600);
  EXPECT_EQ(sum.flagged_count, Result().flagged_count);
  EXPECT_EQ(sum.recheck_error_count, Result().recheck_error_count);
  EXPECT_NEAR(sum.estimated_errors.value, Result().estimated_errors.value, 1e-9);
  EXPECT_EQ(Result().confident_joint.sum(), 600);
}

TEST_F(AuditTest, CrossValidatedAccuracyCountsReproducedLabels) {
  size_t reproduced = 0;
  for (size_t i = 0; i < 600; ++i) {
    reproduced += Result().items[i].cross_validated == Case().given[i] ? 1 : 0;
  }
  EXPECT_DOUBLE_EQ(Result().cross_validated_accuracy, static_cast<double>(reproduced) / 600);
}

TEST_F(AuditTest, EverySignalScoresEveryItemAndTheWeightsSumToOne) {
  double weight = 0;
  // All but those that need tables or annotators.
  EXPECT_EQ(Result().signals.size(), SuspicionSignals().size() - 2);
  for (const SignalScores& signal : Result().signals) {
    EXPECT_EQ(signal.scores.size(), 600u) << signal.signal->name;
    weight += signal.weight;
  }
  EXPECT_NEAR(weight, 1, 1e-9);
}

TEST_F(AuditTest, SuspectsHaveReasonsAndOthersNone) {
  const size_t first = Result().order.front();
  const std::vector<Reason> reasons = Result().Explain(first).reasons;
  ASSERT_THAT(reasons, Not(IsEmpty()));
  EXPECT_EQ(reasons.front().code, kReasonModelDisagrees);
  const std::string true_topic = std::to_string(Case().true_classes[first]);
  EXPECT_THAT(reasons, Contains(testing::Field(&Reason::text,
                                               AllOf(HasSubstr("what points to"),
                                                     HasSubstr("topical" + true_topic + "x")))));
  EXPECT_THAT(Result().Explain(Result().order.back()).reasons, IsEmpty());
}

TEST_F(AuditTest, TimesTheConsecutivePhases) {
  double seconds = 0;
  for (const PhaseTime& time : Result().timings) {
    EXPECT_EQ(time.seconds, 1) << time.phase;
    seconds += time.seconds;
  }
  EXPECT_GE(seconds, 4);
}

TEST_F(AuditTest, TheNumberOfThreadsDoesNotChangeTheFindings) {
  const absl::StatusOr<AuditResult> alone = Audit(Case().Input(), 1);
  ASSERT_THAT(alone, IsOk());
  EXPECT_EQ(alone->order, Result().order);
  for (size_t i = 0; i < 600; ++i) {
    EXPECT_EQ(alone->items[i].score, Result().items[i].score);
    EXPECT_EQ(alone->items[i].suggested, Result().items[i].suggested);
    EXPECT_EQ(alone->items[i].recheck, Result().items[i].recheck);
  }
}

TEST_F(AuditTest, ASaneDataSetHasNoWarnings) { EXPECT_THAT(Result().warnings, IsEmpty()); }

TEST(AuditEdgeTest, AClassWithOneMemberIsAuditedAndMentioned) {
  TextCase text_case(200, 3, 5, 0.1);
  text_case.class_names.push_back("lonely");
  text_case.given[7] = 3;
  const auto result = Audit(text_case.Input());
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(result->warnings, Contains(AllOf(HasSubstr("one row only"), HasSubstr("'lonely'"))));
  for (const AuditedItem& item : result->items) {
    EXPECT_FALSE(std::isnan(item.score));
  }
}

TEST(AuditEdgeTest, AClassWithoutMembersIsNeverSuggested) {
  TextCase text_case(200, 3, 5, 0.1);
  text_case.class_names.push_back("absent");
  const auto result = Audit(text_case.Input());
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(result->warnings, Contains(HasSubstr("'absent'")));
  for (const AuditedItem& item : result->items) {
    EXPECT_NE(item.suggested, 3);
  }
}

TEST(AuditEdgeTest, LabelsThatHaveNothingToDoWithTheTextAreSaidSo) {
  TextCase text_case(400, 2, 5, 0.0);
  Rng rng(3);
  for (int32_t& label : text_case.given) {
    label = static_cast<int32_t>(rng.Below(2));
  }
  const auto result = Audit(text_case.Input());
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(result->warnings, Contains(HasSubstr("Do not rely on these findings")));
}

// Nineteen in twenty items in one class: always answering it reproduces as many labels as a useful
// model does, and the audit must not be called useless for that.
TEST(AuditEdgeTest, AUsefulModelOfSkewedClassesIsNotWarnedOf) {
  TextCase text_case(2000, 20, 5, 0.05);
  for (size_t i = 0; i < 2000; ++i) {
    text_case.given[i] = text_case.given[i] == 0 ? 1 : 0;
  }
  text_case.class_names = {"ordinary", "defect"};
  const auto result = Audit(text_case.Input());
  ASSERT_THAT(result, IsOk());
  EXPECT_GT(result->majority_share, 0.9);
  EXPECT_THAT(result->warnings, IsEmpty());
}

TEST(AuditEdgeTest, RowsWithoutKnownWordsAreCountedAndExplained) {
  TextCase text_case(200, 2, 5, 0.1);
  text_case.texts[3] = "zzyzx";
  text_case.given[3] = 1;
  const auto result = Audit(text_case.Input());
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(result->warnings, Contains(HasSubstr("1 row shares nothing")));
}

TEST(AuditEdgeTest, OneClassIsRefused) {
  TextCase text_case(50, 2, 1, 0);
  std::fill(text_case.given.begin(), text_case.given.end(), 1);
  const auto result = Audit(text_case.Input());
  EXPECT_THAT(result, HasReason("ONE_CLASS_ONLY"));
  EXPECT_THAT(result, HasMetadata("label", "topic1"));
}

TEST(AuditEdgeTest, IdenticalTextsAreRefused) {
  TextCase text_case(50, 2, 1, 0);
  std::fill(text_case.texts.begin(), text_case.texts.end(), "the same text");
  EXPECT_THAT(Audit(text_case.Input()), HasReason("NO_USABLE_FEATURES"));
}

TEST(AuditEdgeTest, TextsWithoutASharedWordAreRefused) {
  TextCase text_case(50, 2, 1, 0);
  for (size_t i = 0; i < 50; ++i) {
    text_case.texts[i] = "unique" + std::to_string(i);
  }
  EXPECT_THAT(Audit(text_case.Input()), HasReason("NO_USABLE_FEATURES"));
}

TEST(AuditEdgeTest, FewerItemsThanFoldsAreRefused) {
  EXPECT_THAT(Audit(TextCase(4, 2, 1, 0).Input()), HasReason("TOO_FEW_ITEMS"));
}

TEST(AuditEdgeTest, NoItemsAreRefused) {
  EXPECT_THAT(Audit({{}, {"a", "b"}, AuditFeatures{.views = TextViews({})}}),
              HasReason("TOO_FEW_ITEMS"));
}

TEST(AuditEdgeTest, TooManyClassesAreRefusedWithTheLimit) {
  TextCase text_case(30, 2, 1, 0);
  text_case.class_names.resize(1001, "x");
  const auto result = Audit(text_case.Input());
  EXPECT_THAT(result, HasReason("TOO_MANY_CLASSES"));
  EXPECT_THAT(result, HasMetadata("limit", "1000"));
}

TEST(AuditEdgeTest, LabelsAndRowsOfDifferentNumberAreRefused) {
  TextCase text_case(30, 2, 1, 0);
  text_case.given.pop_back();
  EXPECT_THAT(Audit(text_case.Input()), HasReason("SIZE_MISMATCH"));
}

TEST(AuditEdgeTest, AnUnknownClassIndexIsRefused) {
  TextCase text_case(30, 2, 1, 0);
  text_case.given[9] = 2;
  EXPECT_THAT(Audit(text_case.Input()), HasReason("LABEL_OUT_OF_RANGE"));
}

TEST(AuditEdgeTest, FoldCountsOutOfRangeAreRefused) {
  const TextCase text_case(30, 2, 1, 0);
  EXPECT_THAT(Audit(text_case.Input(), 1, {.fold_count = 1}), HasReason("BAD_FOLD_COUNT"));
  EXPECT_THAT(Audit(text_case.Input(), 1, {.fold_count = 21}), HasReason("BAD_FOLD_COUNT"));
}

TEST(AuditEdgeTest, CancellingEndsTheAudit) {
  WorkerPool pool(1);
  CancelledProgress progress;
  const SteppingClock clock;
  EXPECT_THAT(RunAudit(TextCase(100, 2, 1, 0).Input(), {}, pool, progress, clock),
              HasReason("CANCELLED"));
}

// 1 - noise of a confident model on the true class, the rest spread.
ClassMatrix ProbabilitiesOfTruth(const TextCase& text_case) {
  const size_t class_count = text_case.class_names.size();
  ClassMatrix probabilities(text_case.given.size(), class_count);
  for (size_t i = 0; i < text_case.given.size(); ++i) {
    for (size_t k = 0; k < class_count; ++k) {
      const bool is_true = static_cast<int32_t>(k) == text_case.true_classes[i];
      probabilities.row(i)[k] = is_true ? 0.85f : 0.15f / static_cast<float>(class_count - 1);
    }
  }
  return probabilities;
}

TEST(GivenProbabilitiesAuditTest, RanksAndFlagsWithoutFeatures) {
  const TextCase text_case(400, 4, 5, 0.1);
  AuditInput input{text_case.given, text_case.class_names};
  input.given_probabilities = ProbabilitiesOfTruth(text_case);
  const auto result = Audit(std::move(input));
  ASSERT_TRUE(result.ok()) << result.status();
  for (size_t rank = 0; rank < text_case.WrongCount(); ++rank) {
    const size_t item = result->order[rank];
    EXPECT_NE(text_case.given[item], text_case.true_classes[item]) << "rank " << rank;
    EXPECT_EQ(result->items[item].suggested, text_case.true_classes[item]);
    EXPECT_EQ(result->items[item].cross_validated, text_case.true_classes[item]);
    EXPECT_FALSE(result->Explain(item).reasons.empty());
  }
}

TEST(GivenProbabilitiesAuditTest, WrongSizesAreRefused) {
  const TextCase text_case(50, 3, 5, 0.1);
  AuditInput input{text_case.given, text_case.class_names};
  input.given_probabilities = ClassMatrix(50, 4);
  EXPECT_THAT(Audit(std::move(input)), HasReason("SIZE_MISMATCH"));
  AuditInput nothing{text_case.given, text_case.class_names};
  EXPECT_THAT(Audit(std::move(nothing)), HasReason("NO_USABLE_FEATURES"));
}

}  // namespace
}  // namespace assay
