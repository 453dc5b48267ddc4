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
  typedef int32_t IntType __attribute__((vector_size(kRowLanes<kWidth> * sizeof(float))));
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

// exp of each lane, as ExpOfNegative.
template <typename Lanes, typename Ints>
ASSAY_ROW_INLINE void ExpLanes(const Lanes& from, Lanes& to) {
  const Lanes x = from > -80.0f ? from : Lanes{} - 80.0f;
  const Ints power = __builtin_convertvector(x * 1.44269504f - 0.5f, Ints);
  const Lanes n = __builtin_convertvector(power, Lanes);
  const Lanes r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  Lanes p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  const Ints bits = (power + 127) << 23;
  Lanes scale;
  std::memcpy(&scale, &bits, sizeof scale);
  to = p * scale;
}

// Brings the lanes together by halves; every lane ends with the result.
template <typename Lanes, typename Ints, bool kTakeMax>
ASSAY_ROW_INLINE void ReduceLanes(Lanes& lanes) {
  constexpr int kCount = static_cast<int>(sizeof(Lanes) / sizeof(float));
  for (int half = kCount / 2; half > 0; half /= 2) {
#if defined(__clang__)  // which has no __builtin_shuffle
    Lanes other;
    for (int lane = 0; lane < kCount; ++lane) {
      other[lane] = lanes[lane ^ half];
    }
#else
    Ints order;
    for (int lane = 0; lane < kCount; ++lane) {
      order[lane] = lane ^ half;
    }
    const Lanes other = __builtin_shuffle(lanes, order);
#endif
    if constexpr (kTakeMax) {
      lanes = other > lanes ? other : lanes;
    } else {
      lanes += other;
    }
  }
}

struct SoftmaxScale {
  float max;
  float sum;  // of exp(row - max), at least 1
};

// row := softmax(row).
template <size_t kWidth>
ASSAY_ROW_INLINE SoftmaxScale PaddedSoftmax(float* __restrict row, size_t width) {
  constexpr size_t kLanes = kRowLanes<kWidth>;
  using Lanes = typename LaneGroup<kWidth>::Type;
  using Ints = typename LaneGroup<kWidth>::IntType;
  const size_t count = kWidth == 0 ? width : kWidth;
  Lanes max;
  std::memcpy(&max, row, sizeof max);
  for (size_t k = kLanes; k < count; k += kLanes) {
    Lanes next;
    std::memcpy(&next, row + k, sizeof next);
    max = next > max ? next : max;
  }
  ReduceLanes<Lanes, Ints, true>(max);
  Lanes sum = {};
  for (size_t k = 0; k < count; k += kLanes) {
    Lanes lanes;
    std::memcpy(&lanes, row + k, sizeof lanes);
    lanes -= max;
    ExpLanes<Lanes, Ints>(lanes, lanes);
    sum += lanes;
    std::memcpy(row + k, &lanes, sizeof lanes);
  }
  ReduceLanes<Lanes, Ints, false>(sum);
  const Lanes scale = 1.0f / sum;
  for (size_t k = 0; k < count; k += kLanes) {
    Lanes lanes;
    std::memcpy(&lanes, row + k, sizeof lanes);
    lanes *= scale;
    std::memcpy(row + k, &lanes, sizeof lanes);
  }
  return {max[0], sum[0]};
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
