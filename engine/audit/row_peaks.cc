#include "engine/audit/row_peaks.h"

#include <cstring>
#include <type_traits>

#include "engine/base/kernel.h"

namespace assay {
namespace {

#define ASSAY_INLINE inline __attribute__((always_inline))

// 32 bytes of numbers, and of integers as wide.  Maxima are no sums: g++ vectorises them by itself
// only where it may treat NaN and -0 as it likes.
template <typename T>
struct Vector {
  using Integer = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;
  static constexpr size_t kLanes = 32 / sizeof(T);
  typedef T Numbers __attribute__((vector_size(32)));
  typedef Integer Integers __attribute__((vector_size(32)));
};

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

// Not by value: how a vector is returned depends on the machine that is compiled for.
template <typename T>
ASSAY_INLINE void Load(const T* values, typename Vector<T>::Numbers& numbers) {
  std::memcpy(&numbers, values, sizeof(numbers));
}

// class_count >= the lanes of a vector.  The last vector overlaps the one before it: neither a
// maximum nor a check minds seeing a value twice.
template <typename T>
ASSAY_INLINE Peak<T> FindPeakOfMany(const T* row, size_t class_count) {
  using V = Vector<T>;
  constexpr size_t kLanes = V::kLanes;
  const typename V::Numbers low = static_cast<T>(-kProbabilityRounding) - typename V::Numbers{};
  const typename V::Numbers high = static_cast<T>(1 + kProbabilityRounding) - typename V::Numbers{};
  const size_t last = class_count - kLanes;
  typename V::Numbers largest;
  Load(row + last, largest);
  typename V::Integers in_range = (largest >= low) & (largest <= high);
  typename V::Numbers values;
  for (size_t k = 0; k < last; k += kLanes) {
    Load(row + k, values);
    largest = values > largest ? values : largest;
    in_range &= (values >= low) & (values <= high);
  }
  Peak<T> peak{largest[0], 0, in_range[0] != 0};
  for (size_t lane = 1; lane < kLanes; ++lane) {
    peak.largest = largest[lane] > peak.largest ? largest[lane] : peak.largest;
    peak.are_in_range &= in_range[lane] != 0;
  }
  const typename V::Numbers wanted = peak.largest - typename V::Numbers{};
  size_t k = 0;
  for (; k < last; k += kLanes) {
    Load(row + k, values);
    const typename V::Integers equal = values == wanted;
    typename V::Integer any = 0;
    for (size_t lane = 0; lane < kLanes; ++lane) {
      any |= equal[lane];
    }
    if (any != 0) {
      break;
    }
  }
  while (k + 1 < class_count && row[k] != peak.largest) {
    ++k;
  }
  peak.arg_max = static_cast<int32_t>(k);
  return peak;
}

template <typename T>
ASSAY_INLINE bool FindPeaks(const T* values, size_t row_count, size_t class_count, T* largest,
                            int32_t* arg_max) {
  bool are_in_range = true;
  const bool few = class_count < 2 * Vector<T>::kLanes;
  for (size_t r = 0; r < row_count; ++r) {
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
