#include "engine/audit/row_peaks.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>

#include "engine/base/kernel.h"

namespace assay {
namespace {

// Vectors do not pay for fewer classes.
constexpr size_t kFew = 16;

#define ASSAY_INLINE inline __attribute__((always_inline))

// Integers as wide as the numbers.
template <typename T>
using IntegerOf = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;

template <typename T>
struct Peak {
  T largest;
  int32_t arg_max;
  bool are_in_range;
};

// Written so that a NaN is out of range.
template <typename T>
ASSAY_INLINE bool InRange(T value) {
  return (value >= static_cast<T>(-kProbabilityRounding)) &
         (value <= static_cast<T>(1 + kProbabilityRounding));
}

template <typename T>
ASSAY_INLINE Peak<T> FindPeakOfFew(const T* row, size_t class_count) {
  Peak<T> peak{row[0], 0, InRange(row[0])};
  for (size_t k = 1; k < class_count; ++k) {
    peak.arg_max = row[k] > peak.largest ? static_cast<int32_t>(k) : peak.arg_max;
    peak.largest = row[k] > peak.largest ? row[k] : peak.largest;
    peak.are_in_range &= InRange(row[k]);
  }
  return peak;
}

// Rows that are looked at side by side: one row of few classes is a chain of steps that wait for
// each other.
constexpr size_t kRowsAtOnce = 4;

template <typename T>
ASSAY_INLINE bool FindPeaksOfFew(const T* rows, size_t class_count, T* __restrict largest,
                                 int32_t* __restrict arg_max) {
  T best[kRowsAtOnce];
  int32_t arg[kRowsAtOnce] = {};
  bool are_in_range = true;
  for (size_t r = 0; r < kRowsAtOnce; ++r) {
    best[r] = rows[r * class_count];
    are_in_range &= InRange(best[r]);
  }
  for (size_t k = 1; k < class_count; ++k) {
    for (size_t r = 0; r < kRowsAtOnce; ++r) {
      const T value = rows[r * class_count + k];
      arg[r] = value > best[r] ? static_cast<int32_t>(k) : arg[r];
      best[r] = value > best[r] ? value : best[r];
      are_in_range &= InRange(value);
    }
  }
  for (size_t r = 0; r < kRowsAtOnce; ++r) {
    largest[r] = best[r];
    arg_max[r] = arg[r];
  }
  return are_in_range;
}

// An integer that is larger the larger the number is.
template <typename T>
ASSAY_INLINE IntegerOf<T> ToOrdered(T value) {
  constexpr int kSignShift = 8 * sizeof(T) - 1;
  const auto bits = std::bit_cast<IntegerOf<T>>(value);
  return bits ^ ((bits >> kSignShift) & std::numeric_limits<IntegerOf<T>>::max());
}

template <typename T>
ASSAY_INLINE T FromOrdered(IntegerOf<T> ordered) {
  constexpr int kSignShift = 8 * sizeof(T) - 1;
  return std::bit_cast<T>(static_cast<IntegerOf<T>>(
      ordered ^ ((ordered >> kSignShift) & std::numeric_limits<IntegerOf<T>>::max())));
}

// Maxima and minima of integers: g++ turns them into vector instructions, those of floating-point
// numbers only where it may treat NaN and -0 as it likes.  Vector types would be taken apart before
// the function is compiled for wide vectors.
template <typename T>
ASSAY_INLINE Peak<T> FindPeakOfMany(const T* __restrict row, size_t class_count) {
  using Integer = IntegerOf<T>;
  const auto count = static_cast<Integer>(class_count);
  Integer largest = ToOrdered(row[0]);
  Integer bad = 0;
  for (Integer k = 0; k < count; ++k) {
    largest = std::max(largest, ToOrdered(row[k]));
    bad |= InRange(row[k]) ? 0 : 1;
  }
  const T value = FromOrdered<T>(largest);
  Integer first = count - 1;
  for (Integer k = 0; k < count; ++k) {
    first = std::min(first, row[k] == value ? k : count - 1);
  }
  return {value, static_cast<int32_t>(first), bad == 0};
}

template <typename T>
ASSAY_INLINE bool FindPeaks(const T* values, size_t row_count, size_t class_count, T* largest,
                            int32_t* arg_max) {
  bool are_in_range = true;
  const bool few = class_count < kFew;
  size_t r = 0;
  for (; few && r + kRowsAtOnce <= row_count; r += kRowsAtOnce) {
    are_in_range &= FindPeaksOfFew(values + r * class_count, class_count, largest + r, arg_max + r);
  }
  for (; r < row_count; ++r) {
    const T* const row = values + r * class_count;
    const Peak<T> peak = few ? FindPeakOfFew(row, class_count) : FindPeakOfMany(row, class_count);
    largest[r] = peak.largest;
    arg_max[r] = peak.arg_max;
    are_in_range &= peak.are_in_range;
  }
  return are_in_range;
}

}  // namespace

ASSAY_KERNEL bool FindRowPeaks(const float* values, size_t row_count, size_t class_count,
                               float* largest, int32_t* arg_max) {
  return FindPeaks(values, row_count, class_count, largest, arg_max);
}

ASSAY_KERNEL bool FindRowPeaks(const double* values, size_t row_count, size_t class_count,
                               double* largest, int32_t* arg_max) {
  return FindPeaks(values, row_count, class_count, largest, arg_max);
}

}  // namespace assay
