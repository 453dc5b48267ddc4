#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "engine/agreement/agreement_registry.h"
#include "gtest/gtest.h"
#include "tests/engine/agreement/random_labels.h"
#include "tests/reference/agreement/agreement_reference.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr int kClassCount = 4;

// Classes 0 to 3.  The formulas of Gwet's handbook, ch. 3.
double DistanceOf(ClassWeights weights, int c, int k) {
  const double x = c;
  const double y = k;
  const double difference = std::abs(x - y);
  if (difference == 0) {
    return 0;
  }
  switch (weights) {
    case ClassWeights::kNominal:
      return 1;
    case ClassWeights::kLinear:
      return difference / 3;
    case ClassWeights::kRadical:
      return std::sqrt(difference / 3);
    case ClassWeights::kRatio:
      return std::pow(difference / (x + y), 2);
    case ClassWeights::kCircular:
      return std::pow(std::sin(std::numbers::pi * difference / 4), 2);
    case ClassWeights::kBipolar:
      return difference * difference / ((x + y) * (6 - x - y));
    case ClassWeights::kGwetOrdinal:
      return difference * (difference + 1) / 2 / 6;
    default:
      return difference * difference / 9;
  }
}

constexpr ClassWeights kWeights[] = {ClassWeights::kNominal, ClassWeights::kInterval,
                                     ClassWeights::kRatio,   ClassWeights::kLinear,
                                     ClassWeights::kRadical, ClassWeights::kCircular,
                                     ClassWeights::kBipolar, ClassWeights::kGwetOrdinal};

double ValueOf(const std::string& name, const LabelTable& table, ClassWeights weights) {
  const auto value = (*FindAgreementCoefficient(name))->compute({table, weights});
  EXPECT_THAT(value, IsOk());
  return value.ok() ? value->value : 0;
}

class ReferenceTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(ReferenceTest, CoefficientsOfManyAnnotatorsAreWhatTheirDefinitionsSay) {
  const reference::Items items = RandomLabels(GetParam());
  const LabelTable table = TableOf(items);
  for (const ClassWeights weights : kWeights) {
    SCOPED_TRACE(static_cast<int>(weights));
    const auto distance = [weights](int c, int k) { return DistanceOf(weights, c, k); };
    const auto expect = [&](const std::string& name, double expected) {
      EXPECT_NEAR(ValueOf(name, table, weights), expected, 1e-12) << name;
    };
    expect("percent_agreement", 1 - reference::ObservedDisagreement(items, distance));
    expect("krippendorff_alpha", reference::Alpha(items, distance));
    expect("fleiss_kappa", reference::Fleiss(items, distance));
    expect("conger_kappa", reference::Conger(items, distance));
    expect("light_kappa", reference::Light(items, distance));
    expect("gwet_ac2", reference::GwetAc(items, kClassCount, distance));
    expect("brennan_prediger", reference::BrennanPrediger(items, kClassCount, distance));
  }
}

TEST_P(ReferenceTest, CoefficientsOfTwoAnnotatorsAreWhatTheirDefinitionsSay) {
  const reference::Items items = RandomLabels(GetParam(), {.annotator_count = 2});
  const LabelTable table = TableOf(items);
  for (const ClassWeights weights : kWeights) {
    SCOPED_TRACE(static_cast<int>(weights));
    const auto distance = [weights](int c, int k) { return DistanceOf(weights, c, k); };
    EXPECT_NEAR(ValueOf("cohen_kappa", table, weights), reference::Cohen(items, 0, 1, distance),
                1e-12);
    EXPECT_NEAR(ValueOf("scott_pi", table, weights), reference::Scott(items, distance), 1e-12);
  }
}

TEST_P(ReferenceTest, OrdinalAlphaIsWhatItsDefinitionSays) {
  const reference::Items items = RandomLabels(GetParam());
  EXPECT_NEAR(ValueOf("krippendorff_alpha", TableOf(items), ClassWeights::kOrdinal),
              reference::Alpha(items, reference::OrdinalDistance(items)), 1e-12);
}

TEST_P(ReferenceTest, Ac1IsAc2WithoutDegrees) {
  const LabelTable table = TableOf(RandomLabels(GetParam()));
  EXPECT_EQ(ValueOf("gwet_ac1", table, ClassWeights::kInterval),
            ValueOf("gwet_ac2", table, ClassWeights::kNominal));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ReferenceTest, ::testing::Values(1, 2, 3, 4, 5));

// More classes than distances are kept for.
TEST(ReferenceTest, DistancesOfThousandsOfClassesAreComputedWhenAskedFor) {
  LabelTableBuilder builder;
  reference::Items items;
  for (int i = 0; i < 2100; ++i) {
    items.push_back({{0, i}, {1, i % 7 == 0 ? i : 2099 - i}});
    ASSERT_TRUE(builder.Add(std::to_string(i), "a", std::to_string(i)).ok());
    ASSERT_TRUE(
        builder.Add(std::to_string(i), "b", std::to_string(items.back()[1].label_class)).ok());
  }
  const LabelTable table = builder.Build(RepeatPolicy::kAll);
  const auto linear = [](int c, int k) { return std::abs(c - k) / 2099.0; };
  EXPECT_NEAR(ValueOf("krippendorff_alpha", table, ClassWeights::kLinear),
              reference::Alpha(items, linear), 1e-9);
}

}  // namespace
}  // namespace assay
