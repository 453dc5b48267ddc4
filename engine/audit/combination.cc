#include "engine/audit/combination.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/base/check.h"
#include "engine/learn/temperature.h"

namespace assay {
namespace {

constexpr float kSmallestProbability = 1e-12f;
constexpr double kSmallestLoss = 1e-6;
constexpr size_t kRowsPerTask = 4096;

float LogOf(float probability) { return std::log(std::max(probability, kSmallestProbability)); }

double MeanLoss(const ClassMatrix& model, std::span<const uint32_t> labels) {
  double loss = 0;
  for (size_t i = 0; i < labels.size(); ++i) {
    loss -= static_cast<double>(LogOf(model.row(i)[labels[i]]));
  }
  return loss / static_cast<double>(std::max<size_t>(labels.size(), 1));
}

std::vector<double> WeighModels(std::span<const ClassMatrix* const> models,
                                std::span<const uint32_t> labels) {
  std::vector<double> weights;
  for (const ClassMatrix* model : models) {
    weights.push_back(1 / std::max(MeanLoss(*model, labels), kSmallestLoss));
  }
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) {
    weight /= sum;
  }
  return weights;
}

ClassMatrix PoolLogs(std::span<const ClassMatrix* const> models, std::span<const double> weights,
                     WorkerPool& pool) {
  ClassMatrix pooled(models[0]->row_count(), models[0]->class_count());
  pool.ForRanges(pooled.row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    for (size_t m = 0; m < models.size(); ++m) {
      const auto weight = static_cast<float>(weights[m]);
      for (size_t i = begin; i < end; ++i) {
        const std::span<const float> row = models[m]->row(i);
        const std::span<float> sum = pooled.row(i);
        for (size_t k = 0; k < row.size(); ++k) {
          sum[k] += weight * LogOf(row[k]);
        }
      }
    }
  });
  return pooled;
}

}  // namespace

Combination CombineModels(std::span<const ClassMatrix* const> models,
                          std::span<const uint32_t> labels, WorkerPool& pool) {
  ASSAY_CHECK(!models.empty());
  Combination combination;
  combination.weights = WeighModels(models, labels);
  combination.probabilities = PoolLogs(models, combination.weights, pool);
  combination.temperature = FitTemperature(combination.probabilities, labels, pool);
  SoftmaxRows(combination.temperature, pool, &combination.probabilities);
  return combination;
}

}  // namespace assay
