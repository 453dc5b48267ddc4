#include "engine/cost/label_plan.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/cost/amount_checks.h"

namespace assay {
namespace {

absl::Status BadCount(const char* field, int64_t found, const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "COUNT_OUT_OF_RANGE",
                   absl::StrCat(field, " is ", found, "; expected ", expected),
                   {{"field", field}, {"found", absl::StrCat(found)}});
}

absl::Status BadGroup(int64_t found, size_t group_count) {
  return MakeError(absl::StatusCode::kInvalidArgument, "GROUP_OUT_OF_RANGE",
                   absl::StrCat("An annotator is in group ", found, " of ", group_count, " groups"),
                   {{"found", absl::StrCat(found)}});
}

absl::Status CheckGroups(const PlanInput& input) {
  const size_t annotators = input.labels.annotator_count();
  if (input.group_of_annotator.size() != annotators) {
    return MakeError(absl::StatusCode::kInvalidArgument, "SIZE_MISMATCH",
                     absl::StrCat("group_of_annotator has ", input.group_of_annotator.size(),
                                  " entries; expected ", annotators),
                     {{"field", "group_of_annotator"},
                      {"found", absl::StrCat(input.group_of_annotator.size())},
                      {"expected", absl::StrCat(annotators)}});
  }
  if (input.groups.empty()) {
    return BadGroup(0, 0);
  }
  for (const int32_t group : input.group_of_annotator) {
    if (group < kNoGroup || group >= static_cast<int32_t>(input.groups.size())) {
      return BadGroup(group, input.groups.size());
    }
  }
  for (const PlanGroup& group : input.groups) {
    ASSAY_RETURN_IF_ERROR(CheckNotNegative({{"label_price_micros", group.label_price_micros},
                                            {"label_seconds", group.label_seconds < 0 ? -1 : 0}}));
  }
  return absl::OkStatus();
}

absl::Status CheckPlan(const PlanInput& input, const PlanOptions& options) {
  ASSAY_RETURN_IF_ERROR(CheckGroups(input));
  if (options.item_count < 1) {
    return BadCount("item_count", options.item_count, "1 or more");
  }
  if (options.max_label_count < 1 || options.max_label_count > VotePaths::kMaxLabelCount) {
    return BadCount("max_label_count", options.max_label_count,
                    absl::StrCat("1 to ", VotePaths::kMaxLabelCount));
  }
  ASSAY_RETURN_IF_ERROR(CheckNotNegative({{"error_cost_micros", options.error_cost_micros}}));
  if (input.labels.class_count() < 2) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "ONE_CLASS",
        "Every label of the pilot is the same class, so it tells nothing about errors");
  }
  return absl::OkStatus();
}

absl::StatusOr<PlanOption> MakeOption(const PlanGroup& group, size_t group_index,
                                      const VoteForecast& vote, int64_t item_count) {
  PlanOption option;
  option.group = group_index;
  option.label_count = vote.label_count;
  option.accuracy = vote.accuracy;
  TaskOrder order;
  order.task_count = item_count;
  order.assignment_count = vote.label_count;
  order.reward_micros = group.label_price_micros;
  order.masters = group.masters;
  ASSAY_ASSIGN_OR_RETURN(const BatchPlan batches, PlanBatches(group.fees, order));
  option.bill = batches.batched;
  option.batch_saving_micros = batches.saving_micros;
  option.decided_label_count = vote.mean_label_count;
  constexpr int64_t kParts = 1'000'000;
  const double share = vote.mean_label_count / vote.label_count;
  ASSAY_ASSIGN_OR_RETURN(
      option.decided_total_micros,
      ScaleMicros(option.bill.total_micros, std::llround(share * static_cast<double>(kParts)),
                  kParts, Rounding::kHalfUp));
  option.hours = static_cast<double>(item_count) * vote.label_count * group.label_seconds / 3600;
  return option;
}

// Further labels are bought where a right item is cheapest: from the best buy so far to the next.
void PriceFurtherItems(std::span<PlanOption> options, int64_t item_count) {
  size_t from = 0;
  while (from + 1 < options.size()) {
    size_t best = from;
    double best_price = 0;
    for (size_t to = from + 1; to < options.size(); ++to) {
      const double gain = (options[to].accuracy.value - options[from].accuracy.value) *
                          static_cast<double>(item_count);
      const auto price =
          static_cast<double>(options[to].bill.total_micros - options[from].bill.total_micros);
      if (gain > 1e-9 * static_cast<double>(item_count) &&
          (best == from || price / gain < best_price)) {
        best = to;
        best_price = price / gain;
      }
    }
    if (best == from || best_price > 9e18) {
      return;
    }
    options[best].micros_per_further_right_item = std::llround(best_price);
    from = best;
  }
}

