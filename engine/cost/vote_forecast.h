#ifndef ASSAY_ENGINE_COST_VOTE_FORECAST_H_
#define ASSAY_ENGINE_COST_VOTE_FORECAST_H_

#include <cstddef>
#include <span>

#include "engine/cost/vote_fit.h"

namespace assay {

// What widens a forecast beyond the posterior of the law.
struct PilotReach {
  double effective_annotator_count = 1;  // > 0
  size_t gold_item_count = 0;
  bool same_annotators = false;
};

// The last step of FitPilot: draws the shares of items that votes get right, and of single labels.
// `posterior` has a weight >= 0 for each law of the grid, some above 0.  Leaves the counts of
// the pilot open.  O(4000 * votes).  The same seed gives the same numbers.
PilotFit DrawForecasts(const VoteGrid& grid, std::span<const double> posterior,
                       const PilotReach& reach, const ForecastOptions& options);

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_VOTE_FORECAST_H_
