#ifndef ASSAY_ENGINE_AUDIT_REVIEW_ERROR_CURVE_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_ERROR_CURVE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/plausible_errors.h"

namespace assay {

// How many wrong labels the first `depth` of a ranking hold.
struct CurvePoint {
  size_t depth = 0;
  double errors = 0;  // expected; 0 <= low <= errors <= high <= depth
  double low = 0;
  double high = 0;
  // Of a label between the point before (exclusive) and this one, where it was not checked, to be
  // wrong: in [0, 1].
  double error_probability = 0;
};

// Errors by depth.  Depths ascend, the last one is the number of items; errors ascend, error
// probabilities fall.
struct ErrorCurve {
  std::vector<CurvePoint> points;
  double level = 0;  // confidence of [low, high]; 0: a plausible range, no confidence is claimed
};

// Most points of an error curve.
inline constexpr size_t kMaxCurvePoints = 200;

// Depths to show: 1, 2, ... , then further apart by an equal factor, `flagged_count` and
// `item_count` among them; at most 120, ascending.  item_count >= 1.
std::vector<size_t> ReviewDepths(size_t item_count, size_t flagged_count);

// The curve by the models alone: each item's probability is 1 / (1 + e^-(a + 0.7 x)) with x of
// suspicion_profile.h and a such that they sum to the centre of the plausible range; low and high
// the same for its ends.  A range of 0 to 0 gives 0 everywhere.
//
// scores: by rank, ascending.  Errors: BAD_RANKING (suspicion_profile.h).  O(N).  Pure.
absl::StatusOr<ErrorCurve> ModelErrorCurve(std::span<const double> scores,
                                           const ErrorRange& plausible, size_t flagged_count);

// The non-increasing sequence nearest to `values` in weighted squares: runs that rise are replaced
// by their mean.  A run of weight 0 counts as weight 1e-9.  O(n).
//
// Source: M. Ayer et al., "An empirical distribution function for sampling with incomplete
// information", Annals of Mathematical Statistics 26 (1955): pool adjacent violators.
std::vector<double> FitNonIncreasing(std::span<const double> values,
                                     std::span<const double> weights);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_ERROR_CURVE_H_