void FindFrontier(LabelPlan& plan) {
  std::vector<size_t> order(plan.options.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const PlanOption& left = plan.options[a];
    const PlanOption& right = plan.options[b];
    if (left.bill.total_micros != right.bill.total_micros) {
      return left.bill.total_micros < right.bill.total_micros;
    }
    return left.accuracy.value != right.accuracy.value ? left.accuracy.value > right.accuracy.value
                                                       : a < b;
  });
  double best = -1;
  for (const size_t place : order) {
    PlanOption& option = plan.options[place];
    if (option.accuracy.value > best) {
      best = option.accuracy.value;
      option.on_frontier = true;
      plan.frontier.push_back(place);
    }
  }
}

// Price and expected errors together, in micros.
double FullCost(const PlanOption& option, const PlanOptions& options) {
  return static_cast<double>(option.bill.total_micros) +
         (1 - option.accuracy.value) * static_cast<double>(options.item_count) *
             static_cast<double>(options.error_cost_micros);
}

}  // namespace

absl::StatusOr<LabelPlan> PlanLabels(const PlanInput& input, const PlanOptions& options,
                                     WorkerPool& pool) {
  ASSAY_RETURN_IF_ERROR(CheckPlan(input, options));
  const VoteGrid grid(input.labels.class_count(), options.max_label_count, pool);
  LabelPlan plan;
  for (size_t g = 0; g < input.groups.size(); ++g) {
    const PlanGroup& group = input.groups[g];
    std::vector<uint8_t> counts(input.labels.annotator_count());
    for (size_t annotator = 0; annotator < counts.size(); ++annotator) {
      counts[annotator] = input.group_of_annotator[annotator] == static_cast<int32_t>(g) ? 1 : 0;
    }
    const auto fit =
        FitPilot({input.labels, input.gold, counts}, grid,
                 {options.item_count, options.level, options.seed, group.same_annotators}, pool);
    if (!fit.ok()) {
      return WithMetadata(fit.status(), {{"group", group.name}});
    }
    const size_t begin = plan.options.size();
    for (const VoteForecast& vote : fit->votes) {
      ASSAY_ASSIGN_OR_RETURN(PlanOption option, MakeOption(group, g, vote, options.item_count));
      plan.options.push_back(option);
    }
    PriceFurtherItems(std::span(plan.options).subspan(begin), options.item_count);
    plan.fits.push_back(*fit);
  }
  FindFrontier(plan);
  if (options.error_cost_micros > 0) {
    plan.stop =
        *std::min_element(plan.frontier.begin(), plan.frontier.end(), [&](size_t a, size_t b) {
          return FullCost(plan.options[a], options) < FullCost(plan.options[b], options);
        });
  }
  return plan;
}

std::optional<size_t> BestWithin(const LabelPlan& plan, int64_t budget_micros) {
  std::optional<size_t> best;
  for (const size_t place : plan.frontier) {
    if (plan.options[place].bill.total_micros <= budget_micros) {
      best = place;  // the frontier gets better with the price
    }
  }
  return best;
}

std::optional<size_t> CheapestPromising(const LabelPlan& plan, double target) {
  std::optional<size_t> best;
  for (size_t place = 0; place < plan.options.size(); ++place) {
    if (plan.options[place].accuracy.low >= target &&
        (!best || plan.options[place].bill.total_micros < plan.options[*best].bill.total_micros)) {
      best = place;
    }
  }
  return best;
}

std::optional<size_t> MostPromising(const LabelPlan& plan) {
  std::optional<size_t> best;
  for (size_t place = 0; place < plan.options.size(); ++place) {
    const PlanOption& option = plan.options[place];
    const auto better = [&option](const PlanOption& than) {
      return option.accuracy.low != than.accuracy.low
                 ? option.accuracy.low > than.accuracy.low
                 : option.bill.total_micros < than.bill.total_micros;
    };
    if (!best || better(plan.options[*best])) {
      best = place;
    }
  }
  return best;
}

}  // namespace assay
