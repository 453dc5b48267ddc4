#include <algorithm>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "assay/v1/costs.grpc.pb.h"
#include "clients/cli/commands.h"
#include "clients/cli/label_exchange.h"
#include "clients/cli/message_json.h"
#include "clients/cli/output_file.h"
#include "clients/cli/price_group_option.h"
#include "clients/cli/price_text.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "engine/cost/money.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kAnnotatorsShown = 20;
constexpr int kClassesShown = 20;

std::string Fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", digits, value);
  return text;
}

std::string Money(int64_t micros) { return ShortMoneyText(micros, ""); }

std::string Range(const v1::Estimate& estimate) {
  if (estimate.low() == estimate.high()) {
    return Percent(estimate.value());
  }
  return Percent(estimate.value()) + " (" + Percent(estimate.low()) + " to " +
         Percent(estimate.high()) + ")";
}

std::string Range(const v1::MoneyEstimate& estimate) {
  if (estimate.has_high_micros() && estimate.low_micros() == estimate.high_micros()) {
    return Money(estimate.value_micros());
  }
  return Money(estimate.value_micros()) + " (" + Money(estimate.low_micros()) +
         (estimate.has_high_micros() ? " to " + Money(estimate.high_micros()) : " or more") + ")";
}

template <typename Spec>
absl::Status FillSpec(const Session& session, const CostsOptions& options, InputFiles& files,
                      Spec& spec) {
  ASSAY_ASSIGN_OR_RETURN(*spec.mutable_labels(), MakeSource(options.labels, files));
  for (const std::string& option : options.groups) {
    ASSAY_ASSIGN_OR_RETURN(*spec.add_groups(), ParsePriceGroup(option));
  }
  spec.set_currency_code(options.currency);
  spec.set_confidence_level(options.confidence_level);
  spec.set_thread_count(session.options().thread_count);
  return absl::OkStatus();
}

// The answer of a report, put together for printing.
struct ReportAnswer {
  v1::LabelTableInfo table;
  v1::CostSummary summary;
  std::vector<v1::CostFigures> groups;
  std::vector<v1::CostFigures> annotators;
  std::vector<v1::ClassCosts> classes;
  std::vector<v1::ItemCost> items;

  void Take(const v1::ReportCostsResponse& response) {
    if (response.has_table()) {
      table = response.table();
    } else if (response.has_summary()) {
      summary = response.summary();
    }
    const auto append = [](auto& all, const auto& more) {
      all.insert(all.end(), more.begin(), more.end());
    };
    append(groups, response.groups().figures());
    append(annotators, response.annotators().figures());
    append(classes, response.classes().classes());
    append(items, response.items().items());
  }

  Json ToJson() const {
    const auto list = [](const auto& messages) {
      Json array = Json::array();
      for (const auto& message : messages) {
        array.push_back(MessageJson(message));
      }
      return array;
    };
    Json json = MessageJson(summary);
    json["groups"] = list(groups);
    json["annotators"] = list(annotators);
    json["classes"] = list(classes);
    json["items"] = list(items);
    return json;
  }
};

void PrintFigures(const std::string& title, const std::vector<v1::CostFigures>& all, size_t most) {
  std::cout << "\n"
            << std::left << std::setw(20) << title << std::right << std::setw(10) << "labels"
            << std::setw(14) << "cost" << std::setw(10) << "a label"
            << "  " << std::left << std::setw(32) << "a right label" << std::right << std::setw(26)
            << "an hour (quartiles)"
            << "\n";
  for (size_t i = 0; i < all.size() && i < most; ++i) {
    const v1::CostFigures& figures = all[i];
    std::string wage = "-";
    if (figures.has_median_wage_micros()) {
      wage = CoinMoneyText(figures.median_wage_micros(), "") + " (" +
             CoinMoneyText(figures.lower_quartile_wage_micros(), "") + " to " +
             CoinMoneyText(figures.upper_quartile_wage_micros(), "") + ")";
    }
    std::cout << std::left << std::setw(20) << OneLine(figures.name(), 18) << std::right
              << std::setw(10) << Count(figures.label_count()) << std::setw(14)
              << Money(figures.cost_micros()) << std::setw(10)
              << (figures.has_label_cost_micros() ? Money(figures.label_cost_micros()) : "-")
              << "  " << std::left << std::setw(32)
              << (figures.has_right_label_cost() ? Range(figures.right_label_cost()) : "-")
              << std::right << std::setw(26) << wage << "\n";
  }
  if (all.size() > most) {
    std::cout << "and " << all.size() - most << " more\n";
  }
}

