#ifndef ASSAY_ENGINE_LEARN_VECTOR_MATH_H_
#define ASSAY_ENGINE_LEARN_VECTOR_MATH_H_

#include <bit>
#include <cstddef>
#include <cstdint>

// Branch-free float functions that the compiler can vectorise.  Always inlined, so that they are
// compiled for the instruction set of the ASSAY_KERNEL that calls them.
#define ASSAY_INLINE __attribute__((always_inline)) inline

namespace assay {

// Class vectors are padded to whole groups of this many floats.
inline constexpr size_t kLanes = 8;

inline constexpr size_t PaddedClassCount(size_t class_count) {
  return class_count <= 4 ? 4 : (class_count + kLanes - 1) / kLanes * kLanes;
}

// e^x with a relative error below 3e-7.  x is clamped to [-60, 88]: softmax terms stay far enough
// from 0 that products with them are never denormal, which would cost a hundred cycles each.
ASSAY_INLINE float FastExp(float x) {
  x = x > -60.0f ? x : -60.0f;
  x = x < 88.0f ? x : 88.0f;
  const float scaled = x * 1.44269504f;
  const int32_t power = static_cast<int32_t>(scaled + (scaled < 0.0f ? -0.5f : 0.5f));
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

// log(x) with an absolute error below 2e-7 * max(1, |log x|), for normal positive x.
ASSAY_INLINE float FastLog(float x) {
  const int32_t bits = std::bit_cast<int32_t>(x);
  const int32_t power = (bits - 0x3F3504F3) >> 23;
  const float m = std::bit_cast<float>(bits - power * (1 << 23)) - 1.0f;
  const float n = static_cast<float>(power);
  const float square = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  p = p * m * square;
  p = p - 2.12194440e-4f * n - 0.5f * square;
  return m + p + 0.693359375f * n;
}

// The loops over class vectors come in groups of a constant number of lanes.  kStride is the padded
// class count where the compiler knows it, else 0; count is the same number at run time, a multiple
// of 8 unless kStride is 4.
template <size_t kStride>
inline constexpr size_t kGroup = kStride == 4 ? 4 : kLanes;

// to += factor * from.
template <size_t kStride>
ASSAY_INLINE void AddScaled(float* __restrict to, const float* __restrict from, float factor,
                            size_t count) {
  constexpr size_t kWidth = kGroup<kStride>;
  for (size_t k = 0; k < count; k += kWidth) {
    for (size_t lane = 0; lane < kWidth; ++lane) {
      to[k + lane] += factor * from[k + lane];
    }
  }
}

template <size_t kStride>
ASSAY_INLINE void Scale(float* __restrict values, float factor, size_t count) {
  constexpr size_t kWidth = kGroup<kStride>;
  for (size_t k = 0; k < count; k += kWidth) {
    for (size_t lane = 0; lane < kWidth; ++lane) {
      values[k + lane] *= factor;
    }
  }
}

template <size_t kStride>
ASSAY_INLINE float Max(const float* __restrict values, size_t count) {
  constexpr size_t kWidth = kGroup<kStride>;
  float lanes[kWidth];
  for (size_t lane = 0; lane < kWidth; ++lane) {
    lanes[lane] = values[lane];
  }
  for (size_t k = kWidth; k < count; k += kWidth) {
    for (size_t lane = 0; lane < kWidth; ++lane) {
      lanes[lane] = values[k + lane] > lanes[lane] ? values[k + lane] : lanes[lane];
    }
  }
  float max = lanes[0];
  for (size_t lane = 1; lane < kWidth; ++lane) {
    max = lanes[lane] > max ? lanes[lane] : max;
  }
  return max;
}

template <size_t kWidth>
ASSAY_INLINE float SumLanes(const float* lanes) {
  float sum = 0.0f;
  for (size_t lane = 0; lane < kWidth; ++lane) {
    sum += lanes[lane];
  }
  return sum;
}

template <size_t kStride>
ASSAY_INLINE float SquaredNorm(const float* __restrict values, size_t count) {
  constexpr size_t kWidth = kGroup<kStride>;
  float lanes[kWidth] = {};
  for (size_t k = 0; k < count; k += kWidth) {
    for (size_t lane = 0; lane < kWidth; ++lane) {
      lanes[lane] += values[k + lane] * values[k + lane];
    }
  }
  return SumLanes<kWidth>(lanes);
}

// Softmax of logits[0, count) in place, given their maximum.  Padded entries must hold a very
// negative logit; they come out as (almost) 0.
template <size_t kStride>
ASSAY_INLINE void SoftmaxInPlace(float* __restrict logits, float max, size_t count) {
  constexpr size_t kWidth = kGroup<kStride>;
  float lanes[kWidth] = {};
  for (size_t k = 0; k < count; k += kWidth) {
    for (size_t lane = 0; lane < kWidth; ++lane) {
      const float weight = FastExp(logits[k + lane] - max);
      logits[k + lane] = weight;
      lanes[lane] += weight;
    }
  }
  Scale<kStride>(logits, 1.0f / SumLanes<kWidth>(lanes), count);
}

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_VECTOR_MATH_H_
