#include "engine/audit/annotator_patterns.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/random_case.h"
#include "tests/reference/audit/annotator_reference.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

// Items of which annotator 0 gets every third wrong, and annotator 1 calls all of class 2 class 0;
// the others err as the case does.
struct AnnotatedCase {
  AnnotatedCase(size_t item_count, size_t annotators, uint64_t seed, bool with_patterns = true)
      : items(item_count, 4, seed, 0.05), annotator_count(annotators) {
    Rng rng(seed, 9);
    for (size_t i = 0; i < item_count; ++i) {
      annotator.push_back(static_cast<int32_t>(rng.Below(annotators)));
      if (with_patterns && annotator[i] == 0 && rng.Below(3) == 0) {
        items.labels[i] = static_cast<int32_t>(rng.Below(4));
      }
      if (with_patterns && annotator[i] == 1 && items.true_classes[i] == 2) {
        items.labels[i] = 0;
      }
    }
  }

  AnnotatorPatterns Estimate() const {
    return EstimateAnnotatorPatterns(items.Data(), annotator, annotator_count).value();
  }

  RandomCase<float> items;
  size_t annotator_count;
  std::vector<int32_t> annotator;
};

reference::AnnotatorReference Reference(const AnnotatedCase& tested) {
  reference::AnnotatorReference slow;
  for (size_t i = 0; i < tested.items.labels.size(); ++i) {
    const auto row = tested.items.Matrix().row(i);
    slow.probabilities.emplace_back(row.begin(), row.end());
    slow.given.push_back(static_cast<uint32_t>(tested.items.labels[i]));
  }
  slow.annotator = tested.annotator;
  slow.annotator_count = tested.annotator_count;
  slow.class_count = tested.items.class_count;
  slow.Estimate();
  return slow;
}

TEST(AnnotatorPatternsTest, AreThoseOfFullMatrices) {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    AnnotatedCase tested(400, 5, seed);
    tested.annotator[17] = tested.annotator[18] = -1;
    const AnnotatorPatterns patterns = tested.Estimate();
    const reference::AnnotatorReference slow = Reference(tested);
    for (size_t i = 0; i < 400; ++i) {
      EXPECT_NEAR(static_cast<double>(patterns.log_odds[i]), slow.LogOdds(i), 1e-4);
    }
    for (size_t a = 0; a < 5; ++a) {
      EXPECT_NEAR(patterns.annotators[a].error_count, slow.Errors(slow.counts[a]), 1e-2);
      EXPECT_NEAR(patterns.annotators[a].usual_error_count, slow.UsualErrors(slow.counts[a]), 1e-2);
    }
  }
}

double MeanLogOdds(const AnnotatedCase& tested, const AnnotatorPatterns& patterns, int32_t who,
                   int32_t label) {
  double sum = 0;
  double count = 0;
  for (size_t i = 0; i < tested.annotator.size(); ++i) {
    if (tested.annotator[i] == who && tested.items.labels[i] == label) {
      sum += static_cast<double>(patterns.log_odds[i]);
      ++count;
    }
  }
  return sum / count;
}

TEST(AnnotatorPatternsTest, SuspectWhomTheModelsContradict) {
  const AnnotatedCase tested(3000, 6, 4);
  const AnnotatorPatterns patterns = tested.Estimate();
  for (const int32_t label : {0, 1, 3}) {
    EXPECT_GT(MeanLogOdds(tested, patterns, 0, label), 0.2);
    EXPECT_LT(MeanLogOdds(tested, patterns, 4, label), 0);
  }
  EXPECT_GT(patterns.annotators[0].error_count, 2 * patterns.annotators[0].usual_error_count);
}

TEST(AnnotatorPatternsTest, SuspectTheLabelThatIsOftenConfused) {
  const AnnotatedCase tested(3000, 6, 5);
  const AnnotatorPatterns patterns = tested.Estimate();
  EXPECT_GT(MeanLogOdds(tested, patterns, 1, 0), MeanLogOdds(tested, patterns, 1, 3) + 0.7);
}

