#include "engine/learn/vector_features.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay {
namespace {

constexpr double kWidest = 5.0;

struct ColumnScale {
  double mean = 0;
  double factor = 0;  // 0 for a column that does not vary
};

std::vector<ColumnScale> FitScales(VectorRows vectors) {
  const auto n = static_cast<double>(vectors.row_count());
  std::vector<ColumnScale> scales(vectors.dimension);
  for (size_t i = 0; i < vectors.row_count(); ++i) {
    for (size_t j = 0; j < vectors.dimension; ++j) {
      scales[j].mean += static_cast<double>(vectors.row(i)[j]) / n;
    }
  }
  std::vector<double> squares(vectors.dimension);
  for (size_t i = 0; i < vectors.row_count(); ++i) {
    for (size_t j = 0; j < vectors.dimension; ++j) {
      const double distance = static_cast<double>(vectors.row(i)[j]) - scales[j].mean;
      squares[j] += distance * distance / n;
    }
  }
  for (size_t j = 0; j < vectors.dimension; ++j) {
    const double deviation = std::sqrt(squares[j]);
    // Rounding makes a constant column vary a little.
    if (deviation > 1e-6 * std::abs(scales[j].mean)) {
      scales[j].factor = 1.0 / deviation;
    }
  }
  return scales;
}

}  // namespace

CsrMatrix StandardisedVectors(VectorRows vectors) {
  const std::vector<ColumnScale> scales = FitScales(vectors);
  const double length =
      1.0 / std::sqrt(static_cast<double>(std::max<size_t>(vectors.dimension, 1)));
  CsrMatrix matrix;
  matrix.column_count = vectors.dimension;
  matrix.columns.reserve(vectors.values.size());
  matrix.values.reserve(vectors.values.size());
  matrix.row_offsets.reserve(vectors.row_count() + 1);
  for (size_t i = 0; i < vectors.row_count(); ++i) {
    const std::span<const float> row = vectors.row(i);
    for (size_t j = 0; j < row.size(); ++j) {
      const double distance = static_cast<double>(row[j]) - scales[j].mean;
      const double value = std::clamp(distance * scales[j].factor, -kWidest, kWidest) * length;
      if (value != 0) {
        matrix.Add(static_cast<uint32_t>(j), static_cast<float>(value));
      }
    }
    matrix.EndRow();
  }
  return matrix;
}

}  // namespace assay
