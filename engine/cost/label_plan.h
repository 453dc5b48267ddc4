#ifndef ASSAY_ENGINE_COST_LABEL_PLAN_H_
#define ASSAY_ENGINE_COST_LABEL_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/worker_pool.h"
#include "engine/cost/fee_tables.h"
#include "engine/cost/vote_fit.h"

namespace assay {

// Annotators who are asked alike and paid alike: experts, a crowd, a model.
struct PlanGroup {
  std::string name;
  // Of one label, without fees; >= 0.
  int64_t label_price_micros = 0;
  // What a marketplace takes on top; large tasks are cut into batches where that is cheaper.
  FeeTable fees = {};
  bool masters = false;
  // Active time of one label; 0: unknown.
  double label_seconds = 0;
  // Whether those of the pilot will do the rest: an in-house team.
  bool same_annotators = false;
};

struct PlanInput {
  const LabelTable& labels;            // of the pilot
  std::span<const int32_t> gold = {};  // as PilotInput::gold
  std::span<const PlanGroup> groups;
  // A values: the group of each annotator, kNoGroup for those who are left out.
  std::span<const int32_t> group_of_annotator;
};
inline constexpr int32_t kNoGroup = -1;

struct PlanOptions {
  int64_t item_count = 0;  // to be labelled; > 0
  int max_label_count = 9;
  double level = 0.9;
  uint64_t seed = 0;
  // What one wrong label that stays costs; 0: nobody knows.
  int64_t error_cost_micros = 0;
};

// So many labels for each item, all from one group.
struct PlanOption {
  size_t group = 0;
  int label_count = 0;
  Interval accuracy;  // VoteForecast::accuracy
  // Of all items.  Rewards and fees.
  Bill bill;
  int64_t batch_saving_micros = 0;  // against tasks that are not cut
  // Where asking stops once the vote is decided: labels an item on average, and what all items then
  // cost, at the same price of a label.  The vote is the same.
  double decided_label_count = 0;
  int64_t decided_total_micros = 0;
  double hours = 0;  // of active time for all items; 0: unknown
  // What one more right item cost, against the option of the same group with fewer labels that is
  // the best buy; absent for the first and where more labels help nothing.
  std::optional<int64_t> micros_per_further_right_item;
  // No other option is both cheaper and expected to be better.
  bool on_frontier = false;
};

struct LabelPlan {
  std::vector<PilotFit> fits;       // one for each group
  std::vector<PlanOption> options;  // group after group, by the number of labels
  // Of the frontier, places in `options`, ascending by cost.
  std::vector<size_t> frontier;
  // With an error cost: the option whose errors and price together are the cheapest, so that after
  // it another label no longer pays.
  std::optional<size_t> stop;
};

// How many labels for each item, from whom, reach which accuracy at which cost.
//
// Every option is a vote within one group, foretold from the group's own labels of the pilot
// (FitPilot).  Even numbers of labels are options like others, seldom good ones.
//
// Errors:
//   those of FitPilot, with metadata "group";
//   INVALID_ARGUMENT SIZE_MISMATCH          group_of_annotator has another size.
//   INVALID_ARGUMENT GROUP_OUT_OF_RANGE     a group is below -1 or not below the number of groups;
//   or
//                                           there are no groups.
//   INVALID_ARGUMENT COUNT_OUT_OF_RANGE     item_count < 1, or max_label_count is not in [1, 15].
//   INVALID_ARGUMENT NEGATIVE_AMOUNT        a price, a time or the error cost is below 0.
//   FAILED_PRECONDITION ONE_CLASS           the labels know fewer than two classes.
//   INVALID_ARGUMENT AMOUNT_NOT_WHOLE, NOT_FOUND UNKNOWN_QUALIFICATION, OUT_OF_RANGE
//                    AMOUNT_OVERFLOW        see BillOfOrder.
//
// Costs as VoteGrid and FitPilot.  Does not depend on the number of threads.
absl::StatusOr<LabelPlan> PlanLabels(const PlanInput& input, const PlanOptions& options,
                                     WorkerPool& pool);

// What a budget buys: the option with the highest expected accuracy that costs no more, the cheaper
// of equals; absent where none does.  O(options).
std::optional<size_t> BestWithin(const LabelPlan& plan, int64_t budget_micros);

// The cheapest option that is promised to be so accurate: accuracy.low >= target.  Absent where
// none is.
std::optional<size_t> CheapestPromising(const LabelPlan& plan, double target);

// The option that promises the most: the highest accuracy.low, the cheaper of equals; absent where
// there are no options.
std::optional<size_t> MostPromising(const LabelPlan& plan);

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_LABEL_PLAN_H_
