#include "engine/audit/given_probabilities.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/audit/model_mixture.h"
#include "engine/base/check.h"
#include "engine/learn/loo_discriminant.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 1024;
constexpr float kLowestProbability = 1e-12f;
constexpr float kLowestCoordinate = 1e-6f;
constexpr double kDiscriminantPrior = 3.0;
constexpr double kLossScale = 0.03;
constexpr double kDirectionShare = 0.25;

// What a zero stands for: probabilities are often written with few digits.
float HalfOfSmallest(ProbabilityMatrix<float> probabilities) {
  float smallest = 1.0f;
  for (const float p : probabilities.values()) {
    smallest = p > 0.0f && p < smallest ? p : smallest;
  }
  return std::max(0.5f * smallest, kLowestProbability);
}

ClassMatrix LogsOf(ProbabilityMatrix<float> probabilities, WorkerPool& pool) {
  const float zero = HalfOfSmallest(probabilities);
  ClassMatrix logs(probabilities.item_count(), probabilities.class_count());
  pool.ForRanges(logs.row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const std::span<const float> from = probabilities.row(i);
      std::transform(from.begin(), from.end(), logs.row(i).begin(),
                     [zero](float p) { return p > zero ? p : zero; });
    }
  });
  TakeLogOfProbabilities(pool, &logs);
  return logs;
}

// Rows less their means: what is left does not change when the probabilities are not normalised.
std::vector<float> Coordinates(const ClassMatrix& logs, WorkerPool& pool) {
  const float lowest = std::log(kLowestCoordinate);
  const size_t class_count = logs.class_count();
  std::vector<float> values(logs.values().begin(), logs.values().end());
  pool.ForRanges(logs.row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const std::span<float> row(values.data() + i * class_count, class_count);
      double sum = 0;
      for (float& value : row) {
        value = std::max(value, lowest);
        sum += static_cast<double>(value);
      }
      const auto mean = static_cast<float>(sum / static_cast<double>(class_count));
      for (float& value : row) {
        value -= mean;
      }
    }
  });
  return values;
}

// The discriminant's tempered log-probabilities; *log_loss is that of the first fit, since weights
// that doubt the given labels make the second predict them worse without being worse.
ClassMatrix FitDiscriminant(const ClassMatrix& logs, std::span<const uint32_t> given,
                            WorkerPool& pool, double* log_loss) {
  const std::vector<float> coordinates = Coordinates(logs, pool);
  const VectorRows rows{coordinates, logs.class_count()};
  double shrinkage = 0;
  std::vector<float> weights(given.size());
  {
    const LooDiscriminant plain(rows, given, {}, logs.class_count(), pool);
    shrinkage = plain.ChooseShrinkage(pool);
    ClassMatrix scores = plain.Scores(shrinkage, pool);
    *log_loss = TemperLogProbabilities(given, pool, &scores);
    for (size_t i = 0; i < given.size(); ++i) {
      weights[i] = std::exp(scores.row(i)[given[i]]);
    }
  }
  const LooDiscriminant doubting(rows, given, weights, logs.class_count(), pool);
  ClassMatrix scores = doubting.Scores(shrinkage, pool);
  TemperLogProbabilities(given, pool, &scores);
  return scores;
}

}  // namespace

GivenProbabilityJudgement JudgeGivenProbabilities(ProbabilityMatrix<float> probabilities,
                                                  std::span<const uint32_t> given,
                                                  WorkerPool& pool) {
  ASSAY_CHECK(given.size() == probabilities.item_count() && probabilities.class_count() >= 2);
  GivenProbabilityJudgement judgement;
  ClassMatrix supplied = LogsOf(probabilities, pool);
  double discriminant_loss = 0;
  const ClassMatrix discriminant = FitDiscriminant(supplied, given, pool, &discriminant_loss);
  const double supplied_loss = TemperLogProbabilities(given, pool, &supplied);
  const MixtureLeg legs[] = {{&supplied, supplied_loss, 1.0},
                             {&discriminant, discriminant_loss, kDiscriminantPrior}};
  const std::vector<double> weights = MixtureWeights(legs, kLossScale);
  judgement.supplied_weight = weights[0];
  judgement.log_mixture = MixLogProbabilities(legs, weights, pool);
  TemperLogProbabilities(given, pool, &judgement.log_mixture);
  judgement.noise = EstimateLabelNoise(judgement.log_mixture, given, 1.0, pool);
  judgement.scores = ScoreSuspicion(judgement.log_mixture, given, NoiseDirection(judgement.noise),
                                    pool, kDirectionShare);
  return judgement;
}

}  // namespace assay
