#include "engine/audit/given_probabilities.h"

#include <algorithm>
#include <utility>

#include "engine/audit/model_mixture.h"
#include "engine/audit/recalibration.h"
#include "engine/base/check.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 1024;
constexpr float kLowestProbability = 1e-12f;
constexpr double kDiscriminantPrior = 3.0;
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

}  // namespace

GivenProbabilityJudgement JudgeGivenProbabilities(ProbabilityMatrix<float> probabilities,
                                                  std::span<const uint32_t> given,
                                                  WorkerPool& pool) {
  ASSAY_CHECK(given.size() == probabilities.item_count() && probabilities.class_count() >= 2);
  GivenProbabilityJudgement judgement;
  ClassMatrix logs = LogsOf(probabilities, pool);
  TemperLogProbabilities(given, pool, &logs);
  Recalibrated recalibrated = Recalibrate(std::move(logs), given, kDiscriminantPrior, pool);
  judgement.log_mixture = std::move(recalibrated.log_probabilities);
  judgement.supplied_weight = 1.0 - recalibrated.share;
  judgement.noise = EstimateLabelNoise(judgement.log_mixture, given, 1.0, pool);
  judgement.scores = ScoreSuspicion(judgement.log_mixture, given, NoiseDirection(judgement.noise),
                                    pool, kDirectionShare);
  return judgement;
}

}  // namespace assay
