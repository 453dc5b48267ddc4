#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "engine/consensus/next_label/next_label_choice.h"
#include "engine/consensus/next_label/next_label_registry.h"
#include "engine/consensus/next_label/next_label_scores.h"
#include "engine/labels/label_table_builder.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

// Random labels, posteriors, confusions and model.
struct RandomCase {
  LabelTable labels;
  std::vector<float> posterior;
  std::vector<float> confusions;
  std::vector<float> model;

  NextLabelInput Input() const {
    return {.labels = labels,
            .posterior = posterior,
            .confusions = confusions,
            .model_probabilities = model,
            .gold = {}};
  }
};

void AppendRow(std::vector<float>& rows, size_t class_count, size_t peak, double extra, Rng& rng) {
  std::vector<double> row(class_count);
  double sum = 0;
  for (size_t k = 0; k < class_count; ++k) {
    row[k] = rng.Uniform() + (k == peak ? extra : 0);
    sum += row[k];
  }
  for (const double value : row) {
    rows.push_back(static_cast<float>(value / sum));
  }
}

RandomCase MakeCase(uint64_t seed, size_t items, size_t annotators, size_t classes) {
  Rng rng(seed);
  LabelTableBuilder builder;
  for (size_t k = 0; k < classes; ++k) {
    EXPECT_TRUE(builder.AddClass(std::to_string(k)).ok());
  }
  for (size_t item = 0; item < items; ++item) {
    for (size_t a = 0; a < annotators; ++a) {
      if (item == 0 || rng.Uniform() < 0.3 || a == item % annotators) {
        EXPECT_TRUE(
            builder.Add(std::to_string(item), std::to_string(a), std::to_string(rng.Below(classes)))
                .ok());
      }
    }
  }
  RandomCase result{builder.Build(RepeatPolicy::kAll), {}, {}, {}};
  for (size_t item = 0; item < items; ++item) {
    AppendRow(result.posterior, classes, rng.Below(classes), 0.5, rng);
    AppendRow(result.model, classes, rng.Below(classes), 0.5, rng);
  }
  for (size_t row = 0; row < annotators * classes; ++row) {
    AppendRow(result.confusions, classes, row % classes, 3, rng);
  }
  return result;
}

class NextLabelMethodTest : public testing::TestWithParam<NextLabelMethod> {};

TEST_P(NextLabelMethodTest, ScoresAreFiniteAndBetween0And1) {
  for (const size_t classes : {2U, 5U}) {
    const RandomCase random = MakeCase(classes, 40, 6, classes);
    if (GetParam().score_items != nullptr) {
      const std::vector<double> scores = GetParam().score_items(random.Input()).value();
      ASSERT_EQ(scores.size(), 40u);
      EXPECT_THAT(scores, testing::Each(testing::AllOf(testing::Ge(0), testing::Le(1))));
      continue;
    }
    for (size_t item = 0; item < 40; ++item) {
      const double gain = GetParam().gain(random.Input(), item, item % 6);
      EXPECT_GE(gain, 0);
      EXPECT_LE(gain, 1);
    }
  }
}

TEST_P(NextLabelMethodTest, ItIsFoundByItsName) {
  EXPECT_EQ(FindNextLabelMethod(GetParam().name).value()->name, GetParam().name);
  EXPECT_NE(GetParam().score_items == nullptr, GetParam().gain == nullptr);
}

TEST_P(NextLabelMethodTest, NobodyIsAskedTwiceAboutAnItem) {
  const RandomCase random = MakeCase(7, 40, 6, 3);
  std::vector<AvailableAnnotator> all;
  for (uint32_t a = 0; a < 6; ++a) {
    all.push_back({a, 1000, 100});
  }
  const auto requests = ChooseNextLabels(GetParam(), random.Input(), all, 1000).value();
  std::set<uint32_t> items;
  for (const LabelRequest& request : requests) {
    const auto given = random.labels.annotators_of(request.item);
    EXPECT_EQ(std::find(given.begin(), given.end(), request.annotator), given.end());
    EXPECT_TRUE(items.insert(request.item).second);
  }
  EXPECT_TRUE(std::is_sorted(requests.begin(), requests.end(),
                             [](const LabelRequest& a, const LabelRequest& b) {
                               return a.gain_per_unit > b.gain_per_unit;
                             }));
}

