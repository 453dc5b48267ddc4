#include "engine/audit/likeness.h"

#include <cmath>

namespace assay {
namespace {

constexpr size_t kNeighbours = 6;
// Products that a row of words may cost while candidates are looked for.
constexpr uint32_t kTextProducts = 200;
// Products that all rows of vectors, or of a table, may cost together.
constexpr uint64_t kVectorProducts = 10'000'000'000;
constexpr uint64_t kTableProducts = 500'000'000;

// The columns brought to mean 0 and deviation 1, row-major; what is missing is 0.
std::vector<float> Standardise(const AuditFeatures& features, size_t row_count) {
  const size_t column_count = features.table_column_count;
  std::vector<float> rows(row_count * column_count);
  for (size_t column = 0; column < column_count; ++column) {
    const float* values = features.table.data() + column * row_count;
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (size_t i = 0; i < row_count; ++i) {
      const auto value = static_cast<double>(values[i]);
      if (std::isfinite(value)) {
        count += 1;
        sum += value;
        squares += value * value;
      }
    }
    const double mean = count > 0 ? sum / count : 0;
    const double variance = count > 0 ? squares / count - mean * mean : 0;
    const double scale = variance > 0 && std::isfinite(variance) ? 1 / std::sqrt(variance) : 0;
    for (size_t i = 0; i < row_count; ++i) {
      const double value = (static_cast<double>(values[i]) - mean) * scale;
      rows[i * column_count + column] = std::isfinite(value) ? static_cast<float>(value) : 0;
    }
  }
  return rows;
}

}  // namespace

Likeness FindLikeness(const AuditFeatures& features, std::span<const int32_t> given,
                      WorkerPool& pool, const ProgressSink& progress) {
  const CsrMatrix& linear = features.views.linear.matrix();
  Likeness likeness;
  if (features.vector_dimension > 0) {
    DenseNeighbourOptions options;
    options.limit = kNeighbours;
    options.product_limit = kVectorProducts;
    likeness.neighbours =
        FindNeighbours(features.vectors, features.vector_dimension, options, pool, progress);
  } else if (features.has_text || features.table_column_count == 0) {
    SparseNeighbourOptions options;
    options.limit = kNeighbours;
    options.products_per_row = kTextProducts;
    likeness.neighbours = FindNeighbours(linear, options, pool, progress);
  } else {
    DenseNeighbourOptions options;
    options.limit = kNeighbours;
    options.product_limit = kTableProducts;
    likeness.neighbours = FindNeighbours(Standardise(features, linear.row_count()),
                                         features.table_column_count, options, pool, progress);
  }
  likeness.equal = EqualRows(RowKeys(linear, pool));
  likeness.duplicates = CountDuplicateLabels(given, likeness.equal, likeness.neighbours, pool);
  return likeness;
}

}  // namespace assay
