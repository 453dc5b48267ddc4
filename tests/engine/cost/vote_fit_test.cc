#include "engine/cost/vote_fit.h"

#include <cstdint>
#include <vector>

#include "engine/base/worker_pool.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/cost/simulated_pilot.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

class FitPilotTest : public testing::Test {
 protected:
  PilotFit Fit(const PilotInput& input, const ForecastOptions& options = {}) {
    const auto fit = FitPilot(input, GridOf(input.labels.class_count()), options, pool_);
    EXPECT_THAT(fit, IsOk());
    return *fit;
  }

  const VoteGrid& GridOf(size_t class_count) { return class_count == 2 ? two_ : three_; }

  WorkerPool pool_{2};
  const VoteGrid two_{2, 9, pool_};
  const VoteGrid three_{3, 9, pool_};
};

TEST_F(FitPilotTest, FindsTheAccuracyOfAKnownCrowd) {
  const SimulatedPilot pilot = SimulatePilot(600, 3, 6, 0.7, 1);
  const PilotFit fit = Fit({pilot.labels, pilot.truth});
  EXPECT_NEAR(fit.label_accuracy.value, 0.7, 0.03);
  // Independent labels of 0.7, errors spread over two classes: 0.9 and more with nine.
  EXPECT_GT(fit.votes[8].accuracy.value, 0.93);
  EXPECT_EQ(fit.item_count, 600u);
  EXPECT_EQ(fit.gold_item_count, 600u);
  EXPECT_NEAR(fit.effective_annotator_count, 6, 1e-9);
}

TEST_F(FitPilotTest, WithoutKnownClassesTheIntervalIsWiderAndStillHolds) {
  const SimulatedPilot pilot = SimulatePilot(50, 2, 3, 0.8, 2);
  const PilotFit known = Fit({pilot.labels, pilot.truth});
  const PilotFit unknown = Fit({pilot.labels});
  for (size_t k = 0; k < 9; ++k) {
    const Interval& wide = unknown.votes[k].accuracy;
    const Interval& narrow = known.votes[k].accuracy;
    EXPECT_GT(wide.high - wide.low, narrow.high - narrow.low);
    EXPECT_LE(wide.low, wide.value);
    EXPECT_LE(wide.value, wide.high);
  }
  EXPECT_LT(unknown.votes[0].accuracy.low, 0.8);
  EXPECT_GT(unknown.votes[0].accuracy.high, 0.8);
}

TEST_F(FitPilotTest, MorePilotItemsNarrowTheInterval) {
  const SimulatedPilot small = SimulatePilot(40, 2, 8, 0.8, 3);
  const SimulatedPilot large = SimulatePilot(800, 2, 8, 0.8, 3);
  const ForecastOptions options = {.same_annotators = true};
  const Interval few = Fit({small.labels, small.truth}, options).votes[2].accuracy;
  const Interval many = Fit({large.labels, large.truth}, options).votes[2].accuracy;
  EXPECT_GT(few.high - few.low, 2 * (many.high - many.low));
}

TEST_F(FitPilotTest, StrangersAreForetoldLessSurelyThanTheSameAnnotators) {
  const SimulatedPilot pilot = SimulatePilot(60, 2, 2, 0.8, 3);
  const Interval same =
      Fit({pilot.labels, pilot.truth}, {.same_annotators = true}).votes[2].accuracy;
  const Interval strangers = Fit({pilot.labels, pilot.truth}).votes[2].accuracy;
  EXPECT_GT(strangers.high - strangers.low, 1.3 * (same.high - same.low));
}

TEST_F(FitPilotTest, FewItemsToLabelAreForetoldLessSurely) {
  const SimulatedPilot pilot = SimulatePilot(60, 2, 3, 0.9, 4);
  const Interval sure = Fit({pilot.labels, pilot.truth}, {}).votes[4].accuracy;
  const Interval unsure = Fit({pilot.labels, pilot.truth}, {.item_count = 20}).votes[4].accuracy;
  EXPECT_GT(unsure.high - unsure.low, sure.high - sure.low);
  EXPECT_GE(unsure.low, 0);
  EXPECT_LE(unsure.high, 1);
}

