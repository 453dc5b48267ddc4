#include "engine/cost/wage_sketch.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

constexpr int32_t kZero = -1;
constexpr double kGrowth = 1.01;

int32_t BucketOf(int64_t micros) {
  return micros <= 0 ? kZero
                     : static_cast<int32_t>(
                           std::floor(std::log(static_cast<double>(micros)) / std::log(kGrowth)));
}

}  // namespace

void WageSketch::Add(int64_t micros) {
  ++buckets_[BucketOf(micros)];
  ++count_;
}

void WageSketch::Add(const WageSketch& other) {
  for (const auto& [bucket, count] : other.buckets_) {
    buckets_[bucket] += count;
  }
  count_ += other.count_;
}

std::optional<int64_t> WageSketch::Quantile(double share) const {
  const auto rank =
      std::max<int64_t>(1, static_cast<int64_t>(std::ceil(share * static_cast<double>(count_))));
  int64_t seen = 0;
  for (const auto& [bucket, count] : buckets_) {
    seen += count;
    if (seen >= rank) {
      return bucket == kZero ? 0 : std::llround(std::pow(kGrowth, bucket + 0.5));
    }
  }
  return std::nullopt;
}

}  // namespace assay
