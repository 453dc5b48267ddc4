#include "engine/audit/model_mixture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/check.h"
#include "engine/base/kernel.h"
#include "engine/learn/temperature.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 1024;
constexpr double kLeastShare = 0.05;
constexpr double kEnough = 0.7;
constexpr float kLowestProbability = 1e-12f;

// log(sum_k e^row_k).
ASSAY_INLINE float LogSumExp(const float* __restrict row, size_t count) {
  float lanes[kLanes];
  for (size_t lane = 0; lane < kLanes; ++lane) {
    lanes[lane] = row[0];
  }
  size_t k = 0;
  for (; k + kLanes <= count; k += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      lanes[lane] = row[k + lane] > lanes[lane] ? row[k + lane] : lanes[lane];
    }
  }
  for (; k < count; ++k) {
    lanes[0] = row[k] > lanes[0] ? row[k] : lanes[0];
  }
  float max = lanes[0];
  for (size_t lane = 1; lane < kLanes; ++lane) {
    max = lanes[lane] > max ? lanes[lane] : max;
  }
  float sums[kLanes] = {};
  for (k = 0; k + kLanes <= count; k += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      sums[lane] += FastExp(row[k + lane] - max);
    }
  }
  for (; k < count; ++k) {
    sums[0] += FastExp(row[k] - max);
  }
  return max + FastLog(SumLanes<kLanes>(sums));
}

ASSAY_INLINE float AtLeast(float value, float lowest) { return value > lowest ? value : lowest; }

ASSAY_INLINE void LogSoftmaxInPlace(float* __restrict row, size_t count) {
  const float log_sum = LogSumExp(row, count);
  for (size_t k = 0; k < count; ++k) {
    row[k] = AtLeast(row[k] - log_sum, kLowestLogProbability);
  }
}

ASSAY_KERNEL void AddWeighted(const float* __restrict from, float weight, size_t count,
                              float* __restrict to) {
  for (size_t index = 0; index < count; ++index) {
    to[index] += weight * AtLeast(from[index], kLowestLogProbability);
  }
}

// Rows become log-softmax(factor * row).
ASSAY_KERNEL void LogSoftmaxRows(float* rows, size_t row_count, size_t class_count, float factor) {
  for (size_t index = 0; index < row_count; ++index) {
    float* __restrict row = rows + index * class_count;
    for (size_t k = 0; k < class_count; ++k) {
      row[k] *= factor;
    }
    LogSoftmaxInPlace(row, class_count);
  }
}

ASSAY_KERNEL void LogRows(float* rows, size_t row_count, size_t class_count) {
  for (size_t index = 0; index < row_count; ++index) {
    float* __restrict row = rows + index * class_count;
    for (size_t k = 0; k < class_count; ++k) {
      row[k] = FastLog(AtLeast(row[k], kLowestProbability));
    }
    LogSoftmaxInPlace(row, class_count);
  }
}

}  // namespace

std::vector<double> MixtureWeights(std::span<const MixtureLeg> legs, const MixtureRule& rule) {
  constexpr double kSmallestLoss = 1e-12;
  double least = INFINITY;
  for (const MixtureLeg& leg : legs) {
    least = std::min(least, leg.log_loss);
  }
  const double most_explained = rule.label_entropy - least;
  std::vector<double> weights;
  for (const MixtureLeg& leg : legs) {
    const double excess =
        (leg.log_loss - least) / (rule.loss_scale * std::max(least, kSmallestLoss));
    const double explained = (rule.label_entropy - leg.log_loss) / (kEnough * most_explained);
    const double use = most_explained > 0 ? std::clamp(explained, 0.0, 1.0) : 1.0;
    weights.push_back(leg.prior * std::max(std::exp(-excess) * use * use, kLeastShare));
  }
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  ASSAY_CHECK(legs.empty() || total > 0);
  for (double& weight : weights) {
    weight /= total;
  }
  return weights;
}

ClassMatrix MixLogProbabilities(std::span<const MixtureLeg> legs, std::span<const double> weights,
                                WorkerPool& pool) {
  ASSAY_CHECK(!legs.empty() && legs.size() == weights.size());
  const size_t class_count = legs[0].log_probabilities->class_count();
  ClassMatrix mixed(legs[0].log_probabilities->row_count(), class_count);
  for (const MixtureLeg& leg : legs) {
    ASSAY_CHECK(leg.log_probabilities->row_count() == mixed.row_count());
    ASSAY_CHECK(leg.log_probabilities->class_count() == class_count);
  }
  pool.ForRanges(mixed.row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    float* rows = mixed.row(begin).data();
    for (size_t m = 0; m < legs.size(); ++m) {
      AddWeighted(legs[m].log_probabilities->row(begin).data(), static_cast<float>(weights[m]),
                  (end - begin) * class_count, rows);
    }
    LogSoftmaxRows(rows, end - begin, class_count, 1.0f);
  });
  return mixed;
}

double TemperLogProbabilities(std::span<const uint32_t> given, WorkerPool& pool,
                              ClassMatrix* scores, double* factor_out) {
  ASSAY_CHECK(given.size() == scores->row_count());
  if (given.empty()) {
    return 0;
  }
  const double inverse_temperature = 1.0 / FitTemperature(*scores, given, pool);
  if (factor_out != nullptr) {
    *factor_out = inverse_temperature;
  }
  const auto factor = static_cast<float>(inverse_temperature);
  std::vector<double> losses((given.size() + kRowsPerTask - 1) / kRowsPerTask);
  pool.ForRanges(given.size(), kRowsPerTask, [&](size_t begin, size_t end) {
    LogSoftmaxRows(scores->row(begin).data(), end - begin, scores->class_count(), factor);
    double loss = 0;
    for (size_t i = begin; i < end; ++i) {
      loss -= static_cast<double>(scores->row(i)[given[i]]);
    }
    losses[begin / kRowsPerTask] = loss;
  });
  return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(given.size());
}

void TakeLogOfProbabilities(WorkerPool& pool, ClassMatrix* probabilities) {
  pool.ForRanges(probabilities->row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    LogRows(probabilities->row(begin).data(), end - begin, probabilities->class_count());
  });
}

}  // namespace assay
