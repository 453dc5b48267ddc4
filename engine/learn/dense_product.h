#ifndef ASSAY_ENGINE_LEARN_DENSE_PRODUCT_H_
#define ASSAY_ENGINE_LEARN_DENSE_PRODUCT_H_

#include <cstddef>

namespace assay {

// Products of small dense blocks, row-major floats.  Rows come in groups of kRowTile, columns in
// groups of kColumnTile; what is missing to a whole group is padded with zeros by the caller.
inline constexpr size_t kRowTile = 4;
inline constexpr size_t kColumnTile = 16;

inline constexpr size_t PaddedColumnCount(size_t count) {
  return (count + kColumnTile - 1) / kColumnTile * kColumnTile;
}

// product[i, c] = sum_{a < depth} rows[i, a] matrix[a, c]
//
// row_count is a multiple of kRowTile and column_count, the stride of matrix and product, of
// kColumnTile; rows have the stride row_stride >= depth.  `upper_triangular`: matrix[a, c] = 0
// where a > c, and is not read well below that.
//
// O(row_count * depth * column_count), half of it for a triangle.  Thread-safe.
void MultiplyRows(const float* rows, size_t row_stride, size_t row_count, size_t depth,
                  const float* matrix, size_t column_count, bool upper_triangular, float* product);

// sums[a, c] += sum_i left[i, a] right[i, c] for at least all c >= a; what lies below is
// unspecified.  left, right and sums have the stride column_count, a multiple of kColumnTile.
// Sums over i are taken in floats: keep row_count to some hundreds.
//
// O(row_count * column_count^2 / 2).  Thread-safe.
void AddCrossProducts(const float* left, const float* right, size_t row_count, size_t column_count,
                      double* sums);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_DENSE_PRODUCT_H_