INSTANTIATE_TEST_SUITE_P(AllMethods, NextLabelMethodTest, testing::ValuesIn(NextLabelMethods()),
                         [](const auto& method) { return std::string(method.param.name); });

// By the definition: for each answer the posterior after it, and the error that it leaves.
double SlowGain(const RandomCase& random, size_t item, size_t annotator, size_t classes) {
  const auto q = [&](size_t k) {
    return static_cast<double>(random.posterior[item * classes + k]);
  };
  const auto t = [&](size_t k, size_t l) {
    return static_cast<double>(random.confusions[(annotator * classes + k) * classes + l]);
  };
  double best = 0;
  for (size_t k = 0; k < classes; ++k) {
    best = std::max(best, q(k));
  }
  double error_after = 0;
  for (size_t l = 0; l < classes; ++l) {
    double said = 0;
    for (size_t k = 0; k < classes; ++k) {
      said += q(k) * t(k, l);
    }
    double surest = 0;
    for (size_t k = 0; k < classes; ++k) {
      surest = std::max(surest, q(k) * t(k, l) / said);
    }
    error_after += said * (1 - surest);
  }
  return (1 - best) - error_after;
}

TEST(ExpectedGainTest, IsTheErrorBeforeLessTheExpectedErrorAfter) {
  const RandomCase random = MakeCase(3, 50, 5, 4);
  for (size_t item = 0; item < 50; ++item) {
    for (size_t a = 0; a < 5; ++a) {
      EXPECT_NEAR(ExpectedGain(random.Input(), item, a), SlowGain(random, item, a, 4), 1e-6);
    }
  }
}

// By hand: q = (.6, .4), right in 90 %: says 0 with .58, surest .54; says 1 with .42, surest .36;
// .9 - .6 = .3.  Right in 60 %: max(.36, .16) + max(.24, .24) = .6: nothing to be had.
TEST(ExpectedGainTest, IsThatOfTheExampleByHand) {
  LabelTableBuilder builder;
  ASSERT_TRUE(builder.Add("a", "x", "0").ok());
  ASSERT_TRUE(builder.Add("a", "y", "1").ok());
  const RandomCase random{
      builder.Build(RepeatPolicy::kAll), {.6f, .4f}, {.9f, .1f, .1f, .9f, .6f, .4f, .4f, .6f}, {}};
  EXPECT_NEAR(ExpectedGain(random.Input(), 0, 0), 0.3, 1e-6);
  EXPECT_NEAR(ExpectedGain(random.Input(), 0, 1), 0.0, 1e-6);
}

TEST(NextLabelScoresTest, ASureItemNeedsNothingAndAnOpenOneMost) {
  LabelTableBuilder builder;
  ASSERT_TRUE(builder.Add("sure", "x", "0").ok());
  ASSERT_TRUE(builder.Add("open", "x", "1").ok());
  ASSERT_TRUE(builder.Add("half", "x", "2").ok());
  const RandomCase random{
      builder.Build(RepeatPolicy::kAll), {1, 0, 0, 1 / 3.f, 1 / 3.f, 1 / 3.f, .5f, .5f, 0}, {}, {}};
  EXPECT_THAT(EntropyScores(random.Input()).value(),
              testing::Pointwise(testing::DoubleNear(1e-6),
                                 std::vector<double>{0, 1, std::log(2) / std::log(3)}));
  EXPECT_THAT(LeastConfidenceScores(random.Input()).value(),
              testing::Pointwise(testing::DoubleNear(1e-6), std::vector<double>{0, 1, .75}));
  EXPECT_THAT(MarginScores(random.Input()).value(),
              testing::Pointwise(testing::DoubleNear(1e-6), std::vector<double>{0, 1, 1}));
}

