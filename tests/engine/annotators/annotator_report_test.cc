#include "engine/annotators/annotator_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "engine/consensus/methods/methods.h"
#include "tests/reference/annotators/simulated_crowd.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using reference::HonestAnswer;
using reference::SimulatedCrowd;

constexpr size_t kClasses = 3;

std::vector<float> Posterior(const LabelTable& labels) {
  WorkerPool pool(1);
  NullProgress progress;
  return DawidSkeneMapConsensus({.labels = labels, .gold = {}, .model_probabilities = {}}, {}, pool,
                                progress)
      ->posterior;
}

AnnotatorReport Measure(const SimulatedCrowd& crowd, std::span<const int32_t> gold = {}) {
  const std::vector<float> posterior = Posterior(crowd.labels);
  NullProgress progress;
  return MeasureAnnotators({.labels = crowd.labels,
                            .posterior = posterior,
                            .gold = gold,
                            .costs = {},
                            .seconds = {},
                            .times = crowd.times},
                           {}, progress)
      .value();
}

// 12 annotators, 500 items, 6 labels an item on average: 0 to 8 are honest (65 to 85 %), 9 says
// anything, 10 takes each class for the next, 11 gets worse from 95 to 35 %.
SimulatedCrowd MixedCrowd(uint64_t seed) {
  return reference::Simulate(
      500, 12, kClasses, 0.5, seed,
      [](uint32_t who, uint32_t item, uint16_t truth, const auto&, Rng& rng) -> uint16_t {
        switch (who) {
          case 9:
            return static_cast<uint16_t>(rng.Below(kClasses));
          case 10:
            return HonestAnswer(static_cast<uint16_t>((truth + 1) % kClasses), 0.9, kClasses, rng);
          case 11:
            return HonestAnswer(truth, 0.95 - 0.6 * item / 500, kClasses, rng);
          default:
            return HonestAnswer(truth, 0.65 + 0.025 * who, kClasses, rng);
        }
      });
}

// Over 20 crowds, 180 honest annotators.
TEST(AnnotatorReportTest, SpammersAreFoundAndHonestAnnotatorsAreNot) {
  int found = 0;
  int false_alarms = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const AnnotatorReport report = Measure(MixedCrowd(seed));
    found += report.annotators[9].spam_score > 0.5 ? 1 : 0;
    for (size_t who = 0; who < 9; ++who) {
      false_alarms += report.annotators[who].spam_score > 0.5 ? 1 : 0;
    }
  }
  EXPECT_GE(found, 18);
  EXPECT_LE(false_alarms, 2);
}

TEST(AnnotatorReportTest, WhoIsWrongInARegularWayIsNoSpammerAndOfValue) {
  const AnnotatorReport report = Measure(MixedCrowd(100));
  const AnnotatorMeasure& biased = report.annotators[10];
  const AnnotatorMeasure& spammer = report.annotators[9];
  EXPECT_LT(biased.spam_score, 0.05);
  EXPECT_LT(biased.accuracy_by_others->high, 0.3);
  EXPECT_GT(biased.value.value(), 3 * spammer.value.value());
  EXPECT_GT(biased.value.value(), 0.35);
  EXPECT_LT(spammer.value.value(), 0.15);
}

TEST(AnnotatorReportTest, DriftIsFoundAndSteadyAnnotatorsDoNotDrift) {
  int found = 0;
  int false_alarms = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const AnnotatorReport report = Measure(MixedCrowd(seed));
    found += report.annotators[11].drift->adjusted_p_value < 0.05 &&
                     report.annotators[11].drift->trend < 0
                 ? 1
                 : 0;
    for (size_t who = 0; who < 11; ++who) {
      false_alarms += report.annotators[who].drift->adjusted_p_value < 0.05 ? 1 : 0;
    }
  }
  EXPECT_GE(found, 16);
  EXPECT_LE(false_alarms, 6);
}

TEST(AnnotatorReportTest, AccuracyAgainstGoldAndAgainstTheOthersAreNear) {
  const SimulatedCrowd crowd = MixedCrowd(200);
  const AnnotatorReport by_others = Measure(crowd);
  const AnnotatorReport by_gold = Measure(crowd, crowd.truth);
  for (size_t who = 0; who < 9; ++who) {
    EXPECT_FALSE(by_others.annotators[who].accuracy_by_gold.has_value());
    EXPECT_NEAR(by_others.annotators[who].accuracy_by_others->value,
                by_gold.annotators[who].accuracy_by_gold->value, 0.12);
    EXPECT_EQ(by_gold.annotators[who].gold_count, by_gold.annotators[who].label_count);
  }
}

// Annotator 7 says what annotator 6 said, where he did, in 90 % of cases.
SimulatedCrowd CrowdWithCopier(uint64_t seed, bool copies) {
  return reference::Simulate(250, 10, kClasses, 0.5, seed,
                             [copies](uint32_t who, uint32_t, uint16_t truth,
                                      const std::vector<int>& said, Rng& rng) -> uint16_t {
                               if (copies && who == 7 && said[6] >= 0 && rng.Uniform() < 0.9) {
                                 return static_cast<uint16_t>(said[6]);
                               }
                               return HonestAnswer(truth, who == 6 || who == 7 ? 0.65 : 0.8,
                                                   kClasses, rng);
                             });
}

