#include "engine/learn/dense_product.h"

#include <algorithm>

#include "engine/base/kernel.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

// to[lane] += factor * from[lane] for one group of columns.
ASSAY_INLINE void AddTile(float* __restrict to, const float* __restrict from, float factor) {
  for (size_t lane = 0; lane < kColumnTile; ++lane) {
    to[lane] += factor * from[lane];
  }
}

}  // namespace

ASSAY_KERNEL void MultiplyRows(const float* rows, size_t row_stride, size_t row_count, size_t depth,
                               const float* matrix, size_t column_count, bool upper_triangular,
                               float* product) {
  for (size_t column = 0; column < column_count; column += kColumnTile) {
    const size_t end = upper_triangular ? std::min(depth, column + kColumnTile) : depth;
    for (size_t i = 0; i < row_count; i += kRowTile) {
      const float* row = rows + i * row_stride;
      float first[kColumnTile] = {};
      float second[kColumnTile] = {};
      float third[kColumnTile] = {};
      float fourth[kColumnTile] = {};
      for (size_t a = 0; a < end; ++a) {
        const float* tile = matrix + a * column_count + column;
        AddTile(first, tile, row[a]);
        AddTile(second, tile, row[a + row_stride]);
        AddTile(third, tile, row[a + 2 * row_stride]);
        AddTile(fourth, tile, row[a + 3 * row_stride]);
      }
      float* to = product + i * column_count + column;
      for (size_t lane = 0; lane < kColumnTile; ++lane) {
        to[lane] = first[lane];
        to[lane + column_count] = second[lane];
        to[lane + 2 * column_count] = third[lane];
        to[lane + 3 * column_count] = fourth[lane];
      }
    }
  }
}

ASSAY_KERNEL void AddCrossProducts(const float* left, const float* right, size_t row_count,
                                   size_t column_count, double* sums) {
  for (size_t column = 0; column < column_count; column += kColumnTile) {
    for (size_t a = 0; a < column + kColumnTile; a += kRowTile) {
      float first[kColumnTile] = {};
      float second[kColumnTile] = {};
      float third[kColumnTile] = {};
      float fourth[kColumnTile] = {};
      for (size_t i = 0; i < row_count; ++i) {
        const float* tile = right + i * column_count + column;
        const float* factors = left + i * column_count + a;
        AddTile(first, tile, factors[0]);
        AddTile(second, tile, factors[1]);
        AddTile(third, tile, factors[2]);
        AddTile(fourth, tile, factors[3]);
      }
      double* to = sums + a * column_count + column;
      for (size_t lane = 0; lane < kColumnTile; ++lane) {
        to[lane] += static_cast<double>(first[lane]);
        to[lane + column_count] += static_cast<double>(second[lane]);
        to[lane + 2 * column_count] += static_cast<double>(third[lane]);
        to[lane + 3 * column_count] += static_cast<double>(fourth[lane]);
      }
    }
  }
}

}  // namespace assay
