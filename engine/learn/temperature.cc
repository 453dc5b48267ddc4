#include "engine/learn/temperature.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/kernel.h"
#include "engine/learn/spread_rows.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 1024;
// Rows that a temperature is fitted on.
constexpr size_t kMostRows = 4096;
constexpr double kLowest = 1e-3;
constexpr double kHighest = 1e3;

// Writes e^(beta (s_k - max s)) and returns max s.
ASSAY_INLINE float ExponentialsOfRow(std::span<const float> scores, float beta,
                                     float* __restrict weights) {
  const float* __restrict row = scores.data();
  const size_t count = scores.size();
  float max = row[0];
  for (size_t k = 1; k < count; ++k) {
    max = row[k] > max ? row[k] : max;
  }
  for (size_t k = 0; k < count; ++k) {
    weights[k] = FastExp(beta * (row[k] - max));
  }
  return max;
}

// First and second derivative of a row's -log softmax(beta s)[g] by beta: the mean of s under the
// softmax less s_g, and the variance of s.
struct Slope {
  double first = 0.0;
  double second = 0.0;
};

ASSAY_KERNEL Slope SlopeOfRows(const ClassMatrix& scores, const uint32_t* labels,
                               const uint32_t* rows, size_t row_count, float beta, float* weights) {
  Slope slope;
  const size_t count = scores.class_count();
  for (size_t j = 0; j < row_count; ++j) {
    const uint32_t index = rows[j];
    const std::span<const float> row = scores.row(index);
    const float max = ExponentialsOfRow(row, beta, weights);
    float sum[4] = {};
    float mean[4] = {};
    float square[4] = {};
    size_t k = 0;
    for (; k + 4 <= count; k += 4) {
      for (size_t lane = 0; lane < 4; ++lane) {
        const float distance = row[k + lane] - max;
        const float weighted = weights[k + lane] * distance;
        sum[lane] += weights[k + lane];
        mean[lane] += weighted;
        square[lane] += weighted * distance;
      }
    }
    for (; k < count; ++k) {
      const float distance = row[k] - max;
      sum[0] += weights[k];
      mean[0] += weights[k] * distance;
      square[0] += weights[k] * distance * distance;
    }
    const auto total = static_cast<double>(SumLanes<4>(sum));
    const double mean_distance = static_cast<double>(SumLanes<4>(mean)) / total;
    slope.first += mean_distance - static_cast<double>(row[labels[index]] - max);
    slope.second +=
        static_cast<double>(SumLanes<4>(square)) / total - mean_distance * mean_distance;
  }
  return slope;
}

ASSAY_KERNEL void SoftmaxRange(size_t begin, size_t end, float beta, ClassMatrix* scores,
                               float* weights) {
  for (size_t index = begin; index < end; ++index) {
    const std::span<float> row = scores->row(index);
    ExponentialsOfRow(row, beta, weights);
    float sum = 0.0f;
    for (size_t k = 0; k < row.size(); ++k) {
      sum += weights[k];
    }
    const float scale = 1.0f / sum;
    for (size_t k = 0; k < row.size(); ++k) {
      row[k] = weights[k] * scale;
    }
  }
}

Slope SlopeAt(double beta, const ClassMatrix& scores, std::span<const uint32_t> labels,
              std::span<const uint32_t> rows, WorkerPool& pool) {
  std::vector<Slope> parts((rows.size() + kRowsPerTask - 1) / kRowsPerTask);
  pool.Run(parts.size(), [&](size_t task) {
    std::vector<float> weights(scores.class_count());
    const size_t begin = task * kRowsPerTask;
    parts[task] = SlopeOfRows(scores, labels.data(), rows.data() + begin,
                              std::min(kRowsPerTask, rows.size() - begin), static_cast<float>(beta),
                              weights.data());
  });
  Slope slope;
  for (const Slope& part : parts) {
    slope.first += part.first;
    slope.second += part.second;
  }
  return slope;
}

}  // namespace

double FitTemperature(const ClassMatrix& scores, std::span<const uint32_t> labels,
                      WorkerPool& pool) {
  constexpr int kMaxSteps = 60;
  constexpr double kTolerance = 1e-5;
  ASSAY_CHECK(labels.size() == scores.row_count());
  const std::vector<uint32_t> rows = SpreadRows(labels.size(), kMostRows);
  // beta = 1 / t; the first derivative rises with beta.
  double low = 1.0 / kHighest;
  double high = 1.0 / kLowest;
  double beta = 1.0;
  for (int step = 0; step < kMaxSteps && high > low * (1.0 + kTolerance); ++step) {
    const Slope slope = SlopeAt(beta, scores, labels, rows, pool);
    (slope.first > 0.0 ? high : low) = beta;
    double next = beta - slope.first / slope.second;
    // Outside the bracket (or 0 / 0): halve the bracket on the log scale.
    if (!(next > low && next < high)) {
      next = std::sqrt(low * high);
    }
    if (std::abs(next - beta) <= kTolerance * beta) {
      beta = next;
      break;
    }
    beta = next;
  }
  return 1.0 / beta;
}

double TemperedLogLoss(const ClassMatrix& scores, std::span<const uint32_t> labels,
                       WorkerPool& pool) {
  const double beta = 1.0 / FitTemperature(scores, labels, pool);
  double loss = 0;
  for (size_t index = 0; index < labels.size(); ++index) {
    const std::span<const float> row = scores.row(index);
    const auto given = static_cast<double>(row[labels[index]]);
    double sum = 0;
    double max = -INFINITY;
    for (const float score : row) {
      max = std::max(max, static_cast<double>(score));
    }
    for (const float score : row) {
      sum += std::exp(beta * (static_cast<double>(score) - max));
    }
    loss += std::log(sum) + beta * (max - given);
  }
  return loss / static_cast<double>(labels.size());
}

void SoftmaxRows(double temperature, WorkerPool& pool, ClassMatrix* scores) {
  ASSAY_CHECK(temperature > 0.0);
  pool.ForRanges(scores->row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    std::vector<float> weights(scores->class_count());
    SoftmaxRange(begin, end, static_cast<float>(1.0 / temperature), scores, weights.data());
  });
}

}  // namespace assay
