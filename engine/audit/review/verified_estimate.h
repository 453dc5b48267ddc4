#ifndef ASSAY_ENGINE_AUDIT_REVIEW_VERIFIED_ESTIMATE_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_VERIFIED_ESTIMATE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/plausible_errors.h"
#include "engine/audit/review/error_curve.h"
#include "engine/stats/interval.h"

namespace assay {

// An audited item whose label a person has looked at.
struct CheckedItem {
  size_t position = 0;  // in the ranking, 0 = most suspicious
  bool wrong = false;
};

// A ranking of N labels of K classes and what is known of it.
struct VerifiedRanking {
  std::span<const double> scores;        // by rank, ascending, in [0, 1]
  std::span<const uint32_t> given;       // by rank, in [0, K)
  size_t class_count = 0;                // K
  size_t flagged_count = 0;              // the first so many are flagged
  ErrorRange plausible;                  // what the models alone say
  std::span<const CheckedItem> checked;  // 1 to N, each position once, in any order
};

struct VerifiedEstimate {
  Interval errors;                  // wrong labels among all N
  std::vector<Interval> per_class;  // size K; the values sum to errors.value
  ErrorCurve curve;                 // ends with errors
  size_t checked_count = 0;
  size_t wrong_count = 0;  // of the checked ones
  std::vector<std::string> warnings;
};

inline constexpr double kVerifiedLevel = 0.9;

// How many labels are wrong, judged by the models and a sample that a person has checked.
//
// The checked items tell how the probability of an error falls along the ranking
// (curve_posterior.h; 64 cells of equal interest, prior centred on the plausible range).  2000
// curves are drawn; a curve whose errors are outside the plausible range by a factor r counts
// r^-1/2 times.  For each, the unchecked items of each run of neighbours get a binomial number of
// errors; the checked ones are known.  `errors` and the points of the curve are mean and 5 % and
// 95 % quantiles over the draws.  error_probability is the mean of the draws, made non-increasing
// (FitNonIncreasing).
//
// Per class, log-odds are shifted by d_c ~ N(0, t^2), t from a grid weighed by its marginal
// likelihood over the classes, and the classes' errors are scaled to the draw's total.
//
// Holds for checks chosen at random, by SampleForReview, or in any other way that looks at the
// ranking only.  Where a long stretch of the ranking was not checked at all, its share rests on
// the prior: the interval is wide, and a warning says so.  With all items checked the result is
// exact and the intervals have no width.
//
// Errors:
//   INVALID_ARGUMENT BAD_RANKING          see suspicion_profile.h.
//   INVALID_ARGUMENT SIZE_MISMATCH        scores and given differ in number.
//   INVALID_ARGUMENT LABEL_OUT_OF_RANGE   a class is not in [0, K).
//   INVALID_ARGUMENT BAD_CHECKED_ITEMS    none, a position twice, or one outside the ranking.
//
// Cost: O(N + n) and about 40 ms.  Pure; the same result for the same input and seed.
absl::StatusOr<VerifiedEstimate> EstimateVerifiedErrors(const VerifiedRanking& ranking,
                                                        uint64_t seed = 0);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_VERIFIED_ESTIMATE_H_