TEST(AnnotatorPatternsTest, TellNothingApartWhereAllAreAlike) {
  const AnnotatedCase tested(3000, 6, 6, /*with_patterns=*/false);
  for (const float log_odds : tested.Estimate().log_odds) {
    EXPECT_LT(std::abs(log_odds), 0.5f);
  }
}

TEST(AnnotatorPatternsTest, SayNothingOfAnnotatorsOfOneLabel) {
  AnnotatedCase tested(300, 300, 7, /*with_patterns=*/false);
  for (size_t i = 0; i < 300; ++i) {
    tested.annotator[i] = static_cast<int32_t>(i);
  }
  for (const float log_odds : tested.Estimate().log_odds) {
    EXPECT_NEAR(log_odds, 0, 1e-3);
  }
}

TEST(AnnotatorPatternsTest, DoNotDependOnTheNumbersOfTheAnnotators) {
  AnnotatedCase tested(500, 5, 8);
  const AnnotatorPatterns before = tested.Estimate();
  for (int32_t& who : tested.annotator) {
    who = 4 - who;
  }
  const AnnotatorPatterns after = tested.Estimate();
  for (size_t i = 0; i < 500; ++i) {
    EXPECT_NEAR(before.log_odds[i], after.log_odds[i], 1e-4);
  }
  EXPECT_NEAR(before.annotators[0].error_count, after.annotators[4].error_count, 1e-3);
}

TEST(AnnotatorPatternsTest, LabelsOfUnknownOriginKeepTheProbabilityOfTheModels) {
  AnnotatedCase tested(200, 5, 9);
  std::fill(tested.annotator.begin(), tested.annotator.end(), -1);
  const AnnotatorPatterns patterns = tested.Estimate();
  for (size_t i = 0; i < 200; ++i) {
    EXPECT_EQ(patterns.log_odds[i], 0);
    EXPECT_NEAR(patterns.given_posterior[i],
                tested.items.Matrix().at(i, static_cast<size_t>(tested.items.labels[i])), 1e-6);
  }
}

TEST(AnnotatorPatternsTest, CertainModelsGiveNumbers) {
  AnnotatedCase tested(120, 3, 10);
  for (size_t i = 0; i < 120; ++i) {
    for (size_t k = 0; k < 4; ++k) {
      tested.items.probabilities[4 * i + k] =
          static_cast<int32_t>(k) == tested.items.true_classes[i] ? 1.0f : 0.0f;
    }
  }
  const AnnotatorPatterns patterns = tested.Estimate();
  EXPECT_THAT(patterns.log_odds, testing::Each(testing::AllOf(testing::Ge(-7), testing::Le(7))));
  EXPECT_THAT(patterns.given_posterior,
              testing::Each(testing::AllOf(testing::Ge(0), testing::Le(1))));
}

TEST(AnnotatorPatternsTest, AnnotatorsOutOfRangeAreRefused) {
  AnnotatedCase tested(10, 3, 11);
  tested.annotator[4] = 3;
  const auto refused = EstimateAnnotatorPatterns(tested.items.Data(), tested.annotator, 3);
  EXPECT_THAT(refused, HasReason("ANNOTATOR_OUT_OF_RANGE"));
  EXPECT_THAT(refused, HasMetadata("item", "4"));
  tested.annotator[4] = -2;
  EXPECT_THAT(EstimateAnnotatorPatterns(tested.items.Data(), tested.annotator, 3),
              HasReason("ANNOTATOR_OUT_OF_RANGE"));
  tested.annotator.pop_back();
  EXPECT_THAT(EstimateAnnotatorPatterns(tested.items.Data(), tested.annotator, 3),
              HasReason("SIZE_MISMATCH"));
}

}  // namespace
}  // namespace assay
