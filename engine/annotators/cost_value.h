#ifndef ASSAY_ENGINE_ANNOTATORS_COST_VALUE_H_
#define ASSAY_ENGINE_ANNOTATORS_COST_VALUE_H_

#include <optional>
#include <span>

#include "engine/annotators/soft_confusion.h"

namespace assay {

// What an annotator's labels are worth, errors that can be undone not counted:
//
//   value = 1 - cost / cost of a spammer
//   cost  = sum_l P(he says l) cost(P(. | l)),  P(k | l) ~ pi_k T(k, l)
//   cost(p) = sum_k sum_m p_k p_m c_km,   a spammer's: cost(pi)
//
// T(k, l) = (count(k, l) + s_l) / (count(k, .) + 1), s_l = his share of label l: who has said
// nothing yet is a spammer until then.  Whoever is always wrong in the same way is worth as much as
// whoever is always right; accuracy cannot tell a biased annotator from a spammer.
//
// Where the others are in doubt, counts are blurred and the value is too low, never too high on
// average.
//
// class_shares: pi, K values that sum to 1.  costs: K x K, row = true class; empty: 1 for each
// error. In [0, 1] for symmetric costs that are a distance; may be below 0 otherwise.  Absent
// without labels and where a spammer costs nothing (one class only).  O(K^2 * classes said); O(K *
// classes said) without costs.
//
// Source: P. Ipeirotis, F. Provost, J. Wang, "Quality management on Amazon Mechanical Turk", HCOMP
// 2010, sections 4 and 5.
std::optional<double> CostValueOf(const SoftConfusion& confusion,
                                  std::span<const double> class_shares,
                                  std::span<const double> costs);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_COST_VALUE_H_
