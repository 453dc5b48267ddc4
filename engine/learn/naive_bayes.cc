#include "engine/learn/naive_bayes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/kernel.h"
#include "engine/learn/aligned_floats.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 512;
constexpr size_t kFeaturesPerTask = 2048;

// The entries of a matrix by column, each with the label of its row instead of the row.
struct LabelledColumns {
  std::vector<size_t> offsets;
  std::vector<uint32_t> labels;
  std::vector<float> values;
};

LabelledColumns GroupByColumn(const CsrMatrix& features, std::span<const uint32_t> labels) {
  LabelledColumns grouped;
  grouped.offsets.assign(features.column_count + 1, 0);
  for (const uint32_t column : features.columns) {
    ++grouped.offsets[column + 1];
  }
  std::partial_sum(grouped.offsets.begin(), grouped.offsets.end(), grouped.offsets.begin());
  grouped.labels.resize(features.entry_count());
  grouped.values.resize(features.entry_count());
  std::vector<size_t> next(grouped.offsets.begin(), grouped.offsets.end() - 1);
  for (size_t row = 0; row < features.row_count(); ++row) {
    const CsrMatrix::Row entries = features.row(row);
    for (size_t i = 0; i < entries.columns.size(); ++i) {
      const size_t place = next[entries.columns[i]]++;
      grouped.labels[place] = labels[row];
      grouped.values[place] = entries.values[i];
    }
  }
  return grouped;
}

// For each feature the float that `entry` makes of (T_j, F_kj), laid out [feature][class].  The
// sums are taken in double: complements of nearly everything are small differences.
template <typename Entry>
AlignedFloats MakeClassTable(const CsrMatrix& features, std::span<const uint32_t> labels,
                             size_t class_count, WorkerPool& pool, const Entry& entry) {
  const size_t stride = PaddedClassCount(class_count);
  const LabelledColumns grouped = GroupByColumn(features, labels);
  AlignedFloats table(features.column_count * stride);
  pool.ForRanges(features.column_count, kFeaturesPerTask, [&](size_t begin, size_t end) {
    std::vector<double> sums(class_count);
    for (size_t column = begin; column < end; ++column) {
      std::fill(sums.begin(), sums.end(), 0.0);
      double total = 0.0;
      for (size_t i = grouped.offsets[column]; i < grouped.offsets[column + 1]; ++i) {
        const auto value = static_cast<double>(grouped.values[i]);
        sums[grouped.labels[i]] += value;
        total += value;
      }
      for (size_t k = 0; k < class_count; ++k) {
        table.data()[column * stride + k] = static_cast<float>(entry(total, sums[k]));
      }
    }
  });
  return table;
}

double RowSum(const CsrMatrix::Row& row) {
  double sum = 0.0;
  for (const float value : row.values) {
    sum += static_cast<double>(value);
  }
  return sum;
}

// C_k, the sum of all features over the rows of each class.
std::vector<double> ClassSums(const CsrMatrix& features, std::span<const uint32_t> labels,
                              size_t class_count) {
  std::vector<double> sums(class_count, 0.0);
  for (size_t row = 0; row < features.row_count(); ++row) {
    ASSAY_CHECK(labels[row] < class_count);
    sums[labels[row]] += RowSum(features.row(row));
  }
  return sums;
}

// sums[k] += factor * log(values[k] - own).  Entries that would not be positive (those of the given
// class and the padding) get a meaningless finite value.
template <size_t kStride>
ASSAY_INLINE void AddLogs(const float* __restrict values, float own, float factor, size_t stride,
                          float* __restrict sums) {
  constexpr size_t kWidth = kGroup<kStride>;
  for (size_t k = 0; k < stride; k += kWidth) {
    for (size_t lane = 0; lane < kWidth; ++lane) {
      const float left = values[k + lane] - own;
      sums[k + lane] += factor * FastLog(left > 1e-30f ? left : 1e-30f);
    }
  }
}

// sums[k] = sum_j x_j log(table[j][k] - own x_j) - |x| log(totals[k] - own |x|).
template <size_t kStride>
ASSAY_INLINE void SumLogsBody(const CsrMatrix::Row& row, float row_sum, const float* table,
                              const float* totals, float own, size_t stride, float* sums) {
  const size_t count = kStride == 0 ? stride : kStride;
  std::fill_n(sums, count, 0.0f);
  AddLogs<kStride>(totals, own * row_sum, -row_sum, count, sums);
  for (size_t i = 0; i < row.columns.size(); ++i) {
    const float x = row.values[i];
    AddLogs<kStride>(table + row.columns[i] * count, own * x, x, count, sums);
  }
}

