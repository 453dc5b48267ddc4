#ifndef ASSAY_TESTS_REFERENCE_LEARN_NEIGHBOURS_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_LEARN_NEIGHBOURS_REFERENCE_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "tests/reference/learn/dense_rows.h"

namespace assay::reference {

// Slow and literal: all pairs, in doubles.

inline double Dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t k = 0; k < a.size(); ++k) {
    sum += a[k] * b[k];
  }
  return sum;
}

inline double Cosine(const std::vector<double>& a, const std::vector<double>& b) {
  const double lengths = std::sqrt(Dot(a, a)) * std::sqrt(Dot(b, b));
  return lengths > 0 ? Dot(a, b) / lengths : 0;
}

// Cosines of a row with all others, largest first.
inline std::vector<double> SortedCosines(const DenseRows& rows, size_t index) {
  std::vector<double> cosines;
  for (size_t j = 0; j < rows.size(); ++j) {
    if (j != index) {
      cosines.push_back(Cosine(rows[index], rows[j]));
    }
  }
  std::sort(cosines.rbegin(), cosines.rend());
  return cosines;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_LEARN_NEIGHBOURS_REFERENCE_H_
