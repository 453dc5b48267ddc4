#include "engine/learn/naive_bayes_weights.h"

#include <cmath>

#include "engine/base/check.h"
#include "engine/base/kernel.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

constexpr size_t kFeaturesPerTask = 1024;

// What the rows add up to under soft labels.
struct Sums {
  ClassMatrix by_class;              // F: D x K
  std::vector<float> by_feature;     // T_j
  std::vector<double> class_totals;  // C_k
};

Sums SumRows(const CsrMatrix& features, const SoftLabels& labels, size_t class_count) {
  Sums sums{ClassMatrix(features.column_count, class_count),
            std::vector<float>(features.column_count), std::vector<double>(class_count)};
  for (size_t i = 0; i < features.row_count(); ++i) {
    const uint32_t given = labels.given[i];
    const uint32_t other = labels.alternative.empty() ? given : labels.alternative[i];
    const float moved = labels.alternative.empty() ? 0.0f : labels.alternative_weight[i];
    const CsrMatrix::Row row = features.row(i);
    double length = 0;
    for (size_t entry = 0; entry < row.columns.size(); ++entry) {
      const float value = row.values[entry];
      const std::span<float> column = sums.by_class.row(row.columns[entry]);
      column[given] += (1.0f - moved) * value;
      column[other] += moved * value;
      sums.by_feature[row.columns[entry]] += value;
      length += static_cast<double>(value);
    }
    sums.class_totals[given] += (1.0 - static_cast<double>(moved)) * length;
    sums.class_totals[other] += static_cast<double>(moved) * length;
  }
  return sums;
}

// sum[k] += factor * ln(max(offset + sign * counts[k], 0) + alpha)
ASSAY_KERNEL void AddLogs(const float* counts, size_t class_count, float offset, float sign,
                          float alpha, float factor, float* sum) {
  for (size_t k = 0; k < class_count; ++k) {
    const float left = offset + sign * counts[k];
    sum[k] += factor * FastLog((left > 0.0f ? left : 0.0f) + alpha);
  }
}

}  // namespace

void AddNaiveBayesWeights(NaiveBayesKind kind, const CsrMatrix& features, const SoftLabels& labels,
                          double alpha, float factor, WorkerPool& pool, NaiveBayesWeights* sum) {
  const size_t class_count = sum->length_weights.size();
  ASSAY_CHECK(sum->weights.row_count() == features.column_count &&
              sum->weights.class_count() == class_count);
  const bool complement = kind == NaiveBayesKind::kComplement;
  const Sums sums = SumRows(features, labels, class_count);
  const float sign = complement ? -1.0f : 1.0f;
  pool.ForRanges(features.column_count, kFeaturesPerTask, [&](size_t begin, size_t end) {
    for (size_t j = begin; j < end; ++j) {
      AddLogs(sums.by_class.row(j).data(), class_count, complement ? sums.by_feature[j] : 0.0f,
              sign, static_cast<float>(alpha), sign * factor, sum->weights.row(j).data());
    }
  });
  double total = 0;
  for (const double of_class : sums.class_totals) {
    total += of_class;
  }
  const double smoothing = alpha * static_cast<double>(features.column_count);
  for (size_t k = 0; k < class_count; ++k) {
    const double mass = complement ? total - sums.class_totals[k] : sums.class_totals[k];
    sum->length_weights[k] -=
        sign * factor * static_cast<float>(std::log(std::max(mass, 0.0) + smoothing));
  }
}

}  // namespace assay