void PrintReport(const ReportAnswer& answer) {
  const v1::CostSummary& summary = answer.summary;
  const std::string currency = OneLine(summary.currency_code(), 3);
  std::cout << Money(summary.total().cost_micros()) << (currency.empty() ? "" : " ") << currency
            << " for " << Count(summary.total().label_count()) << " labels of "
            << Count(summary.item_count()) << " items";
  if (summary.gold_cost_micros() > 0) {
    std::cout << ", " << Money(summary.gold_cost_micros()) << " of it for gold questions";
  }
  std::cout << "\n";
  if (summary.known_item_count() > 0) {
    const bool all = summary.known_item_count() == summary.item_count();
    std::cout << "What is right is known of " << (all ? "all" : Count(summary.known_item_count()))
              << " items" << (all ? "\n" : "; of the others it is estimated\n");
  }
  if (summary.has_right_item_cost()) {
    std::cout << "An item cost " << Money(summary.item_cost_micros()) << ", a right one "
              << Range(summary.right_item_cost()) << "; " << Range(summary.consensus_accuracy())
              << " of them are right\n";
  }
  if (summary.total().has_right_label_cost()) {
    std::cout << "A label cost " << Money(summary.total().label_cost_micros()) << ", a right one "
              << Range(summary.total().right_label_cost()) << "\n";
  }
  PrintFigures("group", answer.groups, answer.groups.size());
  PrintFigures("annotator", answer.annotators, kAnnotatorsShown);
  std::cout << "\n"
            << std::left << std::setw(32) << "class" << std::right << std::setw(10) << "items"
            << std::setw(14) << "cost" << std::setw(10) << "an item"
            << "  a right item\n";
  for (size_t k = 0; k < answer.classes.size() && k < kClassesShown; ++k) {
    const v1::ClassCosts& costs = answer.classes[k];
    std::cout << std::left << std::setw(32) << OneLine(costs.label(), 30) << std::right
              << std::setw(10) << Count(costs.item_count()) << std::setw(14)
              << Money(costs.cost_micros()) << std::setw(10)
              << (costs.has_item_cost_micros() ? Money(costs.item_cost_micros()) : "-") << "  "
              << (costs.has_right_item_cost() ? Range(costs.right_item_cost()) : "-") << "\n";
  }
  if (!answer.items.empty()) {
    std::cout << "\nDearest items\n";
  }
  for (const v1::ItemCost& item : answer.items) {
    std::cout << "  " << OneLine(item.item(), 40) << "  " << Money(item.cost_micros()) << " for "
              << Count(item.label_count()) << " labels, " << OneLine(item.label(), 30) << "\n";
  }
  std::cout << std::flush;
}

std::string Describe(const v1::CostPlan& plan, int place) {
  const v1::PlanOption& option = plan.options(place);
  return std::to_string(option.label_count()) + (option.label_count() == 1 ? " label" : " labels") +
         " an item from " + OneLine(option.group(), 30) + ": " + Money(option.total_micros()) +
         ", " + Range(option.accuracy()) + " right";
}

void PrintOptions(const v1::CostPlan& plan) {
  std::cout << "\n  " << std::left << std::setw(20) << "group" << std::right << std::setw(7)
            << "labels"
            << "  " << std::left << std::setw(28) << "accuracy" << std::right << std::setw(14)
            << "cost" << std::setw(14) << "until decided" << std::setw(14) << "next right"
            << std::setw(10) << "hours"
            << "\n";
  for (const v1::PlanOption& option : plan.options()) {
    std::cout << (option.on_frontier() ? "* " : "  ") << std::left << std::setw(20)
              << OneLine(option.group(), 18) << std::right << std::setw(7) << option.label_count()
              << "  " << std::left << std::setw(28) << Range(option.accuracy()) << std::right
              << std::setw(14) << Money(option.total_micros()) << std::setw(14)
              << Money(option.decided_total_micros()) << std::setw(14)
              << (option.has_further_right_item_micros() ? Money(option.further_right_item_micros())
                                                         : "-")
              << std::setw(10) << (option.hours() > 0 ? Fixed(option.hours(), 1) : "-") << "\n";
  }
  std::cout << "*: nothing else is both cheaper and better\n";
}

