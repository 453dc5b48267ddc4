#ifndef ASSAY_ENGINE_LEARN_SPREAD_ROWS_H_
#define ASSAY_ENGINE_LEARN_SPREAD_ROWS_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace assay {

// Rows to fit a number or two on: all rows in order where row_count <= most, else `most` rows
// spread evenly over the data by multiples of the golden ratio, which no period of the data can
// follow.  A few may come twice.  O(most).
inline std::vector<uint32_t> SpreadRows(size_t row_count, size_t most) {
  constexpr double kGoldenRatio = 0.6180339887498949;
  std::vector<uint32_t> rows(row_count < most ? row_count : most);
  if (row_count <= most) {
    std::iota(rows.begin(), rows.end(), 0u);
    return rows;
  }
  for (size_t j = 0; j < most; ++j) {
    const double turn = static_cast<double>(j) * kGoldenRatio;
    rows[j] = static_cast<uint32_t>((turn - std::floor(turn)) * static_cast<double>(row_count));
  }
  return rows;
}

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_SPREAD_ROWS_H_
