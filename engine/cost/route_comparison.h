#ifndef ASSAY_ENGINE_COST_ROUTE_COMPARISON_H_
#define ASSAY_ENGINE_COST_ROUTE_COMPARISON_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/cost/money.h"
#include "engine/stats/interval.h"

namespace assay {

// Labels that are there already, and two ways to mend them: to check what an audit suspects, or to
// have everything labelled again.
struct RouteInput {
  int64_t item_count = 0;
  // How many labels are wrong, in [0, item_count].
  Interval error_count;

  // The audit: so many of its first findings are checked, each by one person.
  int64_t checked_count = 0;  // in [0, item_count]
  // Wrong labels among those, in [0, checked_count].
  Interval found_error_count;
  int64_t check_price_micros = 0;
  double check_seconds = 0;

  // The relabelling: so much for all items, so accurate.
  int64_t relabel_total_micros = 0;
  double relabel_hours = 0;
  Interval relabel_accuracy;  // in [0, 1]
};

struct Route {
  int64_t total_micros = 0;
  double hours = 0;
  // Wrong labels afterwards.
  Interval errors_left;
};

struct RouteComparison {
  Route audit;
  Route relabel;
  int64_t saved_micros = 0;  // by the audit; negative where it costs more
  double saved_hours = 0;
};

// The audit leaves error_count - found_error_count wrong labels: low from the low count and the
// high find, never below 0; who checks makes no mistakes.  The relabelling leaves (1 - accuracy)
// item_count.
//
// Errors:
//   INVALID_ARGUMENT COUNT_OUT_OF_RANGE  a count or an interval is outside its range; metadata
//   "field". INVALID_ARGUMENT NEGATIVE_AMOUNT     a price or a time is below 0. OUT_OF_RANGE
//   AMOUNT_OVERFLOW     an amount is beyond 63 bits.
//
// O(1).  Pure.
absl::StatusOr<RouteComparison> CompareRoutes(const RouteInput& input);

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_ROUTE_COMPARISON_H_