void PrintBudget(const v1::CostPlan& plan) {
  if (plan.has_budget_option()) {
    std::cout << "\nThe budget buys " << Describe(plan, plan.budget_option()) << "\n";
  } else if (plan.budget_micros() > 0 && !plan.options().empty()) {
    const auto cheapest = std::min_element(
        plan.options().begin(), plan.options().end(),
        [](const auto& a, const auto& b) { return a.total_micros() < b.total_micros(); });
    std::cout << "\nThe budget of " << Money(plan.budget_micros())
              << " buys no option: the cheapest costs " << Money(cheapest->total_micros()) << "\n";
  }
}

void PrintTarget(const v1::CostPlan& plan) {
  if (plan.has_target_option()) {
    std::cout << "\nThe target is promised by " << Describe(plan, plan.target_option()) << "\n";
  } else if (plan.target_accuracy() > 0 && plan.has_best_option()) {
    const bool may_be = std::any_of(
        plan.options().begin(), plan.options().end(),
        [&](const auto& option) { return option.accuracy().high() >= plan.target_accuracy(); });
    // As it was given: 99.99 is not 100.
    std::cout << "\nNo option is promised to reach the target of " << 100 * plan.target_accuracy()
              << " %. The surest: " << Describe(plan, plan.best_option()) << ".\n"
              << (may_be ? "It may be reached: known labels in the pilot (--known) or more items "
                           "narrow the intervals.\n"
                         : "It is above every interval: it takes more labels, better annotators or "
                           "clearer guidelines.\n");
  }
}

void PrintPlan(const v1::CostPlan& plan) {
  std::cout << Count(plan.item_count()) << " items" << (plan.currency_code().empty() ? "" : ", in ")
            << OneLine(plan.currency_code(), 3) << "; intervals hold "
            << Percent(plan.confidence_level()) << " of the time\n";
  for (const v1::PilotGroup& group : plan.groups()) {
    std::cout << OneLine(group.name(), 30) << ": " << Count(group.item_count())
              << " items of the pilot, " << Count(group.known_item_count())
              << " known; a label is right " << Range(group.label_accuracy()) << " of the time\n";
  }
  PrintOptions(plan);
  PrintBudget(plan);
  PrintTarget(plan);
  if (plan.has_stop_option()) {
    const v1::PlanOption& stop = plan.options(plan.stop_option());
    const bool more_known = std::any_of(
        plan.options().begin(), plan.options().end(), [&](const v1::PlanOption& option) {
          return option.group() == stop.group() && option.label_count() > stop.label_count();
        });
    std::cout << (more_known ? "\nAnother label no longer pays after "
                             : "\nEach label pays up to the most that was planned, ")
              << Describe(plan, plan.stop_option()) << "\n";
  }
  if (plan.has_savings()) {
    const v1::RouteSavings& savings = plan.savings();
    std::cout << "\nThe audit costs " << Money(savings.audit().total_micros()) << " and "
              << Fixed(savings.audit().hours(), 1) << " hours instead of "
              << Money(savings.relabel().total_micros()) << " and "
              << Fixed(savings.relabel().hours(), 1) << ": saves " << Money(savings.saved_micros())
              << " and " << Fixed(savings.saved_hours(), 1) << " hours; it leaves "
              << Count(savings.audit().errors_left().value()) << " wrong labels, the other way "
              << Count(savings.relabel().errors_left().value()) << "\n";
  }
  std::cout << std::flush;
}

v1::Estimate ToEstimate(const std::vector<double>& numbers) {
  v1::Estimate estimate;
  estimate.set_value(numbers.at(0));
  estimate.set_low(numbers.at(1));
  estimate.set_high(numbers.at(2));
  return estimate;
}

// The known labels: of a file of their own, or of one more column of the labels' file.
absl::Status FillKnown(const CostsOptions& options, InputFiles& files, v1::KnownLabels& known) {
  const std::string& path = options.known.empty() ? options.labels.file : options.known;
  ASSAY_RETURN_IF_ERROR(OpenNext(path, files));
  known.set_file_name(FileNameOf(path));
  if (options.known.empty()) {
    known.set_format(options.labels.format);
    known.set_item_column(options.labels.item);
  }
  known.set_label_column(options.gold_column);
  known.set_skip_empty_labels(!options.gold_column.empty());
  return absl::OkStatus();
}

