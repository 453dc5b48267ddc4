#include "annotator/costs/plan_costs.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/costs/price_groups.h"
#include "annotator/measuring/known_classes.h"
#include "annotator/measuring/label_reader.h"
#include "annotator/measuring/quality_options.h"
#include "annotator/report/plan_page.h"
#include "engine/base/status.h"
#include "engine/cost/label_plan.h"
#include "engine/cost/route_comparison.h"

namespace assay {
namespace {

using Sink = std::function<absl::Status(const v1::PlanCostsResponse&)>;

constexpr int kDefaultLabels = 9;
constexpr double kDefaultLevel = 0.9;
constexpr size_t kMostNumbers = 10;
constexpr size_t kChunkBytes = 256 << 10;

v1::Estimate ToProto(const Interval& interval) {
  v1::Estimate estimate;
  estimate.set_value(interval.value);
  estimate.set_low(interval.low);
  estimate.set_high(interval.high);
  estimate.set_level(interval.level);
  return estimate;
}

Interval FromProto(const v1::Estimate& estimate, double level) {
  return {estimate.value(), estimate.low(), estimate.high(), level};
}

v1::MendRoute ToProto(const Route& route) {
  v1::MendRoute mend;
  mend.set_total_micros(route.total_micros);
  mend.set_hours(route.hours);
  *mend.mutable_errors_left() = ToProto(route.errors_left);
  return mend;
}

// One call, from the files to the answer.
class Planning {
 public:
  Planning(const v1::PlanCostsSpec& spec, const Sink& send, ProgressSink& progress)
      : spec_(spec), send_(send), progress_(progress) {}

  absl::Status Run(SentFiles& files, const StoredLabels& stored, int default_thread_count) {
    ASSAY_RETURN_IF_ERROR(CheckCurrencyCode(spec_.currency_code()).status());
    if (spec_.groups().empty()) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_PRICE_GROUP",
                       "found no group, expected at least one that can be asked",
                       {{"field", "spec.groups"}});
    }
    ASSAY_ASSIGN_OR_RETURN(const int thread_count,
                           CheckThreadCount(spec_.thread_count(), default_thread_count));
    ASSAY_ASSIGN_OR_RETURN(ReadLabelsResult read, ReadLabels(spec_.labels(), LabelKind::kClasses,
                                                             files, stored, progress_));
    std::optional<KnownClasses> known;
    if (spec_.has_known()) {
      ASSAY_ASSIGN_OR_RETURN(
          known, KnownClasses::Read(spec_.known(), files.Next(), read.collector, progress_));
      ASSAY_RETURN_IF_ERROR(known->AddClasses(read.collector));
    }
    ASSAY_ASSIGN_OR_RETURN(const LabelTable table, read.collector.Finish(read.info));
    std::vector<int32_t> gold;
    if (known.has_value()) {
      known->AddWarnings("known", read.info);
      gold = known->Classes(table);
    }
    if (table.class_values().size() > kMostNumbers) {
      read.info.add_warnings(absl::StrCat(
          "the labels are ", table.class_count(),
          " different numbers; what is planned are votes, which suits classes, not measurements"));
    }
    ASSAY_ASSIGN_OR_RETURN(groups_, ResolvePriceGroups(spec_.groups(), table));
    seconds_ = MeanSeconds(groups_, read.collector.times());
    progress_.Report("planning", 0, 0);
    WorkerPool pool(thread_count);
    ASSAY_RETURN_IF_ERROR(Plan(table, gold, pool));
    v1::PlanCostsResponse response;
    *response.mutable_table() = std::move(read.info);
    ASSAY_RETURN_IF_ERROR(send_(response));
    *response.mutable_plan() = answer_;
    ASSAY_RETURN_IF_ERROR(send_(response));
    return spec_.wants_page() ? SendPage() : absl::OkStatus();
  }

 private:
  // The price of a label of the group, its time at work included.
  absl::StatusOr<PlanGroup> ToPlanGroup(size_t place) const {
    const PricedGroup& priced = groups_.groups[place];
    PlanGroup group;
    group.name = priced.name;
    ASSAY_ASSIGN_OR_RETURN(group.label_price_micros,
                           PriceOfLabel(priced, std::llround(seconds_[place] * 1e6)));
    group.fees = priced.fees;
    group.masters = priced.masters;
    group.label_seconds = seconds_[place];
    group.same_annotators = priced.same_annotators;
    return group;
  }

  absl::Status Plan(const LabelTable& table, const std::vector<int32_t>& gold, WorkerPool& pool) {
    std::vector<PlanGroup> groups;
    for (size_t place = 0; place < groups_.groups.size(); ++place) {
      ASSAY_ASSIGN_OR_RETURN(PlanGroup group, ToPlanGroup(place));
      groups.push_back(std::move(group));
    }
    const PlanOptions options = Options();
    ASSAY_ASSIGN_OR_RETURN(const LabelPlan plan,
                           PlanLabels({table, gold, groups, groups_.group_of}, options, pool));
    answer_.set_currency_code(spec_.currency_code());
    answer_.set_confidence_level(options.level);
    answer_.set_item_count(options.item_count);
    for (size_t place = 0; place < groups.size(); ++place) {
      AddGroup(groups[place], plan.fits[place]);
    }
    for (const PlanOption& option : plan.options) {
      AddOption(groups, option);
    }
    Recommend(plan);
    return spec_.has_audit_route() ? CompareWithAudit(plan) : absl::OkStatus();
  }

