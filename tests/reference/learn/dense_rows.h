#ifndef ASSAY_TESTS_REFERENCE_LEARN_DENSE_ROWS_H_
#define ASSAY_TESTS_REFERENCE_LEARN_DENSE_ROWS_H_

#include <cstddef>
#include <vector>

#include "engine/base/rng.h"
#include "engine/learn/csr_matrix.h"

namespace assay::reference {

using DenseRows = std::vector<std::vector<double>>;

// The same numbers without sparsity.
inline DenseRows ToDense(const CsrMatrix& matrix) {
  DenseRows rows(matrix.row_count(), std::vector<double>(matrix.column_count, 0.0));
  for (size_t index = 0; index < rows.size(); ++index) {
    const CsrMatrix::Row row = matrix.row(index);
    for (size_t i = 0; i < row.columns.size(); ++i) {
      rows[index][row.columns[i]] = static_cast<double>(row.values[i]);
    }
  }
  return rows;
}

// Random non-negative rows; about `density` of the entries are present.
inline CsrMatrix RandomRows(size_t row_count, size_t column_count, double density, Rng& rng) {
  CsrMatrix matrix;
  matrix.column_count = column_count;
  for (size_t row = 0; row < row_count; ++row) {
    for (size_t column = 0; column < column_count; ++column) {
      if (rng.Uniform() < density) {
        matrix.Add(static_cast<uint32_t>(column), static_cast<float>(0.05 + rng.Uniform()));
      }
    }
    matrix.EndRow();
  }
  return matrix;
}

inline std::vector<uint32_t> RandomLabels(size_t row_count, size_t class_count, Rng& rng) {
  std::vector<uint32_t> labels(row_count);
  for (uint32_t& label : labels) {
    label = static_cast<uint32_t>(rng.Below(class_count));
  }
  return labels;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_LEARN_DENSE_ROWS_H_
