#include "engine/audit/soft_relabel.h"

#include <cmath>
#include <numeric>
#include <tuple>

#include "engine/audit/noise_direction.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/log_probability_case.h"
#include "tests/reference/audit/suspicion_reference.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::FloatNear;
using testing::Ge;
using testing::Le;

constexpr double kTau = 1.5;

struct Relabelled {
  double expected_errors = 0;
  ClassMatrix direction;
  Relabelling labels;
};

Relabelled Relabel(const LogProbabilityCase& data, int thread_count = 2) {
  WorkerPool pool(thread_count);
  const double expected =
      EstimateLabelNoise(data.log_probabilities, data.given, kTau, pool).expected_errors;
  ClassMatrix direction =
      NoiseDirection(EstimateLabelNoise(data.log_probabilities, data.given, 1, pool));
  Relabelling labels =
      SoftRelabel(data.log_probabilities, data.given, direction, kTau, expected, pool);
  return {expected, std::move(direction), std::move(labels)};
}

class SoftRelabelReferenceTest : public testing::TestWithParam<std::tuple<size_t, size_t>> {};

TEST_P(SoftRelabelReferenceTest, WeightsAgreeWithTheSlowReference) {
  const auto [item_count, class_count] = GetParam();
  const LogProbabilityCase data(item_count, class_count, 61);
  const Relabelled result = Relabel(data);
  const reference::Rows rows = reference::ToRows(data.log_probabilities);
  const reference::Rows direction = reference::ToRows(result.direction);
  const double kappa = reference::Kappa(rows, data.given, direction, kTau, result.expected_errors);
  for (size_t i = 0; i < item_count; ++i) {
    const reference::Rivals rivals =
        reference::FindRivals(rows[i], data.given[i], direction[data.given[i]], kTau, 1);
    const double odds = kappa * rivals.best_odds;
    EXPECT_EQ(result.labels.alternative[i], rivals.best);
    EXPECT_NEAR(static_cast<double>(result.labels.alternative_weight[i]), odds / (1 + odds),
                1e-5 * odds / (1 + odds));
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, SoftRelabelReferenceTest,
                         testing::Combine(testing::Values(1, 64, 700),
                                          testing::Values(2, 3, 5, 30)));

// Two even rows, half an error expected: kappa / (1 + kappa) = 1/4 each.
TEST(SoftRelabelTest, TwoEvenRowsShareTheExpectedErrors) {
  WorkerPool pool(1);
  const LogProbabilityCase data(LogMatrixOf({{0.5, 0.5}, {0.5, 0.5}}), {0, 1});
  const Relabelling labels =
      SoftRelabel(data.log_probabilities, data.given, MatrixOf({{0, 1}, {1, 0}}), kTau, 0.5, pool);
  EXPECT_THAT(labels.alternative_weight, Each(FloatNear(0.25f, 1e-6f)));
  EXPECT_THAT(labels.alternative, ElementsAre(1u, 0u));
}

TEST(SoftRelabelTest, WithTwoClassesTheWeightsAddUpToTheExpectedErrors) {
  const LogProbabilityCase data(900, 2, 67);
  const Relabelled result = Relabel(data);
  const double sum = std::accumulate(result.labels.alternative_weight.begin(),
                                     result.labels.alternative_weight.end(), 0.0);
  EXPECT_NEAR(sum / result.expected_errors, 1, 1e-6);
}

TEST(SoftRelabelTest, MoreExpectedErrorsGiveEveryAlternativeMoreWeight) {
  WorkerPool pool(1);
  const LogProbabilityCase data(100, 4, 71);
  const ClassMatrix direction = Relabel(data).direction;
  std::vector<float> last(100, 0.0f);
  for (const double expected : {0.001, 1.0, 10.0, 99.0}) {
    const Relabelling labels =
        SoftRelabel(data.log_probabilities, data.given, direction, kTau, expected, pool);
    for (size_t i = 0; i < 100; ++i) {
      EXPECT_GT(labels.alternative_weight[i], last[i]);
    }
    last = labels.alternative_weight;
  }
}

TEST(SoftRelabelTest, NoneAndAllExpectedWrongStayWithinTheBounds) {
  WorkerPool pool(1);
  const LogProbabilityCase data(50, 3, 73);
  const ClassMatrix direction = Relabel(data).direction;
  for (const double expected : {0.0, 50.0}) {
    const Relabelling labels =
        SoftRelabel(data.log_probabilities, data.given, direction, kTau, expected, pool);
    EXPECT_THAT(labels.alternative_weight, Each(AllOf(Ge(0.0f), Le(1.0f))));
  }
}

// Row 0 is sure of the given class, row 1 of another: one wrong label, and it is the second.
TEST(SoftRelabelTest, OneHotRowsKeepOrLoseTheirLabel) {
  const double floor = 1e-30;
  const LogProbabilityCase data(LogMatrixOf({{1, floor, floor}, {floor, floor, 1}}), {0, 0});
  const Relabelled result = Relabel(data);
  EXPECT_THAT(result.labels.alternative_weight,
              ElementsAre(FloatNear(0, 1e-6f), FloatNear(1, 1e-6f)));
  EXPECT_EQ(result.labels.alternative[1], 2u);
}

TEST(SoftRelabelTest, RowsAndClassesMayBeRenamed) {
  const LogProbabilityCase data(300, 6, 79);
  const std::vector<uint32_t> rows = RandomOrder(300, 7);
  const std::vector<uint32_t> classes = RandomOrder(6, 8);
  const Relabelling labels = Relabel(data).labels;
  const Relabelling renamed = Relabel(data.WithRows(rows).WithClasses(classes)).labels;
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_NEAR(renamed.alternative_weight[i], labels.alternative_weight[rows[i]], 1e-4f);
    EXPECT_EQ(classes[renamed.alternative[i]], labels.alternative[rows[i]]);
  }
}

TEST(SoftRelabelTest, GivesTheSameBitsForAnyNumberOfThreads) {
  const LogProbabilityCase data(20000, 4, 83);
  const Relabelling one = Relabel(data, 1).labels;
  const Relabelling five = Relabel(data, 5).labels;
  EXPECT_EQ(one.alternative, five.alternative);
  EXPECT_EQ(one.alternative_weight, five.alternative_weight);
}

TEST(SoftRelabelTest, NoItemsHaveNoLabels) {
  EXPECT_TRUE(Relabel(LogProbabilityCase(ClassMatrix(0, 3), {})).labels.alternative.empty());
}

}  // namespace
}  // namespace assay
