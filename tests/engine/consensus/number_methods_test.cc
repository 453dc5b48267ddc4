#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "tests/engine/consensus/made_labels.h"

namespace assay {
namespace {

// 3 decimals, so that equal numbers are equal texts.
std::string Text(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  return text.data();
}

double Normal(Rng& rng) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) {
    sum += rng.Uniform();
  }
  return sum;
}

TEST(NumberMethodsTest, MeanAndMedianAreThoseOfTheLabels) {
  const LabelTable table = BuildTable({{"1", "x", "1"},
                                       {"1", "y", "2"},
                                       {"1", "z", "9"},
                                       {"2", "x", "-4"},
                                       {"2", "y", "10"},
                                       {"2", "z", "10"},
                                       {"2", "w", "2.5"}});
  const NumberConsensus mean = RunNumbers("mean", {table, {}, {}});
  EXPECT_DOUBLE_EQ(mean.value[0], 4.0);
  // Deviations -3, -2, 5: variance 19, over 3 labels.
  EXPECT_DOUBLE_EQ(mean.standard_error[0], std::sqrt(19.0 / 3.0));
  EXPECT_DOUBLE_EQ(mean.value[1], 18.5 / 4);
  const NumberConsensus median = RunNumbers("median", {table, {}, {}});
  EXPECT_DOUBLE_EQ(median.value[0], 2.0);
  EXPECT_DOUBLE_EQ(median.value[1], (2.5 + 10) / 2);
}

struct Measured {
  std::vector<MadeLabel> labels;
  std::vector<double> truth;
};

// Annotator j has the standard deviation 1 + 2 j.
Measured Measure(uint64_t seed) {
  Rng rng(seed);
  Measured measured;
  for (int item = 0; item < 300; ++item) {
    measured.truth.push_back(100 * rng.Uniform());
    for (int j = 0; j < 6; ++j) {
      measured.labels.push_back({std::to_string(item), std::to_string(j),
                                 Text(measured.truth.back() + (1 + 2 * j) * Normal(rng))});
    }
  }
  return measured;
}

double SquareError(const NumberConsensus& found, const std::vector<double>& truth) {
  double sum = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    sum += (found.value[i] - truth[i]) * (found.value[i] - truth[i]);
  }
  return sum / static_cast<double>(truth.size());
}

// With the standard deviations known, the best weights give 1 / sum 1/sd^2 = .83 and the mean gives
// (1 + 9 + 25 + 49 + 81 + 121) / 36 = 7.9.
TEST(ReliabilityWeightedTest, IsNearlyAsGoodAsWithTheErrorsKnown) {
  for (const uint64_t seed : {1U, 2U, 3U}) {
    const Measured measured = Measure(seed);
    const LabelTable table = BuildTable(measured.labels);
    const ConsensusInput input{table, {}, {}};
    EXPECT_GT(SquareError(RunNumbers("mean", input), measured.truth), 5.0);
    EXPECT_LT(SquareError(RunNumbers("reliability_weighted", input), measured.truth), 1.25);
  }
}

TEST(ReliabilityWeightedTest, ErrsAsItsStandardErrorsSay) {
  const Measured measured = Measure(4);
  const LabelTable table = BuildTable(measured.labels);
  const NumberConsensus found = RunNumbers("reliability_weighted", {table, {}, {}});
  int inside = 0;
  for (size_t i = 0; i < measured.truth.size(); ++i) {
    inside += std::abs(found.value[i] - measured.truth[i]) < 1.96 * found.standard_error[i] ? 1 : 0;
  }
  EXPECT_GT(inside, 300 * 0.88);
  for (size_t j = 1; j < 6; ++j) {
    EXPECT_LT(found.reliability[j], found.reliability[j - 1]);
  }
}

TEST(ReliabilityWeightedTest, IsTheMeanWhereAllAgreeAlways) {
  const LabelTable table = BuildTable({{"1", "x", "3"}, {"1", "y", "3"}, {"2", "x", "8"}});
  const NumberConsensus found = RunNumbers("reliability_weighted", {table, {}, {}});
  EXPECT_DOUBLE_EQ(found.value[0], 3.0);
  EXPECT_DOUBLE_EQ(found.value[1], 8.0);
  EXPECT_TRUE(found.converged);
}

TEST(ReliabilityWeightedTest, MovesWithTheScale) {
  Measured measured = Measure(5);
  const LabelTable table = BuildTable(measured.labels);
  for (MadeLabel& label : measured.labels) {
    label.label = Text(-10 * std::stod(label.label) + 7);
  }
  const LabelTable scaled = BuildTable(measured.labels);
  const NumberConsensus before = RunNumbers("reliability_weighted", {table, {}, {}});
  const NumberConsensus after = RunNumbers("reliability_weighted", {scaled, {}, {}});
  for (size_t i = 0; i < before.value.size(); ++i) {
    EXPECT_NEAR(after.value[i], -10 * before.value[i] + 7, 1e-3);
    EXPECT_NEAR(after.standard_error[i], 10 * before.standard_error[i], 1e-3);
  }
}

}  // namespace
}  // namespace assay
