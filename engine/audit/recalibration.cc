#include "engine/audit/recalibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "engine/audit/model_mixture.h"
#include "engine/base/check.h"
#include "engine/learn/loo_discriminant.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 1024;
constexpr double kLowestCoordinate = 1e-6;
constexpr double kShrinkage = 0.3;
constexpr double kLossScale = 0.01;

// Rows less their means: the same for probabilities that are not normalised.
std::vector<float> Coordinates(const ClassMatrix& logs, WorkerPool& pool) {
  const auto lowest = static_cast<float>(std::log(kLowestCoordinate));
  const size_t class_count = logs.class_count();
  std::vector<float> values(logs.values().size());
  pool.ForRanges(logs.row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const std::span<float> row(values.data() + i * class_count, class_count);
      std::transform(logs.row(i).begin(), logs.row(i).end(), row.begin(),
                     [lowest](float value) { return std::max(value, lowest); });
      const float mean =
          std::accumulate(row.begin(), row.end(), 0.0f) / static_cast<float>(class_count);
      for (float& value : row) {
        value -= mean;
      }
    }
  });
  return values;
}

double MeanLoss(const ClassMatrix& logs, std::span<const uint32_t> given) {
  double loss = 0;
  for (size_t i = 0; i < given.size(); ++i) {
    loss -= static_cast<double>(logs.row(i)[given[i]]);
  }
  return loss / static_cast<double>(given.size());
}

struct Discriminant {
  ClassMatrix log_probabilities;
  // Of the fit without weights: weights that doubt the given labels make the fit predict them
  // worse without being worse.
  double log_loss = 0;
  // Of the fit, and of its tempering.
  LooDiscriminant::LinearForm linear = {};
  double factor = 1;
};

Discriminant FitDiscriminant(const ClassMatrix& logs, std::span<const uint32_t> given,
                             WorkerPool& pool) {
  const std::vector<float> coordinates = Coordinates(logs, pool);
  const VectorRows rows{coordinates, logs.class_count()};
  Discriminant result;
  result.log_probabilities =
      LooDiscriminant(rows, given, {}, logs.class_count(), pool).Scores(kShrinkage, pool);
  result.log_loss = TemperLogProbabilities(given, pool, &result.log_probabilities);
  std::vector<float> weights(given.size());
  for (size_t i = 0; i < given.size(); ++i) {
    weights[i] = std::exp(logs.row(i)[given[i]]);
  }
  const LooDiscriminant model(rows, given, weights, logs.class_count(), pool);
  result.log_probabilities = model.Scores(kShrinkage, pool);
  result.linear = model.Linear(kShrinkage);
  TemperLogProbabilities(given, pool, &result.log_probabilities, &result.factor);
  return result;
}

void KeepClassesWithoutItems(const ClassMatrix& logs, std::span<const uint32_t> given,
                             ClassMatrix* discriminant) {
  std::vector<bool> is_given(logs.class_count(), false);
  for (const uint32_t label : given) {
    is_given[label] = true;
  }
  for (size_t k = 0; k < logs.class_count(); ++k) {
    for (size_t i = 0; !is_given[k] && i < logs.row_count(); ++i) {
      discriminant->row(i)[k] = logs.row(i)[k];
    }
  }
}

}  // namespace

Recalibrated Recalibrate(ClassMatrix log_probabilities, std::span<const uint32_t> given,
                         double prior, WorkerPool& pool) {
  ASSAY_CHECK(given.size() == log_probabilities.row_count());
  if (given.empty()) {
    return {.log_probabilities = std::move(log_probabilities)};
  }
  Discriminant discriminant = FitDiscriminant(log_probabilities, given, pool);
  KeepClassesWithoutItems(log_probabilities, given, &discriminant.log_probabilities);
  const MixtureLeg legs[] = {{&log_probabilities, MeanLoss(log_probabilities, given), 1.0},
                             {&discriminant.log_probabilities, discriminant.log_loss, prior}};
  const std::vector<double> weights = MixtureWeights(legs, {.loss_scale = kLossScale});
  Recalibrated result{.log_probabilities = MixLogProbabilities(legs, weights, pool),
                      .share = weights[1]};
  double factor = 1;
  TemperLogProbabilities(given, pool, &result.log_probabilities, &factor);
  result.map = {.kept = weights[0] * factor,
                .weights = std::move(discriminant.linear.weights),
                .offsets = std::move(discriminant.linear.offsets)};
  const auto scale = static_cast<float>(weights[1] * discriminant.factor * factor);
  for (size_t k = 0; k < result.map.offsets.size(); ++k) {
    result.map.offsets[k] *= scale;
    for (float& weight : result.map.weights.row(k)) {
      weight *= scale;
    }
  }
  return result;
}

void ApplyRecalibration(const RecalibrationMap& map, WorkerPool& pool, ClassMatrix* logs) {
  const std::vector<float> coordinates = Coordinates(*logs, pool);
  const size_t class_count = logs->class_count();
  const bool is_mapped = map.weights.row_count() > 0;
  pool.ForRanges(logs->row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const std::span<float> row = logs->row(i);
      for (size_t k = 0; k < class_count; ++k) {
        row[k] = static_cast<float>(map.kept) * row[k] + (is_mapped ? map.offsets[k] : 0);
      }
      for (size_t j = 0; is_mapped && j < class_count; ++j) {
        const float value = coordinates[i * class_count + j];
        for (size_t k = 0; k < class_count; ++k) {
          row[k] += value * map.weights.row(j)[k];
        }
      }
    }
  });
  const MixtureLeg alone[] = {{.log_probabilities = logs}};
  const double whole[] = {1.0};
  *logs = MixLogProbabilities(alone, whole, pool);
}

}  // namespace assay