  PlanOptions Options() const {
    PlanOptions options;
    options.item_count = spec_.item_count();
    options.max_label_count =
        spec_.max_label_count() == 0 ? kDefaultLabels : spec_.max_label_count();
    options.level = spec_.confidence_level() == 0 ? kDefaultLevel : spec_.confidence_level();
    options.seed = spec_.seed();
    options.error_cost_micros = spec_.error_cost_micros();
    return options;
  }

  void AddGroup(const PlanGroup& group, const PilotFit& fit) {
    v1::PilotGroup& pilot = *answer_.add_groups();
    pilot.set_name(group.name);
    *pilot.mutable_label_accuracy() = ToProto(fit.label_accuracy);
    pilot.set_item_count(static_cast<int64_t>(fit.item_count));
    pilot.set_pair_item_count(static_cast<int64_t>(fit.pair_item_count));
    pilot.set_known_item_count(static_cast<int64_t>(fit.gold_item_count));
    pilot.set_label_seconds(group.label_seconds);
  }

  void AddOption(const std::vector<PlanGroup>& groups, const PlanOption& option) {
    v1::PlanOption& added = *answer_.add_options();
    added.set_group(groups[option.group].name);
    added.set_label_count(option.label_count);
    *added.mutable_accuracy() = ToProto(option.accuracy);
    added.set_reward_micros(option.bill.reward_micros);
    added.set_fee_micros(option.bill.fee_micros);
    added.set_total_micros(option.bill.total_micros);
    added.set_batch_saving_micros(option.batch_saving_micros);
    added.set_decided_label_count(option.decided_label_count);
    added.set_decided_total_micros(option.decided_total_micros);
    added.set_hours(option.hours);
    if (option.micros_per_further_right_item.has_value()) {
      added.set_further_right_item_micros(*option.micros_per_further_right_item);
    }
    added.set_on_frontier(option.on_frontier);
  }

  void Recommend(const LabelPlan& plan) {
    answer_.set_budget_micros(spec_.budget_micros());
    if (spec_.budget_micros() > 0) {
      if (const auto best = BestWithin(plan, spec_.budget_micros())) {
        answer_.set_budget_option(static_cast<int32_t>(*best));
      }
    }
    if (const auto best = MostPromising(plan)) {
      answer_.set_best_option(static_cast<int32_t>(*best));
    }
    answer_.set_target_accuracy(spec_.target_accuracy());
    if (spec_.target_accuracy() > 0) {
      if (const auto cheapest = CheapestPromising(plan, spec_.target_accuracy())) {
        answer_.set_target_option(static_cast<int32_t>(*cheapest));
      }
    }
    if (plan.stop.has_value()) {
      answer_.set_stop_option(static_cast<int32_t>(*plan.stop));
    }
  }

  // What would be labelled again: what was asked for, else the best there is.
  size_t RelabelOption(const LabelPlan& plan) const {
    if (answer_.has_stop_option()) {
      return static_cast<size_t>(answer_.stop_option());
    }
    if (answer_.has_target_option()) {
      return static_cast<size_t>(answer_.target_option());
    }
    return answer_.has_budget_option() ? static_cast<size_t>(answer_.budget_option())
                                       : plan.frontier.back();
  }

  absl::Status CompareWithAudit(const LabelPlan& plan) {
    const v1::AuditRouteSpec& route = spec_.audit_route();
    const size_t place = RelabelOption(plan);
    const PlanOption& relabel = plan.options[place];
    const double level = answer_.confidence_level();
    ASSAY_ASSIGN_OR_RETURN(
        const RouteComparison routes,
        CompareRoutes({spec_.item_count(), FromProto(route.error_count(), level),
                       route.checked_count(), FromProto(route.found_error_count(), level),
                       route.check_price_micros(), route.check_seconds(), relabel.bill.total_micros,
                       relabel.hours, relabel.accuracy}));
    v1::RouteSavings& savings = *answer_.mutable_savings();
    *savings.mutable_audit() = ToProto(routes.audit);
    *savings.mutable_relabel() = ToProto(routes.relabel);
    savings.set_relabel_option(static_cast<int32_t>(place));
    savings.set_saved_micros(routes.saved_micros);
    savings.set_saved_hours(routes.saved_hours);
    return absl::OkStatus();
  }

  absl::Status SendPage() {
    const std::string page = report::PlanPage(answer_);
    v1::PlanCostsResponse response;
    for (size_t begin = 0; begin < page.size(); begin += kChunkBytes) {
      response.set_page_chunk(page.substr(begin, kChunkBytes));
      ASSAY_RETURN_IF_ERROR(send_(response));
    }
    return absl::OkStatus();
  }

  const v1::PlanCostsSpec& spec_;
  const Sink& send_;
  ProgressSink& progress_;
  PriceGroups groups_;
  std::vector<double> seconds_;
  v1::CostPlan answer_;
};

}  // namespace

int CountFiles(const v1::PlanCostsSpec& spec) {
  const bool sends_labels = spec.labels().dataset().empty() && spec.labels().campaign().empty();
  return (sends_labels ? 1 : 0) + (spec.has_known() ? 1 : 0);
}

absl::Status PlanCosts(const v1::PlanCostsSpec& spec, SentFiles& files, const StoredLabels& stored,
                       int default_thread_count, const Sink& send, ProgressSink& progress) {
  return Planning(spec, send, progress).Run(files, stored, default_thread_count);
}

}  // namespace assay
