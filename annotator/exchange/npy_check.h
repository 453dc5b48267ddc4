#ifndef ASSAY_ANNOTATOR_EXCHANGE_NPY_CHECK_H_
#define ASSAY_ANNOTATOR_EXCHANGE_NPY_CHECK_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"

namespace assay::exchange {

// Checks what stands in rows of a matrix.  `values` are whole rows of column_count >= 1 numbers,
// row-major; first_row is the number of the first of them (the first row of the file is 1).  The
// first bad row is reported, with the metadata file, row, found, expected, and column (the first is
// 1) where one number is to blame.  O(values).  Pure.

// Predicted probabilities of the classes.
//
// Errors, all INVALID_ARGUMENT:
//   VALUE_NOT_FINITE              NaN or infinite.
//   PROBABILITY_OUT_OF_RANGE      not in [0, 1]; 1e-4 beyond is taken for rounding.
//   PROBABILITIES_NOT_NORMALIZED  a row's sum is more than 1e-2 away from 1.
absl::Status CheckProbabilityRows(std::string_view file_name, uint64_t first_row,
                                  std::span<const float> values, uint64_t column_count);

// Vectors whose directions are compared.
//
// Errors, all INVALID_ARGUMENT:
//   VALUE_NOT_FINITE  NaN or infinite.
//   ZERO_VECTOR       all numbers of a row are 0: it has no direction.
absl::Status CheckVectorRows(std::string_view file_name, uint64_t first_row,
                             std::span<const float> values, uint64_t column_count);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_NPY_CHECK_H_
