#ifndef ASSAY_ENGINE_AUDIT_REVIEW_CLASS_ERRORS_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_CLASS_ERRORS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "Eigen/Core"
#include "engine/stats/interval.h"

namespace assay {

// Items of one class in one cell of the ranking.
struct ClassCell {
  uint32_t label = 0;
  uint32_t cell = 0;
  int64_t unchecked = 0;
  int64_t checked = 0;
  int64_t wrong = 0;  // of the checked ones
};

// Shares errors out to K classes.
//
// log_odds: one row per draw, one column per cell.  unchecked_errors: by draw, over all classes.
// class_cells: sorted by label.
//
// See EstimateVerifiedErrors.  The values sum to the mean of unchecked_errors plus the known
// errors.  O(draws * class_cells).  Pure.
std::vector<Interval> EstimateClassErrors(const Eigen::MatrixXd& log_odds,
                                          std::span<const double> unchecked_errors,
                                          std::span<const ClassCell> class_cells,
                                          size_t class_count, double level, uint64_t seed);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_CLASS_ERRORS_H_
