#ifndef ASSAY_ENGINE_AUDIT_ERROR_ESTIMATE_H_
#define ASSAY_ENGINE_AUDIT_ERROR_ESTIMATE_H_

#include <string_view>
#include <vector>

#include "engine/audit/confident_learning.h"
#include "engine/audit/probability_matrix.h"
#include "engine/stats/interval.h"

namespace assay {

// The estimated number of wrong labels, in items.
struct ErrorEstimate {
  Interval total;
  // By given class, size K; the values add up to that of the total, the bounds do not.
  std::vector<Interval> per_class;
};

// How EstimateErrors arrives at its numbers, in words.
inline constexpr std::string_view kErrorEstimateMethod =
    "from the models alone: between the labels they confidently contradict and all that they "
    "doubt; reviewing a small sample narrows it";

// Estimates how many given labels are wrong from calibrated out-of-sample probabilities alone.
//
// Without a reviewed sample the number is not identified: a model that learned systematic noise
// sees too few errors, a weak model too many.  So the interval reaches between two counts of known
// bias, per given class g with n_g items:
//
//   low    items off the diagonal of the uncalibrated confident joint (Northcutt et al. 2021):
//          labels that a class-wise threshold confidently contradicts
//   high   all doubt there is: disagreements argmax_k p_k != g in full, 1 - p_g of the others
//   value  mean of the calibrated joint's off-diagonal count and the disagreements
//
// Each bound is widened by its sampling error at `level` (Wilson per class; over classes by MOVER:
// G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008), as if items were drawn from a larger
// set), and moved to include the value.  0 <= low <= value <= high <= n.  `level` covers the
// sampling error only, not a model that is wrong in the same way as the labels.
//
// learned: LearnConfidently(data).  level in (0, 1).  O(N*K).  Pure.
template <typename T>
ErrorEstimate EstimateErrors(const LabelledProbabilities<T>& data, const ConfidentLearning& learned,
                             double level = 0.95);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_ERROR_ESTIMATE_H_