// The same choice by looking at every pair again and again.
std::vector<std::pair<uint32_t, uint32_t>> SlowChoice(const RandomCase& random,
                                                      std::vector<AvailableAnnotator> annotators,
                                                      size_t count) {
  std::vector<std::pair<uint32_t, uint32_t>> chosen;
  std::set<uint32_t> taken;
  while (chosen.size() < count) {
    double best = 0;
    uint32_t best_item = 0;
    AvailableAnnotator* best_who = nullptr;
    for (uint32_t item = 0; item < random.labels.item_count(); ++item) {
      const auto given = random.labels.annotators_of(item);
      for (AvailableAnnotator& who : annotators) {
        const double rate = ExpectedGain(random.Input(), item, who.annotator) /
                            static_cast<double>(who.price_micros);
        if (!taken.contains(item) && who.most_labels > 0 && rate > best &&
            std::find(given.begin(), given.end(), who.annotator) == given.end()) {
          best = rate;
          best_item = item;
          best_who = &who;
        }
      }
    }
    if (best_who == nullptr) {
      break;
    }
    chosen.emplace_back(best_item, best_who->annotator);
    taken.insert(best_item);
    --best_who->most_labels;
  }
  return chosen;
}

TEST(ChooseNextLabelsTest, IsTheBestAllowedPairAgainAndAgain) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const RandomCase random = MakeCase(100 + seed, 60, 6, 3);
    const std::vector<AvailableAnnotator> who = {
        {0, 1000, 5}, {2, 700, 3}, {3, 1500, 50}, {5, 400, 2}};
    const auto requests =
        ChooseNextLabels(*FindNextLabelMethod("expected_gain").value(), random.Input(), who, 25)
            .value();
    std::vector<std::pair<uint32_t, uint32_t>> pairs;
    for (const LabelRequest& request : requests) {
      pairs.emplace_back(request.item, request.annotator);
    }
    EXPECT_EQ(pairs, SlowChoice(random, who, 25));
  }
}

TEST(ChooseNextLabelsTest, ItemsWithAKnownClassAreLeftAlone) {
  const RandomCase random = MakeCase(9, 20, 4, 3);
  const std::vector<int32_t> gold(20, 1);
  NextLabelInput input = random.Input();
  input.gold = gold;
  const std::vector<AvailableAnnotator> who = {{0, 1, 100}};
  EXPECT_TRUE(ChooseNextLabels(*FindNextLabelMethod("entropy").value(), input, who, 10)->empty());
}

TEST(ChooseNextLabelsTest, BadInputIsNamed) {
  const RandomCase random = MakeCase(9, 20, 4, 3);
  const NextLabelMethod& gain = *FindNextLabelMethod("expected_gain").value();
  const NextLabelMethod& active = *FindNextLabelMethod("active_lab").value();
  NextLabelInput input = random.Input();
  const auto reason = [&](const NextLabelMethod& method, AvailableAnnotator who) {
    return ErrorReason(ChooseNextLabels(method, input, {&who, 1}, 3).status());
  };
  EXPECT_EQ(reason(gain, {9, 1, 1}), "UNKNOWN_INDEX");
  EXPECT_EQ(reason(gain, {0, -1, 1}), "PRICE_OUT_OF_RANGE");
  input.confusions = {};
  EXPECT_EQ(reason(gain, {0, 1, 1}), "CONFUSIONS_NEEDED");
  input.model_probabilities = {};
  EXPECT_EQ(reason(active, {0, 1, 1}), "MODEL_NEEDED");
  input.posterior = input.posterior.first(5);
  EXPECT_EQ(reason(gain, {0, 1, 1}), "SIZE_MISMATCH");
  EXPECT_EQ(ErrorReason(FindNextLabelMethod("nope").status()), "UNKNOWN_NEXT_LABEL_METHOD");
}

}  // namespace
}  // namespace assay
