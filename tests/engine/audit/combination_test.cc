#include "engine/audit/combination.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/random_case.h"

namespace assay {
namespace {

ClassMatrix ToClassMatrix(const RandomCase<float>& random) {
  ClassMatrix matrix(random.labels.size(), random.class_count);
  for (size_t i = 0; i < matrix.row_count(); ++i) {
    std::copy_n(random.probabilities.begin() + static_cast<std::ptrdiff_t>(i * random.class_count),
                random.class_count, matrix.row(i).begin());
  }
  return matrix;
}

std::vector<uint32_t> Labels(const RandomCase<float>& random) {
  return {random.labels.begin(), random.labels.end()};
}

TEST(CombineModelsTest, PoolsTwoRowsWorkedByHand) {
  ClassMatrix first(2, 2);
  ClassMatrix second(2, 2);
  const float values[] = {0.8f, 0.2f, 0.5f, 0.5f};
  std::copy_n(values, 2, first.row(0).begin());
  std::copy_n(values + 2, 2, first.row(1).begin());
  std::copy_n(values + 2, 2, second.row(0).begin());
  std::copy_n(values, 2, second.row(1).begin());
  const std::vector<uint32_t> labels = {0, 1};
  const ClassMatrix* models[] = {&first, &second};
  WorkerPool pool(1);
  const Combination combination = CombineModels(models, labels, pool);
  // Losses: (-log .8 - log .5)/2 and (-log .5 - log .2)/2.
  const double loss_first = -(std::log(0.8) + std::log(0.5)) / 2;
  const double loss_second = -(std::log(0.5) + std::log(0.2)) / 2;
  const double weight = loss_second / (loss_first + loss_second);
  EXPECT_NEAR(combination.weights[0], weight, 1e-6);
  // Row 0: log-odds weight * log 4, over the temperature.
  const double odds = std::exp(weight * std::log(4.0) / combination.temperature);
  EXPECT_NEAR(combination.probabilities.row(0)[0], odds / (1 + odds), 1e-4);
}

TEST(CombineModelsTest, WeightsSumToOneAndABetterModelGetsMore) {
  const RandomCase<float> good(500, 4, 1);
  ClassMatrix blind(500, 4);
  for (size_t i = 0; i < 500; ++i) {
    std::fill(blind.row(i).begin(), blind.row(i).end(), 0.25f);
  }
  const ClassMatrix informed = ToClassMatrix(good);
  const ClassMatrix* models[] = {&informed, &blind};
  WorkerPool pool(2);
  const Combination combination = CombineModels(models, Labels(good), pool);
  EXPECT_NEAR(combination.weights[0] + combination.weights[1], 1, 1e-12);
  EXPECT_GT(combination.weights[0], combination.weights[1]);
}

TEST(CombineModelsTest, AModelWithoutOpinionDoesNotChangeTheRanking) {
  const RandomCase<float> random(300, 3, 2);
  ClassMatrix blind(300, 3);
  for (size_t i = 0; i < 300; ++i) {
    std::fill(blind.row(i).begin(), blind.row(i).end(), 1.0f / 3);
  }
  const ClassMatrix informed = ToClassMatrix(random);
  const ClassMatrix* models[] = {&informed, &blind};
  WorkerPool pool(1);
  const Combination combination = CombineModels(models, Labels(random), pool);
  for (size_t i = 0; i < 300; ++i) {
    const auto before = informed.row(i);
    const auto after = combination.probabilities.row(i);
    EXPECT_EQ(std::max_element(after.begin(), after.end()) - after.begin(),
              std::max_element(before.begin(), before.end()) - before.begin());
  }
}

TEST(CombineModelsTest, RowsAreDistributionsEvenWhereModelsAreCertainAndContradictory) {
  ClassMatrix first(4, 3);
  ClassMatrix second(4, 3);
  for (size_t i = 0; i < 4; ++i) {
    first.row(i)[0] = 1;
    second.row(i)[1] = 1;
  }
  const std::vector<uint32_t> labels = {0, 1, 2, 0};
  const ClassMatrix* models[] = {&first, &second};
  WorkerPool pool(1);
  const Combination combination = CombineModels(models, labels, pool);
  for (size_t i = 0; i < 4; ++i) {
    const auto row = combination.probabilities.row(i);
    EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0f), 1, 1e-5);
  }
}

TEST(CombineModelsTest, TheNumberOfThreadsDoesNotChangeABit) {
  const RandomCase<float> random(9000, 5, 3);
  const ClassMatrix first = ToClassMatrix(random);
  const ClassMatrix second = ToClassMatrix(RandomCase<float>(9000, 5, 4));
  const ClassMatrix* models[] = {&first, &second};
  WorkerPool one(1);
  WorkerPool three(3);
  const Combination alone = CombineModels(models, Labels(random), one);
  const Combination shared = CombineModels(models, Labels(random), three);
  EXPECT_TRUE(std::equal(alone.probabilities.values().begin(), alone.probabilities.values().end(),
                         shared.probabilities.values().begin()));
}

}  // namespace
}  // namespace assay
