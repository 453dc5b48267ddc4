#ifndef ASSAY_ENGINE_ANNOTATORS_BIAS_H_
#define ASSAY_ENGINE_ANNOTATORS_BIAS_H_

#include <cstdint>
#include <optional>

#include "engine/annotators/soft_confusion.h"

namespace assay {

// The class that an annotator says too often.
struct ClassBias {
  int32_t said = 0;
  double value = 0;  // in [0, 1]: his share of it less the share expected by the others
  double standard_error = 0;
};

//   value = max_l (n_l - e_l) / n,  n_l his labels l, e_l = sum_i q_i(l) over the same items
//   standard_error = sqrt((n_l + e_l - 2 sum_{i: y_i = l} q_i(l)) / n - value^2) / sqrt(n)
//
// The standard error is that of the mean of [y_i = l] - q_i(l), with q_i(l)^2 <= q_i(l) in the mean
// square: never too small.  Absent without labels.  The first of equal classes.  O(K * classes
// said).
std::optional<ClassBias> BiasOf(const SoftConfusion& confusion);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_BIAS_H_