TEST(AnnotatorReportTest, CopiersAreFoundAndIndependentAnnotatorsAreNot) {
  int found = 0;
  int false_alarms = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    for (const CopyingPair& pair : Measure(CrowdWithCopier(seed, true)).copying.pairs) {
      const bool true_pair = pair.first == 6 && pair.second == 7;
      found += true_pair ? 1 : 0;
      false_alarms += true_pair ? 0 : 1;
    }
    const CopyingPairs independent = Measure(CrowdWithCopier(1000 + seed, false)).copying;
    EXPECT_EQ(independent.tested_pairs, 45);
    false_alarms += static_cast<int>(independent.pairs.size());
  }
  EXPECT_GE(found, 16);
  // Of 40 crowds.
  EXPECT_LE(false_alarms, 2);
}

// Every annotator takes the same hard items for the same wrong class.
TEST(AnnotatorReportTest, ErrorsThatEverybodyMakesAreNoCopying) {
  const SimulatedCrowd crowd = reference::Simulate(
      200, 20, kClasses, 0.9, 5,
      [](uint32_t, uint32_t item, uint16_t truth, const auto&, Rng& rng) -> uint16_t {
        const bool hard = item % 5 == 0;
        const auto trap = static_cast<uint16_t>((truth + 1) % kClasses);
        return hard && rng.Uniform() < 0.45 ? trap : HonestAnswer(truth, 0.9, kClasses, rng);
      });
  EXPECT_LE(Measure(crowd).copying.pairs.size(), 1u);
}

TEST(AnnotatorReportTest, MeasuresDoNotChangeWhenItemsAreReordered) {
  const SimulatedCrowd crowd = MixedCrowd(300);
  LabelTableBuilder builder;
  for (size_t k = 0; k < kClasses; ++k) {
    ASSERT_TRUE(builder.AddClass(std::to_string(k)).ok());
  }
  for (size_t item = crowd.labels.item_count(); item-- > 0;) {
    for (size_t i = 0; i < crowd.labels.classes_of(item).size(); ++i) {
      ASSERT_TRUE(builder
                      .Add(std::to_string(item),
                           std::to_string(crowd.labels.annotators_of(item)[i]),
                           std::to_string(crowd.labels.classes_of(item)[i]))
                      .ok());
    }
  }
  SimulatedCrowd reversed{builder.Build(RepeatPolicy::kAll), {}, {}};
  const AnnotatorReport a = Measure(crowd);
  const AnnotatorReport b = Measure(reversed);
  for (size_t who = 0; who < b.annotators.size(); ++who) {
    const size_t same = std::stoul(std::string(reversed.labels.annotator_names()[who]));
    EXPECT_NEAR(a.annotators[same].accuracy_by_others->value,
                b.annotators[who].accuracy_by_others->value, 1e-4);
    EXPECT_NEAR(a.annotators[same].spam_score, b.annotators[who].spam_score, 1e-3);
    EXPECT_NEAR(a.annotators[same].value.value(), b.annotators[who].value.value(), 1e-4);
  }
}

TEST(AnnotatorReportTest, OneAnnotatorAloneHasNothingToBeJudgedBy) {
  LabelTableBuilder builder;
  ASSERT_TRUE(builder.Add("a", "x", "0").ok());
  ASSERT_TRUE(builder.Add("b", "x", "1").ok());
  const SimulatedCrowd crowd{builder.Build(RepeatPolicy::kAll), {}, {1, 2}};
  const AnnotatorReport report = Measure(crowd);
  EXPECT_EQ(report.annotators[0].label_count, 2);
  EXPECT_EQ(report.annotators[0].judged_count, 0);
  EXPECT_FALSE(report.annotators[0].accuracy_by_others.has_value());
  EXPECT_FALSE(report.annotators[0].value.has_value());
  EXPECT_EQ(report.copying.tested_pairs, 0);
}

TEST(AnnotatorReportTest, BadInputIsNamed) {
  const SimulatedCrowd crowd = MixedCrowd(1);
  NullProgress progress;
  std::vector<float> posterior = Posterior(crowd.labels);
  const auto reason = [&](const AnnotatorInput& input) {
    return ErrorReason(MeasureAnnotators(input, {}, progress).status());
  };
  AnnotatorInput input{.labels = crowd.labels, .posterior = posterior};
  const std::vector<double> short_times(3);
  input.times = short_times;
  EXPECT_EQ(reason(input), "SIZE_MISMATCH");
  input.times = {};
  const std::vector<double> costs = {0, 1, 1, 1, 0, -1, 1, 1, 0};
  input.costs = costs;
  EXPECT_EQ(reason(input), "COST_OUT_OF_RANGE");
  input.costs = {};
  posterior[4] += 0.5f;
  EXPECT_EQ(reason(input), "POSTERIOR_OUT_OF_RANGE");
  const AnnotatorReportOptions bad_level{.confidence_level = 1.0, .copying = {}};
  posterior = Posterior(crowd.labels);
  input.posterior = posterior;
  EXPECT_EQ(ErrorReason(MeasureAnnotators(input, bad_level, progress).status()),
            "LEVEL_OUT_OF_RANGE");
}

}  // namespace
}  // namespace assay
