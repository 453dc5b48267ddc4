#ifndef ASSAY_ENGINE_CONSENSUS_ROW_MATH_H_
#define ASSAY_ENGINE_CONSENSUS_ROW_MATH_H_

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Branch-free float functions over rows of K classes.  Always inlined, so that they are compiled
// for the instruction set of the ASSAY_KERNEL that calls them.
#define ASSAY_ROW_INLINE __attribute__((always_inline)) inline

namespace assay {

// Rows of tables are padded to this many floats: a vector register or a cache line where possible.
inline constexpr size_t RowWidth(size_t class_count) {
  return class_count <= 4 ? 4 : (class_count + 7) / 8 * 8;
}

// e^x with a relative error below 3e-7, for x <= 0; e^-80 for anything smaller.
ASSAY_ROW_INLINE float ExpOfNegative(float x) {
  x = x > -80.0f ? x : -80.0f;
  const float scaled = x * 1.44269504f;
  const int32_t power = static_cast<int32_t>(scaled - 0.5f);
  // log(2) in two parts keeps the reduced argument exact to the last bit (Cody & Waite).
  const float n = static_cast<float>(power);
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return p * std::bit_cast<float>((power + 127) << 23);
}

// Sums of logarithms without a logarithm a term.  Terms in [1, 2^16].
class LogSum {
 public:
  void Add(double term);
  double value();

 private:
  double product_ = 1;
  double sum_ = 0;
  int pending_ = 0;
};

// Loops over padded rows go in groups of a constant number of lanes, so that sums and maxima are
// made lane by lane.  kWidth is the width where the compiler knows it, else 0; width is the same
// number at run time, a multiple of 8 unless it is 4.
template <size_t kWidth>
inline constexpr size_t kRowLanes = kWidth == 4 ? 4 : 8;

// A group of lanes as one value.  The compiler turns a plain loop over rows in memory into scalar
// code where it cannot prove that they lie apart.
template <size_t kWidth>
struct LaneGroup {
  typedef float Type __attribute__((vector_size(kRowLanes<kWidth> * sizeof(float))));
};

// to += from.
template <size_t kWidth>
ASSAY_ROW_INLINE void AddRow(float* __restrict to, const float* __restrict from, size_t width) {
  using Lanes = typename LaneGroup<kWidth>::Type;
  const size_t count = kWidth == 0 ? width : kWidth;
  for (size_t k = 0; k < count; k += kRowLanes<kWidth>) {
    Lanes sum;
    Lanes more;
    std::memcpy(&sum, to + k, sizeof sum);
    std::memcpy(&more, from + k, sizeof more);
    sum += more;
    std::memcpy(to + k, &sum, sizeof sum);
  }
}

template <size_t kWidth>
ASSAY_ROW_INLINE float PaddedMax(const float* __restrict row, size_t width) {
  constexpr size_t kLanes = kRowLanes<kWidth>;
  using Lanes = typename LaneGroup<kWidth>::Type;
  const size_t count = kWidth == 0 ? width : kWidth;
  Lanes best;
  std::memcpy(&best, row, sizeof best);
  for (size_t k = kLanes; k < count; k += kLanes) {
    Lanes next;
    std::memcpy(&next, row + k, sizeof next);
    best = next > best ? next : best;
  }
  float lanes[kLanes];
  std::memcpy(lanes, &best, sizeof best);
  for (size_t half = kLanes / 2; half > 0; half /= 2) {
    for (size_t lane = 0; lane < half; ++lane) {
      lanes[lane] = lanes[lane + half] > lanes[lane] ? lanes[lane + half] : lanes[lane];
    }
  }
  return lanes[0];
}

// row := softmax(row); returns the sum of exp(row - max), at least 1.
template <size_t kWidth>
ASSAY_ROW_INLINE float PaddedSoftmax(float* __restrict row, float max, size_t width) {
  constexpr size_t kLanes = kRowLanes<kWidth>;
  const size_t count = kWidth == 0 ? width : kWidth;
  float lanes[kLanes] = {};
  for (size_t k = 0; k < count; k += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      const float weight = ExpOfNegative(row[k + lane] - max);
      row[k + lane] = weight;
      lanes[lane] += weight;
    }
  }
  for (size_t half = kLanes / 2; half > 0; half /= 2) {
    for (size_t lane = 0; lane < half; ++lane) {
      lanes[lane] += lanes[lane + half];
    }
  }
  const float scale = 1.0f / lanes[0];
  for (size_t k = 0; k < count; k += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      row[k + lane] *= scale;
    }
  }
  return lanes[0];
}

// sum |row - to|, and to := row.  Rows of any number of classes.
ASSAY_ROW_INLINE float MoveRow(const float* __restrict row, size_t class_count,
                               float* __restrict to) {
  typedef float Four __attribute__((vector_size(4 * sizeof(float))));
  Four sums = {};
  size_t k = 0;
  for (; k + 4 <= class_count; k += 4) {
    Four now;
    Four before;
    std::memcpy(&now, row + k, sizeof now);
    std::memcpy(&before, to + k, sizeof before);
    std::memcpy(to + k, &now, sizeof now);
    now -= before;
    sums += now > 0.0f ? now : -now;
  }
  float rest = 0;
  for (; k < class_count; ++k) {
    rest += std::abs(row[k] - to[k]);
    to[k] = row[k];
  }
  return ((sums[0] + sums[2]) + (sums[1] + sums[3])) + rest;
}

// The largest of count > 0 floats.
ASSAY_ROW_INLINE float RowMax(const float* row, size_t count) {
  float max = row[0];
  for (size_t k = 1; k < count; ++k) {
    max = row[k] > max ? row[k] : max;
  }
  return max;
}

// row := softmax(row); returns the sum of exp(row - max), at least 1.
ASSAY_ROW_INLINE float RowSoftmax(float* __restrict row, float max, size_t count) {
  float sum = 0;
  for (size_t k = 0; k < count; ++k) {
    const float weight = ExpOfNegative(row[k] - max);
    row[k] = weight;
    sum += weight;
  }
  const float scale = 1.0f / sum;
  for (size_t k = 0; k < count; ++k) {
    row[k] *= scale;
  }
  return sum;
}

// row := equal shares for its largest entries (within 1e-6 of the largest), 0 for the others.
ASSAY_ROW_INLINE void RowHarden(float* __restrict row, size_t count) {
  const float floor = RowMax(row, count) - 1e-6f;
  float ties = 0;
  for (size_t k = 0; k < count; ++k) {
    row[k] = row[k] >= floor ? 1.0f : 0.0f;
    ties += row[k];
  }
  for (size_t k = 0; k < count; ++k) {
    row[k] /= ties;
  }
}

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_ROW_MATH_H_
