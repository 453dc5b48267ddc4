#ifndef ASSAY_ENGINE_AUDIT_PLAUSIBLE_ERRORS_H_
#define ASSAY_ENGINE_AUDIT_PLAUSIBLE_ERRORS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/audit/confident_learning.h"
#include "engine/audit/noise_direction.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// A number of wrong labels and the range around it: 0 <= low <= centre <= high <= items.
struct ErrorRange {
  double centre = 0;
  double low = 0;
  double high = 0;
};

struct PlausibleErrors {
  ErrorRange all;
  std::vector<ErrorRange> per_class;  // size K, by given class; the centres sum to that of all
  // Confidence level of the ranges.  0: none is claimed.
  double level = 0;
  std::string_view method;  // one sentence for the reader of a report

  // What the range was made of.
  double confident_joint_errors = 0;  // CL
  double disagreements = 0;           // items where another class is more probable than the given
  double expected_errors = 0;         // of the noise estimate
};

// How many labels are plausibly wrong, judged by the models alone.
//
//   CL = sum_g n_g (1 - J[g,g] / sum_k J[g,k])   (the calibrated confident joint off its diagonal)
//   dis = #{i : max_{k != g} p_ik > p_ig},  em = expected_errors,  sep = em / max(dis, 1)
//   lambda = clip(1 - sep / 0.35, 0, 1)
//   centre = CL^(1 - lambda) * dis^lambda
//   low = min(em, CL) / 2,   high = clip(2.2 - 3 sep, 1, 2.2) * max(dis, CL)
//
// em lies far below dis where the model seldom is sure of the errors it sees (sep small): then the
// thresholds of the confident joint, made for models that are, miss errors, and the range is wide.
// CL and dis count as at least 1 in the centre, which is 0 where both are 0.  Nothing exceeds the
// number of items, and the centre stays inside its range.
//
// This is not a confidence interval: hard items and wrong labels look alike to a model, and no
// amount of data from the same model tells them apart.  A verified sample does.
//
// Per class, all is shared out in proportion to n_g (1 - J[g,g] / sum_k J[g,k]) + n_g / N, capped
// at n_g (what a full class cannot take goes to the others).  The second term is one error spread
// by class size, so that no class is held to be without.  Of the ways to share tried on fourteen
// sets with known errors, the confident joint came closest: 0.14 of the errors in the wrong class,
// against 0.15 by summed suspicion, 0.19 by disagreements and 0.24 by the noise estimate.  Its
// thresholds are per class, so that classes which are merely hard do not draw all of the errors.
//
// log_probabilities, given: as of EstimateLabelNoise.  noise: of the same with tau = 1.
// confident_joint: counts of CountConfidentJoint on the same probabilities, not calibrated.
//
// O(N * K + K^2).  Pure; the same bits for any number of threads.
PlausibleErrors EstimatePlausibleErrors(const ClassMatrix& log_probabilities,
                                        std::span<const uint32_t> given, const NoiseEstimate& noise,
                                        const CountMatrix& confident_joint, WorkerPool& pool);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_PLAUSIBLE_ERRORS_H_