TEST_F(FitPilotTest, DoesNotDependOnTheNumberOfThreads) {
  const SimulatedPilot pilot = SimulatePilot(50, 3, 2, 0.75, 5);
  WorkerPool one(1);
  const auto alone = FitPilot({pilot.labels}, three_, {}, one);
  const PilotFit shared = Fit({pilot.labels});
  for (size_t k = 0; k < 9; ++k) {
    EXPECT_EQ(alone->votes[k].accuracy.low, shared.votes[k].accuracy.low);
    EXPECT_EQ(alone->votes[k].accuracy.value, shared.votes[k].accuracy.value);
  }
}

TEST_F(FitPilotTest, DoesNotCareHowClassesAreCalled) {
  const SimulatedPilot pilot = SimulatePilot(60, 3, 3, 0.75, 6);
  // The same labels with the classes in another order.
  LabelTableBuilder builder;
  for (const char* name : {"class2", "class0", "class1"}) {
    ASSERT_THAT(builder.AddClass(name), IsOk());
  }
  builder.KeepClassOrder();
  const LabelTable& labels = pilot.labels;
  for (size_t item = 0; item < labels.item_count(); ++item) {
    for (size_t i = 0; i < labels.classes_of(item).size(); ++i) {
      const auto name = [](std::string_view view) { return std::string(view); };
      ASSERT_THAT(builder.Add(name(labels.item_names()[item]),
                              name(labels.annotator_names()[labels.annotators_of(item)[i]]),
                              name(labels.class_names()[labels.classes_of(item)[i]])),
                  IsOk());
    }
  }
  const LabelTable renamed = builder.Build(RepeatPolicy::kAll);
  const PilotFit a = Fit({pilot.labels});
  const PilotFit b = Fit({renamed});
  for (size_t k = 0; k < 9; ++k) {
    EXPECT_NEAR(a.votes[k].accuracy.value, b.votes[k].accuracy.value, 1e-6);
  }
}

TEST_F(FitPilotTest, AnnotatorsThatDoNotCountAreAsIfTheyWereNotThere) {
  Rng rng(7);
  LabelTableBuilder both;
  AddCrowd(both, "good", 60, 2, 3, 0.95, rng);
  AddCrowd(both, "bad", 60, 2, 3, 0.55, rng);
  const LabelTable labels = both.Build(RepeatPolicy::kAll);
  std::vector<uint8_t> good(labels.annotator_count());
  for (size_t annotator = 0; annotator < good.size(); ++annotator) {
    good[annotator] = labels.annotator_names()[annotator].substr(0, 4) == "good" ? 1 : 0;
  }
  const SimulatedPilot same = SimulatePilot(60, 2, 3, 0.95, 7);
  EXPECT_NEAR(Fit({labels, {}, good}).votes[2].accuracy.value,
              Fit({same.labels}).votes[2].accuracy.value, 1e-9);
  EXPECT_GT(Fit({labels, {}, good}).votes[2].accuracy.value, Fit({labels}).votes[2].accuracy.value);
}

TEST_F(FitPilotTest, OneLabelAnItemTellsNothingUnlessClassesAreKnown) {
  const SimulatedPilot pilot = SimulatePilot(100, 2, 1, 0.9, 8);
  EXPECT_THAT(FitPilot({pilot.labels}, two_, {}, pool_),
              testing::AllOf(HasReason("PILOT_TOO_SMALL"), HasMetadata("found", "0")));
  EXPECT_THAT(FitPilot({pilot.labels, pilot.truth}, two_, {}, pool_), IsOk());
}

TEST_F(FitPilotTest, WrongInputIsRefusedByItsReason) {
  const SimulatedPilot pilot = SimulatePilot(30, 2, 2, 0.9, 9);
  std::vector<int32_t> gold(30, 2);
  EXPECT_THAT(FitPilot({pilot.labels, gold}, two_, {}, pool_), HasReason("GOLD_OUT_OF_RANGE"));
  gold.pop_back();
  EXPECT_THAT(FitPilot({pilot.labels, gold}, two_, {}, pool_), HasReason("SIZE_MISMATCH"));
  const std::vector<uint8_t> counts(1, 1);
  EXPECT_THAT(FitPilot({pilot.labels, {}, counts}, two_, {}, pool_), HasReason("SIZE_MISMATCH"));
  EXPECT_THAT(FitPilot({pilot.labels}, two_, {.item_count = -1}, pool_),
              HasReason("COUNT_OUT_OF_RANGE"));
  EXPECT_THAT(FitPilot({pilot.labels}, two_, {.level = 1}, pool_), HasReason("LEVEL_OUT_OF_RANGE"));
}

}  // namespace
}  // namespace assay
