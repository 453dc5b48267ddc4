#include "engine/learn/dense_product.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "engine/base/kernel.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

// Written out as vectors: left to itself, the compiler does not keep a tile in registers.
using Lanes = float __attribute__((vector_size(32)));
constexpr size_t kLaneCount = 8;

ASSAY_INLINE void Load(const float* from, Lanes* to) { std::memcpy(to, from, sizeof(*to)); }

// A tile of kRowTile rows and kColumnTile columns.
struct Tile {
  Lanes values[kRowTile][2] = {};

  // values[r] += factors[r * stride] * columns
  ASSAY_INLINE void AddOuter(const float* factors, size_t stride, const float* columns) {
    Lanes low;
    Lanes high;
    Load(columns, &low);
    Load(columns + kLaneCount, &high);
    for (size_t r = 0; r < kRowTile; ++r) {
      values[r][0] += factors[r * stride] * low;
      values[r][1] += factors[r * stride] * high;
    }
  }
};

}  // namespace

ASSAY_KERNEL void MultiplyRows(const float* rows, size_t row_stride, size_t row_count, size_t depth,
                               const float* matrix, size_t column_count, bool upper_triangular,
                               float* product) {
  // Columns of a wide matrix lie pages apart: each tile of them is brought together once.
  std::vector<float> packed(depth * kColumnTile);
  for (size_t column = 0; column < column_count; column += kColumnTile) {
    const size_t end = upper_triangular ? std::min(depth, column + kColumnTile) : depth;
    for (size_t a = 0; a < end; ++a) {
      std::memcpy(packed.data() + a * kColumnTile, matrix + a * column_count + column,
                  kColumnTile * sizeof(float));
    }
    for (size_t i = 0; i < row_count; i += kRowTile) {
      Tile tile;
      for (size_t a = 0; a < end; ++a) {
        tile.AddOuter(rows + i * row_stride + a, row_stride, packed.data() + a * kColumnTile);
      }
      for (size_t r = 0; r < kRowTile; ++r) {
        std::memcpy(product + (i + r) * column_count + column, tile.values[r],
                    sizeof(tile.values[r]));
      }
    }
  }
}

ASSAY_KERNEL void AddCrossProducts(const float* left, const float* right, size_t row_count,
                                   size_t column_count, double* sums) {
  for (size_t column = 0; column < column_count; column += kColumnTile) {
    for (size_t a = 0; a < column + kColumnTile; a += kRowTile) {
      Tile tile;
      for (size_t i = 0; i < row_count; ++i) {
        tile.AddOuter(left + i * column_count + a, 1, right + i * column_count + column);
      }
      for (size_t r = 0; r < kRowTile; ++r) {
        double* to = sums + (a + r) * column_count + column;
        for (size_t lane = 0; lane < kColumnTile; ++lane) {
          to[lane] += static_cast<double>(tile.values[r][lane / kLaneCount][lane % kLaneCount]);
        }
      }
    }
  }
}

}  // namespace assay
