#ifndef ASSAY_ENGINE_AUDIT_REVIEW_REVIEW_STOP_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_REVIEW_STOP_H_

#include <cstddef>
#include <cstdint>

#include "engine/audit/review/error_curve.h"

namespace assay {

// What a check and an error that stays cost, in millionths of one currency; both >= 0.
struct ReviewPrices {
  int64_t review_micros = 0;
  int64_t error_micros = 0;
};

// How far down a ranking a review pays.
struct ReviewStop {
  size_t depth = 0;  // 0: not even the first check pays
  // At that depth: errors found times their price, less the price of the checks.  Rounded to a
  // millionth; beyond what 64 bits hold, the nearest they do.
  int64_t net_micros = 0;
  int64_t net_low_micros = 0;
  int64_t net_high_micros = 0;
};

// The last depth at which the next check is expected to save more than it costs:
// error_probability * error_micros > review_micros.  Error probabilities fall along the curve, so
// all checks before that pay too.
//
// Only the ratio of the prices decides the depth.  With an error price of 0 it is 0; with a
// review price of 0 it is the last depth where errors are expected at all.
//
// O(points).  Pure.
ReviewStop FindReviewStop(const ErrorCurve& curve, const ReviewPrices& prices);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_REVIEW_STOP_H_
