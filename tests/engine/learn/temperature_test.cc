#include "engine/learn/temperature.h"

#include <cmath>
#include <vector>

#include "engine/base/rng.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

double Loss(const ClassMatrix& scores, const std::vector<uint32_t>& labels, double temperature) {
  double loss = 0.0;
  for (size_t i = 0; i < labels.size(); ++i) {
    double sum = 0.0;
    for (const float score : scores.row(i)) {
      sum += std::exp((static_cast<double>(score) - static_cast<double>(scores.row(i)[labels[i]])) /
                      temperature);
    }
    loss += std::log(sum);
  }
  return loss / static_cast<double>(labels.size());
}

struct Sample {
  ClassMatrix scores;
  std::vector<uint32_t> labels;
};

// Labels drawn from softmax(scores / temperature), so that this temperature is the right answer.
Sample DrawSample(size_t row_count, size_t class_count, double temperature) {
  Rng rng(19);
  Sample sample{ClassMatrix(row_count, class_count), {}};
  for (size_t i = 0; i < row_count; ++i) {
    std::vector<double> weights;
    double sum = 0.0;
    for (float& score : sample.scores.row(i)) {
      score = static_cast<float>(temperature * 4.0 * rng.Uniform());
      weights.push_back(std::exp(static_cast<double>(score) / temperature));
      sum += weights.back();
    }
    double left = rng.Uniform() * sum;
    uint32_t label = 0;
    while (label + 1 < class_count && left > weights[label]) {
      left -= weights[label++];
    }
    sample.labels.push_back(label);
  }
  return sample;
}

TEST(TemperatureTest, RecoversTheTemperatureThatGeneratedTheLabels) {
  WorkerPool pool(2);
  for (const double temperature : {0.05, 1.0, 20.0}) {
    const Sample sample = DrawSample(20000, 5, temperature);
    EXPECT_NEAR(FitTemperature(sample.scores, sample.labels, pool) / temperature, 1.0, 0.05);
  }
}

TEST(TemperatureTest, NoOtherTemperatureHasALowerLoss) {
  WorkerPool pool(1);
  for (const size_t class_count : {2u, 3u, 7u, 77u}) {
    const Sample sample = DrawSample(500, class_count, 0.7);
    const double best = FitTemperature(sample.scores, sample.labels, pool);
    const double loss = Loss(sample.scores, sample.labels, best);
    for (double factor = 0.5; factor < 2.0; factor *= 1.01) {
      EXPECT_LE(loss, Loss(sample.scores, sample.labels, best * factor) + 1e-7);
    }
  }
}

TEST(TemperatureTest, TheTemperedLossIsThatOfTheFittedTemperature) {
  WorkerPool pool(1);
  const Sample sample = DrawSample(300, 4, 2.0);
  const double best = FitTemperature(sample.scores, sample.labels, pool);
  EXPECT_NEAR(TemperedLogLoss(sample.scores, sample.labels, pool),
              Loss(sample.scores, sample.labels, best), 1e-9);
}

// Rows are sampled without a period: of rows that repeat, none is missed or seen too often.
TEST(TemperatureTest, ManyRowsGiveTheTemperatureOfFewWhateverTheirPeriod) {
  WorkerPool pool(1);
  for (const size_t period : {2u, 3u, 7u, 16u}) {
    Sample few{ClassMatrix(period, 2), std::vector<uint32_t>(period, 0)};
    Sample many{ClassMatrix(period * 9000, 2), std::vector<uint32_t>(period * 9000, 0)};
    for (size_t i = 0; i < many.labels.size(); ++i) {
      const float score = i % period == 0 ? -0.4f : 1.0f;
      many.scores.row(i)[0] = score;
      few.scores.row(i % period)[0] = score;
    }
    EXPECT_NEAR(FitTemperature(many.scores, many.labels, pool) /
                    FitTemperature(few.scores, few.labels, pool),
                1.0, 0.03)
        << period;
  }
}

TEST(TemperatureTest, ScalingTheScoresScalesTheTemperature) {
  WorkerPool pool(1);
  Sample sample = DrawSample(1000, 4, 1.0);
  const double before = FitTemperature(sample.scores, sample.labels, pool);
  for (size_t i = 0; i < 1000; ++i) {
    for (float& score : sample.scores.row(i)) {
      score *= 8.0f;
    }
  }
  EXPECT_NEAR(FitTemperature(sample.scores, sample.labels, pool) / before, 8.0, 1e-3);
}

TEST(TemperatureTest, UselessScoresAreFlattenedAndPerfectOnesSharpened) {
  WorkerPool pool(1);
  ClassMatrix scores(100, 2);
  std::vector<uint32_t> right;
  std::vector<uint32_t> wrong;
  for (uint32_t i = 0; i < 100; ++i) {
    scores.row(i)[i % 2] = 1.0f;
    right.push_back(i % 2);
    wrong.push_back(1 - i % 2);
  }
  EXPECT_NEAR(FitTemperature(scores, wrong, pool), 1e3, 1.0);
  // Everything is right well before the lower limit, to the last bit of the loss.
  EXPECT_LT(FitTemperature(scores, right, pool), 0.1);
}

TEST(TemperatureTest, ScoresThatAreAllEqualGiveFiniteAnswers) {
  WorkerPool pool(1);
  ClassMatrix scores(10, 3);
  const std::vector<uint32_t> labels(10, 1);
  const double temperature = FitTemperature(scores, labels, pool);
  EXPECT_TRUE(std::isfinite(temperature));
  SoftmaxRows(temperature, pool, &scores);
  EXPECT_NEAR(scores.row(4)[2], 1.0 / 3.0, 1e-6);
}

TEST(TemperatureTest, SoftmaxRowsSumToOne) {
  WorkerPool pool(2);
  Sample sample = DrawSample(3000, 77, 0.1);
  const ClassMatrix before = sample.scores;
  SoftmaxRows(0.1, pool, &sample.scores);
  for (size_t i = 0; i < 3000; i += 100) {
    double expected_sum = 0.0;
    for (const float score : before.row(i)) {
      expected_sum += std::exp(static_cast<double>(score) / 0.1);
    }
    double sum = 0.0;
    for (size_t k = 0; k < 77; ++k) {
      sum += static_cast<double>(sample.scores.row(i)[k]);
      EXPECT_NEAR(sample.scores.row(i)[k],
                  std::exp(static_cast<double>(before.row(i)[k]) / 0.1) / expected_sum, 1e-5);
    }
    EXPECT_NEAR(sum, 1.0, 1e-5);
  }
}

}  // namespace
}  // namespace assay
