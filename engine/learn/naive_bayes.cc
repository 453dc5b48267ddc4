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

double AlternativeWeight(const SoftLabels& labels, size_t row) {
  return labels.alternative_weight.empty() ? 0.0
                                           : static_cast<double>(labels.alternative_weight[row]);
}

EntriesByColumn GroupByColumn(const CsrMatrix& features) {
  EntriesByColumn grouped;
  grouped.offsets.assign(features.column_count + 1, 0);
  for (const uint32_t column : features.columns) {
    ++grouped.offsets[column + 1];
  }
  std::partial_sum(grouped.offsets.begin(), grouped.offsets.end(), grouped.offsets.begin());
  grouped.rows.resize(features.entry_count());
  grouped.values.resize(features.entry_count());
  std::vector<size_t> next(grouped.offsets.begin(), grouped.offsets.end() - 1);
  for (size_t row = 0; row < features.row_count(); ++row) {
    const CsrMatrix::Row entries = features.row(row);
    for (size_t i = 0; i < entries.columns.size(); ++i) {
      const size_t place = next[entries.columns[i]]++;
      grouped.rows[place] = static_cast<uint32_t>(row);
      grouped.values[place] = entries.values[i];
    }
  }
  return grouped;
}

// For each feature the float that `entry` makes of (T_j, F_kj), laid out [feature][class].  The
// sums are taken in double: complements of nearly everything are small differences.
template <typename Entry>
AlignedFloats MakeClassTable(const EntriesByColumn& grouped, const SoftLabels& labels,
                             size_t class_count, WorkerPool& pool, const Entry& entry) {
  const size_t stride = PaddedClassCount(class_count);
  const size_t column_count = grouped.offsets.size() - 1;
  AlignedFloats table(column_count * stride);
  pool.ForRanges(column_count, kFeaturesPerTask, [&](size_t begin, size_t end) {
    std::vector<double> sums(class_count);
    for (size_t column = begin; column < end; ++column) {
      std::fill(sums.begin(), sums.end(), 0.0);
      double total = 0.0;
      for (size_t i = grouped.offsets[column]; i < grouped.offsets[column + 1]; ++i) {
        const auto value = static_cast<double>(grouped.values[i]);
        const size_t row = grouped.rows[i];
        const double moved = AlternativeWeight(labels, row);
        sums[labels.given[row]] += (1.0 - moved) * value;
        if (moved > 0.0) {
          sums[labels.alternative[row]] += moved * value;
        }
        total += value;
      }
      for (size_t k = 0; k < class_count; ++k) {
        table.data()[column * stride + k] = static_cast<float>(entry(total, sums[k]));
      }
    }
  });
  return table;
}

// C_k, the sum of all features over the rows of each class.
std::vector<double> ClassSums(std::span<const double> row_sums, const SoftLabels& labels,
                              size_t class_count) {
  std::vector<double> sums(class_count, 0.0);
  for (size_t row = 0; row < row_sums.size(); ++row) {
    ASSAY_CHECK(labels.given[row] < class_count);
    const double sum = row_sums[row];
    const double moved = AlternativeWeight(labels, row);
    sums[labels.given[row]] += (1.0 - moved) * sum;
    if (moved > 0.0) {
      ASSAY_CHECK(labels.alternative[row] < class_count);
      sums[labels.alternative[row]] += moved * sum;
    }
  }
  return sums;
}

// sums[k] += factor * log(values[k] - own).  Entries that would not be positive (those of the row's
// own classes and the padding) get a meaningless finite value.
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

// The same sum for one class.  Rounding must not push the logarithm's argument below the smoothing.
double SumLogsOfClass(const CsrMatrix::Row& row, double row_sum, const float* table, double total,
                      double own, double alpha, size_t stride, size_t k) {
  if (row.columns.empty()) {
    return 0.0;
  }
  double sum = -row_sum * std::log(std::max(total - own * row_sum, alpha));
  for (size_t i = 0; i < row.columns.size(); ++i) {
    const auto x = static_cast<double>(row.values[i]);
    const auto entry = static_cast<double>(table[row.columns[i] * stride + k]);
    sum += x * std::log(std::max(entry - own * x, alpha));
  }
  return sum;
}

// As SumLogs without the row's own part: the logarithms are in the table.
ASSAY_KERNEL void SumTakenLogs(const CsrMatrix::Row& row, float row_sum, const float* table,
                               const float* log_totals, size_t stride, float* sums) {
  if (stride == 4) {
    std::fill_n(sums, 4, 0.0f);
    AddScaled<4>(sums, log_totals, -row_sum, 4);
    for (size_t i = 0; i < row.columns.size(); ++i) {
      AddScaled<4>(sums, table + row.columns[i] * size_t{4}, row.values[i], 4);
    }
    return;
  }
  std::fill_n(sums, stride, 0.0f);
  AddScaled<0>(sums, log_totals, -row_sum, stride);
  for (size_t i = 0; i < row.columns.size(); ++i) {
    AddScaled<0>(sums, table + row.columns[i] * stride, row.values[i], stride);
  }
}

