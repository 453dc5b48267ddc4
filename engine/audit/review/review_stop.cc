#include "engine/audit/review/review_stop.h"

#include <cmath>
#include <limits>

namespace assay {
namespace {

int64_t Saving(double errors, size_t depth, const ReviewPrices& prices) {
  const double micros = errors * static_cast<double>(prices.error_micros) -
                        static_cast<double>(depth) * static_cast<double>(prices.review_micros);
  // 2^63 is a double, 2^63 - 1 is not.
  constexpr double kBeyond = 0x1p63;
  if (micros >= kBeyond) {
    return std::numeric_limits<int64_t>::max();
  }
  return micros <= -kBeyond ? std::numeric_limits<int64_t>::min() : std::llround(micros);
}

}  // namespace

ReviewStop FindReviewStop(const ErrorCurve& curve, const ReviewPrices& prices) {
  ReviewStop stop;
  for (const CurvePoint& point : curve.points) {
    if (!(point.error_probability * static_cast<double>(prices.error_micros) >
          static_cast<double>(prices.review_micros))) {
      break;
    }
    stop = {.depth = point.depth,
            .net_micros = Saving(point.errors, point.depth, prices),
            .net_low_micros = Saving(point.low, point.depth, prices),
            .net_high_micros = Saving(point.high, point.depth, prices)};
  }
  return stop;
}

}  // namespace assay