ASSAY_KERNEL void SumLogs4(const CsrMatrix::Row& row, float row_sum, const float* table,
                           const float* totals, float own, float* sums) {
  SumLogsBody<4>(row, row_sum, table, totals, own, 4, sums);
}
ASSAY_KERNEL void SumLogsAny(const CsrMatrix::Row& row, float row_sum, const float* table,
                             const float* totals, float own, size_t stride, float* sums) {
  SumLogsBody<0>(row, row_sum, table, totals, own, stride, sums);
}

void SumLogs(const CsrMatrix::Row& row, double row_sum, const float* table, const float* totals,
             float own, size_t stride, float* sums) {
  const auto narrow_sum = static_cast<float>(row_sum);
  if (stride == 4) {
    SumLogs4(row, narrow_sum, table, totals, own, sums);
  } else {
    SumLogsAny(row, narrow_sum, table, totals, own, stride, sums);
  }
}

// The same sum for one class.
double SumLogsOfClass(const CsrMatrix::Row& row, double row_sum, const float* table, double total,
                      double own, size_t stride, size_t k) {
  if (row.columns.empty()) {
    return 0.0;
  }
  double sum = -row_sum * std::log(total - own * row_sum);
  for (size_t i = 0; i < row.columns.size(); ++i) {
    const auto x = static_cast<double>(row.values[i]);
    const auto entry = static_cast<double>(table[row.columns[i] * stride + k]);
    sum += x * std::log(entry - own * x);
  }
  return sum;
}

// Both kinds are  score_ik = sign * (sum_j x_j log(table_jk - own_ik x_j)
//                                    - |x| log(totals_k - own_ik |x|))
// where own_ik says whether the sums for class k hold the row itself: for the complement, those of
// every class but the given one; otherwise, those of the given one only.
enum class Kind { kComplement, kMultinomial };

ClassMatrix LeaveOneOutScores(const CsrMatrix& features, std::span<const uint32_t> labels,
                              size_t class_count, double alpha, Kind kind, WorkerPool& pool) {
  ASSAY_CHECK(labels.size() == features.row_count() && alpha > 0.0);
  const bool complement = kind == Kind::kComplement;
  const size_t stride = PaddedClassCount(class_count);
  const std::vector<double> class_sums = ClassSums(features, labels, class_count);
  const double sum = std::accumulate(class_sums.begin(), class_sums.end(), 0.0);
  const double smoothing = alpha * static_cast<double>(features.column_count);
  AlignedFloats totals(stride);
  for (size_t k = 0; k < class_count; ++k) {
    const double held = complement ? sum - class_sums[k] : class_sums[k];
    totals.data()[k] = static_cast<float>(held + smoothing);
  }
  const AlignedFloats table = MakeClassTable(
      features, labels, class_count, pool, [=](double feature_sum, double class_sum) {
        return (complement ? feature_sum - class_sum : class_sum) + alpha;
      });

  ClassMatrix scores(features.row_count(), class_count);
  pool.ForRanges(features.row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    AlignedFloats sums(stride);
    const float sign = complement ? -1.0f : 1.0f;
    for (size_t index = begin; index < end; ++index) {
      const CsrMatrix::Row row = features.row(index);
      const uint32_t given = labels[index];
      const double row_sum = RowSum(row);
      SumLogs(row, row_sum, table.data(), totals.data(), complement ? 1.0f : 0.0f, stride,
              sums.data());
      sums.data()[given] = static_cast<float>(
          SumLogsOfClass(row, row_sum, table.data(), static_cast<double>(totals.data()[given]),
                         complement ? 0.0 : 1.0, stride, given));
      const std::span<float> out = scores.row(index);
      for (size_t k = 0; k < class_count; ++k) {
        out[k] = sign * sums.data()[k];
      }
    }
  });
  return scores;
}

}  // namespace

ClassMatrix LeaveOneOutComplementNaiveBayes(const CsrMatrix& features,
                                            std::span<const uint32_t> labels, size_t class_count,
                                            double alpha, WorkerPool& pool) {
  return LeaveOneOutScores(features, labels, class_count, alpha, Kind::kComplement, pool);
}

ClassMatrix LeaveOneOutMultinomialNaiveBayes(const CsrMatrix& features,
                                             std::span<const uint32_t> labels, size_t class_count,
                                             double alpha, WorkerPool& pool) {
  return LeaveOneOutScores(features, labels, class_count, alpha, Kind::kMultinomial, pool);
}

}  // namespace assay