ASSAY_KERNEL void TakeLogs(const float* values, size_t count, float* logs) {
  for (size_t i = 0; i < count; ++i) {
    logs[i] = FastLog(values[i] > 1e-30f ? values[i] : 1e-30f);
  }
}

AlignedFloats LogsOf(const AlignedFloats& values, WorkerPool& pool) {
  constexpr size_t kValuesPerTask = size_t{1} << 16;
  AlignedFloats logs(values.size());
  pool.ForRanges(values.size(), kValuesPerTask, [&](size_t begin, size_t end) {
    TakeLogs(values.data() + begin, end - begin, logs.data() + begin);
  });
  return logs;
}

}  // namespace

LeaveOneOutNaiveBayes::LeaveOneOutNaiveBayes(const CsrMatrix& features, size_t class_count,
                                             WorkerPool& pool)
    : features_(features), class_count_(class_count), pool_(pool) {
  // Two things that do not need each other.
  pool.Run(2, [&](size_t task) {
    if (task == 0) {
      by_column_ = GroupByColumn(features);
      return;
    }
    row_sums_.reserve(features.row_count());
    for (size_t row = 0; row < features.row_count(); ++row) {
      const std::span<const float> values = features.row(row).values;
      row_sums_.push_back(std::accumulate(values.begin(), values.end(), 0.0));
    }
  });
}

// Both kinds are  score_ik = sign * (sum_j x_j log(table_jk - own_ik x_j)
//                                    - |x| log(totals_k - own_ik |x|))
// where own_ik is the share of the row itself that the sums for class k hold: q_ik, or for the
// complement 1 - q_ik.  It is 0 or 1 for all classes but the two that the row counts for.
ClassMatrix LeaveOneOutNaiveBayes::Scores(const SoftLabels& labels, double alpha,
                                          bool complement) const {
  ASSAY_CHECK(labels.given.size() == features_.row_count() && alpha > 0.0);
  ASSAY_CHECK(labels.alternative_weight.size() == labels.alternative.size());
  const size_t stride = PaddedClassCount(class_count_);
  const std::vector<double> class_sums = ClassSums(row_sums_, labels, class_count_);
  const double sum = std::accumulate(class_sums.begin(), class_sums.end(), 0.0);
  const double smoothing = alpha * static_cast<double>(features_.column_count);
  AlignedFloats totals(stride);
  for (size_t k = 0; k < class_count_; ++k) {
    const double held = complement ? sum - class_sums[k] : class_sums[k];
    totals.data()[k] = static_cast<float>(held + smoothing);
  }
  const AlignedFloats table = MakeClassTable(
      by_column_, labels, class_count_, pool_, [=](double feature_sum, double class_sum) {
        return (complement ? feature_sum - class_sum : class_sum) + alpha;
      });
  // For the complement every logarithm depends on the row.
  const AlignedFloats logs = complement ? AlignedFloats() : LogsOf(table, pool_);
  const AlignedFloats log_totals = complement ? AlignedFloats() : LogsOf(totals, pool_);

  ClassMatrix scores(features_.row_count(), class_count_);
  pool_.ForRanges(features_.row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    AlignedFloats sums(stride);
    const float sign = complement ? -1.0f : 1.0f;
    for (size_t index = begin; index < end; ++index) {
      const CsrMatrix::Row row = features_.row(index);
      const double row_sum = row_sums_[index];
      if (complement) {
        SumLogs(row, row_sum, table.data(), totals.data(), 1.0f, stride, sums.data());
      } else {
        SumTakenLogs(row, static_cast<float>(row_sum), logs.data(), log_totals.data(), stride,
                     sums.data());
      }
      const auto set_own = [&](uint32_t k, double weight) {
        sums.data()[k] = static_cast<float>(
            SumLogsOfClass(row, row_sum, table.data(), static_cast<double>(totals.data()[k]),
                           complement ? 1.0 - weight : weight, alpha, stride, k));
      };
      const double moved = AlternativeWeight(labels, index);
      set_own(labels.given[index], 1.0 - moved);
      if (moved > 0.0) {
        set_own(labels.alternative[index], moved);
      }
      const std::span<float> out = scores.row(index);
      for (size_t k = 0; k < class_count_; ++k) {
        out[k] = sign * sums.data()[k];
      }
    }
  });
  return scores;
}

ClassMatrix LeaveOneOutNaiveBayes::Complement(const SoftLabels& labels, double alpha) const {
  return Scores(labels, alpha, /*complement=*/true);
}

ClassMatrix LeaveOneOutNaiveBayes::Multinomial(const SoftLabels& labels, double alpha) const {
  return Scores(labels, alpha, /*complement=*/false);
}

}  // namespace assay