absl::Status FillPlan(const CostsOptions& options, InputFiles& files, v1::PlanCostsSpec& spec) {
  if (!options.known.empty() || !options.gold_column.empty()) {
    ASSAY_RETURN_IF_ERROR(FillKnown(options, files, *spec.mutable_known()));
  }
  for (v1::PriceGroup& group : *spec.mutable_groups()) {
    group.set_same_annotators(options.same_annotators);
  }
  spec.set_item_count(options.item_count);
  spec.set_max_label_count(options.max_label_count);
  spec.set_target_accuracy(options.target_accuracy);
  spec.set_wants_page(!options.out_file.empty());
  const auto price = [](const char* name, const std::string& text) -> absl::StatusOr<int64_t> {
    return text.empty() ? absl::StatusOr<int64_t>(0) : ParsePrice(name, text);
  };
  ASSAY_ASSIGN_OR_RETURN(const int64_t budget, price("--budget", options.budget));
  spec.set_budget_micros(budget);
  ASSAY_ASSIGN_OR_RETURN(const int64_t error_cost, price("--error-cost", options.error_cost));
  spec.set_error_cost_micros(error_cost);
  if (options.audit_checked_count > 0) {
    v1::AuditRouteSpec& route = *spec.mutable_audit_route();
    route.set_checked_count(options.audit_checked_count);
    *route.mutable_error_count() = ToEstimate(options.audit_errors);
    *route.mutable_found_error_count() = ToEstimate(options.audit_found);
    ASSAY_ASSIGN_OR_RETURN(const int64_t check, price("--check-price", options.check_price));
    route.set_check_price_micros(check);
    route.set_check_seconds(options.check_seconds);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCostReport(Session& session, const CostsOptions& options) {
  InputFiles files;
  v1::ReportCostsSpec spec;
  ASSAY_RETURN_IF_ERROR(FillSpec(session, options, files, spec));
  spec.mutable_labels()->set_cost_column(options.cost_column);
  if (!options.gold_column.empty() || !options.known.empty()) {
    ASSAY_RETURN_IF_ERROR(FillKnown(options, files, *spec.mutable_known()));
  }
  spec.set_method(options.method);
  spec.set_max_item_count(options.max_item_count == 0 ? -1 : options.max_item_count);
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::CostService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->ReportCosts(&context);
  ReportAnswer answer;
  const std::function<absl::Status(const v1::ReportCostsResponse&)> take =
      [&answer](const v1::ReportCostsResponse& response) {
        answer.Take(response);
        return absl::OkStatus();
      };
  ASSAY_RETURN_IF_ERROR(
      ExchangeFiles(context, *stream, spec, files, session.options().quiet, take));
  if (!session.options().quiet) {
    std::cerr << DescribeTable(answer.table);
  }
  if (session.options().json) {
    PrintJson(answer.ToJson());
  } else {
    PrintReport(answer);
  }
  return absl::OkStatus();
}

absl::Status RunCostPlan(Session& session, const CostsOptions& options) {
  InputFiles files;
  v1::PlanCostsSpec spec;
  ASSAY_RETURN_IF_ERROR(FillSpec(session, options, files, spec));
  ASSAY_RETURN_IF_ERROR(FillPlan(options, files, spec));
  spec.set_seed(session.options().seed);
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::CostService::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->PlanCosts(&context);
  std::unique_ptr<OutputFile> page;
  if (!options.out_file.empty()) {
    page = std::make_unique<OutputFile>(options.out_file);
  }
  v1::CostPlan plan;
  const std::function<absl::Status(const v1::PlanCostsResponse&)> take =
      [&](const v1::PlanCostsResponse& response) {
        if (response.has_table() && !session.options().quiet) {
          std::cerr << DescribeTable(response.table());
        } else if (response.has_plan()) {
          plan = response.plan();
        } else if (page != nullptr) {
          page->Write(response.page_chunk());
        }
        return absl::OkStatus();
      };
  ASSAY_RETURN_IF_ERROR(
      ExchangeFiles(context, *stream, spec, files, session.options().quiet, take));
  if (page != nullptr) {
    ASSAY_RETURN_IF_ERROR(page->Commit());
  }
  if (session.options().json) {
    PrintJson(MessageJson(plan));
  } else {
    PrintPlan(plan);
  }
  return absl::OkStatus();
}

}  // namespace assay::cli
