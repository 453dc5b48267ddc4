#include "engine/learn/softmax_regression.h"

#include <cmath>
#include <numeric>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/learn/dense_rows.h"
#include "tests/reference/learn/softmax_reference.h"

namespace assay {
namespace {

using reference::RandomLabels;
using reference::RandomRows;
using reference::SoftmaxReference;
using reference::ToDense;

std::vector<uint32_t> AllRows(size_t count) {
  std::vector<uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

// The reference is checked against its own definition before anything is checked against it.
TEST(SoftmaxReferenceTest, ItsGradientAgreesWithFiniteDifferences) {
  Rng rng(5);
  const CsrMatrix features = RandomRows(12, 5, 0.6, rng);
  const std::vector<uint32_t> labels = RandomLabels(12, 3, rng);
  SoftmaxOptions options;
  options.l2 = 0.03f;
  options.class_balance = 0.5f;
  SoftmaxReference model(ToDense(features), labels, 3, options);
  for (std::vector<double>& row : model.weights) {
    for (double& weight : row) {
      weight = rng.Uniform() - 0.5;
    }
  }
  const SoftmaxReference::Gradient gradient = model.LossGradient();
  constexpr double kStep = 1e-6;
  const auto difference = [&](double& parameter) {
    const double value = parameter;
    parameter = value + kStep;
    const double above = model.Loss();
    parameter = value - kStep;
    const double below = model.Loss();
    parameter = value;
    return (above - below) / (2.0 * kStep);
  };
  for (size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(gradient.bias[k], difference(model.bias[k]), 1e-8);
    for (size_t j = 0; j < 5; ++j) {
      EXPECT_NEAR(gradient.weights[j][k], difference(model.weights[j][k]), 1e-8);
    }
  }
}

// Each padded class count has its own kernel: 4, 8, 16 and any.
class SoftmaxStepTest : public testing::TestWithParam<std::tuple<size_t, float, float>> {};

TEST_P(SoftmaxStepTest, FollowsTheSlowReferenceStepByStep) {
  const auto [class_count, l2, class_balance] = GetParam();
  Rng rng(11);
  constexpr size_t kRows = 40;
  constexpr size_t kFeatures = 13;
  const CsrMatrix features = RandomRows(kRows, kFeatures, 0.3, rng);
  const std::vector<uint32_t> labels = RandomLabels(kRows, class_count, rng);
  SoftmaxOptions options;
  options.learning_rate = 0.3f;
  options.l2 = l2;
  options.class_balance = class_balance;

  SoftmaxReference expected(ToDense(features), labels, class_count, options);
  expected.RunAdaGrad(3, 17, 4);
  SoftmaxTrainer trainer(features, labels, class_count, AllRows(kRows), options, 17, 4);
  TrainingDynamics dynamics(kRows);
  for (int epoch = 0; epoch < 3; ++epoch) {
    trainer.RunEpoch(&dynamics, NullProgress());
  }

  for (size_t k = 0; k < class_count; ++k) {
    EXPECT_NEAR(trainer.model().bias(k), expected.bias[k], 2e-4);
    for (size_t j = 0; j < kFeatures; ++j) {
      EXPECT_NEAR(trainer.model().weight(j, k), expected.weights[j][k], 2e-4);
    }
  }
  ClassMatrix probabilities(kRows, class_count);
  trainer.model().PredictRange(features, 0, kRows, &probabilities);
  for (size_t i = 0; i < kRows; ++i) {
    const std::vector<double> row = expected.Probabilities(i);
    for (size_t k = 0; k < class_count; ++k) {
      EXPECT_NEAR(probabilities.row(i)[k], row[k], 1e-4);
    }
    EXPECT_NEAR(dynamics.margin_sum[i], expected.margin_sum[i], 1e-3);
    EXPECT_NEAR(dynamics.given_sum[i], expected.given_sum[i], 3e-4);
  }
  EXPECT_EQ(dynamics.epoch_count, 3);
}

INSTANTIATE_TEST_SUITE_P(ClassCounts, SoftmaxStepTest,
                         testing::Combine(testing::Values(2, 3, 4, 5, 8, 9, 16, 17, 77, 1000),
                                          testing::Values(0.0f, 0.01f),
                                          testing::Values(0.0f, 1.0f)));

TEST(SoftmaxTrainerTest, ConvergesToTheOptimumOfTheStatedLoss) {
  Rng rng(23);
  const CsrMatrix features = RandomRows(60, 6, 0.5, rng);
  const std::vector<uint32_t> labels = RandomLabels(60, 3, rng);
  SoftmaxOptions options;
  options.learning_rate = 0.05f;
  options.l2 = 0.02f;
  SoftmaxReference optimum(ToDense(features), labels, 3, options);
  optimum.Minimise(20000, 0.5);
  SoftmaxTrainer trainer(features, labels, 3, AllRows(60), options, 1);
  for (int epoch = 0; epoch < 20000; ++epoch) {
    trainer.RunEpoch(nullptr, NullProgress());
  }
  ClassMatrix probabilities(60, 3);
  trainer.model().PredictRange(features, 0, 60, &probabilities);
  for (size_t i = 0; i < 60; ++i) {
    const std::vector<double> expected = optimum.Probabilities(i);
    for (size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(probabilities.row(i)[k], expected[k], 0.01);
    }
  }
}

TEST(SoftmaxTrainerTest, TheSameSeedGivesTheSameBitsAndAnotherOneDoesNot) {
  Rng rng(29);
  const CsrMatrix features = RandomRows(50, 9, 0.4, rng);
  const std::vector<uint32_t> labels = RandomLabels(50, 5, rng);
  const auto weights_after_training = [&](uint64_t seed, uint64_t stream) {
    SoftmaxTrainer trainer(features, labels, 5, AllRows(50), SoftmaxOptions(), seed, stream);
    trainer.RunEpoch(nullptr, NullProgress());
    trainer.RunEpoch(nullptr, NullProgress());
    std::vector<float> weights;
    for (size_t j = 0; j < 9; ++j) {
      for (size_t k = 0; k < 5; ++k) {
        weights.push_back(trainer.model().weight(j, k));
      }
    }
    return weights;
  };
  EXPECT_EQ(weights_after_training(1, 0), weights_after_training(1, 0));
  EXPECT_NE(weights_after_training(1, 0), weights_after_training(2, 0));
  EXPECT_NE(weights_after_training(1, 0), weights_after_training(1, 1));
}

TEST(SoftmaxTrainerTest, AClassWithoutTrainingRowsStaysImprobableButPossible) {
  Rng rng(31);
  const CsrMatrix features = RandomRows(100, 8, 0.4, rng);
  const std::vector<uint32_t> labels = RandomLabels(100, 3, rng);
  SoftmaxTrainer trainer(features, labels, 4, AllRows(100), SoftmaxOptions(), 1);
  for (int epoch = 0; epoch < 10; ++epoch) {
    trainer.RunEpoch(nullptr, NullProgress());
  }
  ClassMatrix probabilities(100, 4);
  trainer.model().PredictRange(features, 0, 100, &probabilities);
  for (size_t i = 0; i < 100; ++i) {
    EXPECT_GT(probabilities.row(i)[3], 0.0f);
    EXPECT_LT(probabilities.row(i)[3], 0.05f);
  }
}

TEST(SoftmaxTrainerTest, OnlyTheTrainingRowsAreLearned) {
  Rng rng(37);
  const CsrMatrix features = RandomRows(20, 6, 0.5, rng);
  std::vector<uint32_t> labels = RandomLabels(20, 3, rng);
  const std::vector<uint32_t> rows = {0, 2, 4, 6, 8, 10};
  SoftmaxTrainer first(features, labels, 3, rows, SoftmaxOptions(), 1);
  first.RunEpoch(nullptr, NullProgress());
  std::vector<uint32_t> changed = labels;
  for (size_t i = 1; i < 20; i += 2) {
    changed[i] = (changed[i] + 1) % 3;
  }
  SoftmaxTrainer second(features, changed, 3, rows, SoftmaxOptions(), 1);
  TrainingDynamics dynamics(20);
  second.RunEpoch(&dynamics, NullProgress());
  for (size_t j = 0; j < 6; ++j) {
    EXPECT_EQ(first.model().weight(j, 0), second.model().weight(j, 0));
  }
  EXPECT_NE(dynamics.given_sum[0], 0.0f);
  EXPECT_EQ(dynamics.given_sum[1], 0.0f);
}

TEST(SoftmaxRegressionTest, ChosenRowsAreAnsweredLikeRanges) {
  Rng rng(41);
  const CsrMatrix features = RandomRows(10, 6, 0.5, rng);
  const std::vector<uint32_t> labels = RandomLabels(10, 3, rng);
  SoftmaxTrainer trainer(features, labels, 3, AllRows(10), SoftmaxOptions(), 1);
  trainer.RunEpoch(nullptr, NullProgress());
  ClassMatrix all(10, 3);
  trainer.model().PredictRange(features, 0, 10, &all);
  ClassMatrix some(10, 3);
  trainer.model().PredictRows(features, std::vector<uint32_t>{3, 7}, &some);
  for (size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(some.row(3)[k], all.row(3)[k]);
    EXPECT_EQ(some.row(7)[k], all.row(7)[k]);
    EXPECT_EQ(some.row(0)[k], 0.0f);
  }
}

}  // namespace
}  // namespace assay
