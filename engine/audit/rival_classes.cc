#include "engine/audit/rival_classes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/check.h"
#include "engine/base/kernel.h"
#include "engine/learn/vector_math.h"

namespace assay {
namespace {

// Stands for "not a rival" (the given class, padding): no weight beside any real class.
constexpr float kNoRival = -1e30f;

// Rows go through the vector loop in groups; what needs double logarithms follows per group.
constexpr size_t kGroupSize = 64;

// One row's sums, relative to the largest rival.
struct RivalSums {
  float largest = 0;  // max_{k != g} log p_k
  float sum = 0;
  float directed_sum = 0;
  float best_value = 0;
  uint32_t best = 0;
};

// `buffer` and `values` have `stride` floats; so have the rows of shares.
ASSAY_INLINE RivalSums SumRivals(const float* __restrict row, size_t class_count, size_t given,
                                 float tau, const float* __restrict shares,
                                 const float* __restrict powered, size_t stride,
                                 float* __restrict buffer, float* __restrict values) {
  for (size_t k = 0; k < class_count; ++k) {
    buffer[k] = row[k];
  }
  buffer[given] = kNoRival;
  RivalSums sums{.largest = Max<4>(buffer, stride)};
  float sum[4] = {};
  float directed[4] = {};
  for (size_t k = 0; k < stride; k += 4) {
    for (size_t lane = 0; lane < 4; ++lane) {
      const float weight = FastExp(tau * (buffer[k + lane] - sums.largest));
      sum[lane] += weight;
      directed[lane] += weight * shares[k + lane];
      values[k + lane] = weight * powered[k + lane];
    }
  }
  sums.sum = SumLanes<4>(sum);
  sums.directed_sum = SumLanes<4>(directed);
  sums.best_value = Max<4>(values, stride);
  while (values[sums.best] != sums.best_value) {
    ++sums.best;
  }
  return sums;
}

ASSAY_KERNEL void SumRivalsOfRows(const ClassMatrix& log_probabilities, const uint32_t* given,
                                  size_t begin, size_t end, float tau, const float* shares,
                                  const float* powered, size_t stride, float* buffer, float* values,
                                  RivalSums* sums) {
  const size_t class_count = log_probabilities.class_count();
  for (size_t i = begin; i < end; ++i) {
    const size_t offset = given[i] * stride;
    sums[i - begin] = SumRivals(log_probabilities.row(i).data(), class_count, given[i], tau,
                                shares + offset, powered + offset, stride, buffer, values);
  }
}

}  // namespace

RivalFinder::RivalFinder(const ClassMatrix& direction, double tau, double power)
    : class_count_(direction.class_count()),
      stride_(PaddedClassCount(class_count_)),
      tau_(static_cast<float>(tau)),
      shares_(class_count_ * stride_),
      powered_shares_(class_count_ * stride_) {
  ASSAY_CHECK(class_count_ >= 2 && direction.row_count() == class_count_ && tau > 0);
  for (size_t g = 0; g < class_count_; ++g) {
    for (size_t k = 0; k < class_count_; ++k) {
      if (k != g) {
        const float share = direction.row(g)[k];
        shares_.data()[g * stride_ + k] = share;
        powered_shares_.data()[g * stride_ + k] =
            static_cast<float>(std::pow(static_cast<double>(share), power));
      }
    }
  }
}

void RivalFinder::Find(const ClassMatrix& log_probabilities, std::span<const uint32_t> given,
                       size_t begin, size_t end, std::span<RivalClasses> rivals) const {
  AlignedFloats buffer(stride_);
  std::fill(buffer.data() + class_count_, buffer.data() + stride_, kNoRival);
  AlignedFloats values(stride_);
  std::array<RivalSums, kGroupSize> sums;
  for (size_t first = begin; first < end; first += kGroupSize) {
    const size_t last = std::min(first + kGroupSize, end);
    SumRivalsOfRows(log_probabilities, given.data(), first, last, tau_, shares_.data(),
                    powered_shares_.data(), stride_, buffer.data(), values.data(), sums.data());
    for (size_t i = first; i < last; ++i) {
      const RivalSums& row = sums[i - first];
      const double lead =
          static_cast<double>(tau_) * (static_cast<double>(row.largest) -
                                       static_cast<double>(log_probabilities.row(i)[given[i]]));
      rivals[i - begin] = {
          .log_odds = lead + std::log(static_cast<double>(row.sum)),
          .largest_log_odds = lead,
          .directed_log_odds = lead + std::log(static_cast<double>(row.directed_sum)),
          .best = row.best,
          .best_log_odds = lead + std::log(static_cast<double>(row.best_value))};
    }
  }
}

}  // namespace assay
