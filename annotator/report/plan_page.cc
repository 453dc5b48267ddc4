#include "annotator/report/plan_page.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "annotator/report/page_template.h"
#include "annotator/report/plan_chart.h"
#include "engine/cost/money.h"

namespace assay::report {
namespace {

constexpr size_t kNameLimit = 80;

constexpr std::string_view kPage = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>Plan of labels</title>
<style>
:root{--ink:#1b1f24;--quiet:#57606a;--line:#d0d7de;--ground:#fff;--c0:#0b63c5;--c1:#b35900;--c2:#1a7f37;--c3:#8250df;--c4:#bf3989;--c5:#4d5d6b}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#9aa4af;--line:#3d444d;--ground:#0d1117;--c0:#58a6ff;--c1:#f0a04b;--c2:#56d364;--c3:#bc8cff;--c4:#f778ba;--c5:#9fb0bf}}
body{margin:0 auto;max-width:64rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}.quiet{color:var(--quiet)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .45rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}th{white-space:normal;vertical-align:bottom}
th:first-child,td:first-child{text-align:left}tr.frontier td{font-weight:600}
svg{width:100%;height:auto}svg text{fill:var(--quiet);paint-order:stroke;stroke:var(--ground);stroke-width:3px;font:12px system-ui,sans-serif}
.grid{stroke:var(--line)}.axis{stroke:var(--quiet)}.wish{stroke:var(--ink);stroke-dasharray:2 4}.frontier-line{fill:none;stroke:var(--quiet);stroke-dasharray:4 3}
.g0{--g:var(--c0)}.g1{--g:var(--c1)}.g2{--g:var(--c2)}.g3{--g:var(--c3)}.g4{--g:var(--c4)}.g5{--g:var(--c5)}
.dot{fill:var(--g);stroke:var(--g);stroke-width:1.5}.dot.open{fill:var(--ground)}.bar{stroke:var(--g);stroke-width:1.5}.key{display:inline-block;width:.8em;height:.8em;border-radius:50%;background:var(--g);margin-right:.4em}
</style>
</head>
<body>
<main>
<!--assay:content--></main>
<footer class="quiet"><p>Made by Assay <!--assay:version-->. This page is complete in itself: it works offline and sends nothing anywhere.</p></footer>
</body>
</html>
)html";

std::string Money(int64_t micros, const std::string& code) {
  return EscapeHtml(ShortMoneyText(micros, code));
}

std::string Name(const std::string& name) { return IsolatedHtml(CutText(name, kNameLimit)); }

std::string Range(const v1::Estimate& estimate) {
  return absl::StrCat(PercentText(estimate.value()), " <span class=\"quiet\">(",
                      PercentText(estimate.low()), " to ", PercentText(estimate.high()),
                      ")</span>");
}

std::string Describe(const v1::CostPlan& plan, int place) {
  const v1::PlanOption& option = plan.options(place);
  return absl::StrCat("<strong>", CountText(int64_t{option.label_count()}), " label",
                      option.label_count() == 1 ? "" : "s", " an item from ", Name(option.group()),
                      "</strong>: ", Money(option.total_micros(), plan.currency_code()), ", ",
                      Range(option.accuracy()), " right");
}

// Whether there is an option of the same group with more labels.
bool HasMoreLabels(const v1::CostPlan& plan, int place) {
  const v1::PlanOption& least = plan.options(place);
  return std::any_of(
      plan.options().begin(), plan.options().end(), [&](const v1::PlanOption& option) {
        return option.group() == least.group() && option.label_count() > least.label_count();
      });
}

std::string Summary(const v1::CostPlan& plan) {
  std::string html = absl::StrCat(
      "<h1>Labels for ", CountText(plan.item_count()),
      " items</h1>\n<p>Accuracy is that of the plain ",
      "majority; a consensus that weighs annotators is as a rule better. Intervals hold ",
      PercentText(plan.confidence_level()),
      " of the time where items and annotators are like those "
      "of the pilot.</p>\n<ul>\n");
  if (!plan.has_budget_option() && plan.budget_micros() > 0) {
    absl::StrAppend(&html, "<li>The budget of ", Money(plan.budget_micros(), plan.currency_code()),
                    " buys none of these options.</li>\n");
  }
  if (plan.has_budget_option()) {
    absl::StrAppend(&html, "<li>The budget buys ", Describe(plan, plan.budget_option()),
                    ".</li>\n");
  }
  if (plan.has_target_option()) {
    absl::StrAppend(&html, "<li>The target is promised by ", Describe(plan, plan.target_option()),
                    ".</li>\n");
  }
  if (!plan.has_target_option() && plan.target_accuracy() > 0 && plan.has_best_option()) {
    absl::StrAppend(&html, "<li>No option is promised to reach the target of ",
                    100 * plan.target_accuracy(),
                    "%. The surest: ", Describe(plan, plan.best_option()), ".</li>\n");
  }
  if (plan.has_stop_option()) {
    absl::StrAppend(&html,
                    HasMoreLabels(plan, plan.stop_option())
                        ? "<li>Another label costs more than the errors it mends after "
                        : "<li>Each label pays up to the most that was planned, ",
                    Describe(plan, plan.stop_option()), ".</li>\n");
  }
  return html + "</ul>\n";
}

std::string Pilots(const v1::CostPlan& plan) {
  std::string html = "<h2>The pilot</h2>\n<ul>\n";
  for (const v1::PilotGroup& group : plan.groups()) {
    absl::StrAppend(&html, "<li>", Name(group.name()), ": ", CountText(group.item_count()),
                    " items, ", CountText(group.pair_item_count()), " with two labels, ",
                    CountText(group.known_item_count()), " with a known one; a label is right ",
                    Range(group.label_accuracy()), " of the time.</li>\n");
  }
  return html + "</ul>\n";
}

std::string Table(const v1::CostPlan& plan) {
  std::string html =
      "<h2>All options</h2>\n<div class=\"scroll\"><table><thead><tr><th>group</th><th>labels</th>"
      "<th>accuracy</th><th>cost</th><th>of it fees</th><th>asked until decided</th>"
      "<th>one more right item</th><th>hours</th></tr></thead>\n<tbody>\n";
  for (const v1::PlanOption& option : plan.options()) {
    absl::StrAppend(&html, "<tr", option.on_frontier() ? " class=\"frontier\"" : "", "><td>",
                    Name(option.group()), "</td><td>", option.label_count(), "</td><td>",
                    Range(option.accuracy()), "</td><td>", Money(option.total_micros(), ""),
                    "</td><td>", Money(option.fee_micros(), ""), "</td>");
    absl::StrAppend(
        &html, "<td>", Money(option.decided_total_micros(), ""), " <span class=\"quiet\">(",
        FixedText(option.decided_label_count(), 2), " labels)</span></td><td>",
        option.has_further_right_item_micros() ? Money(option.further_right_item_micros(), "")
                                               : "&ndash;",
        "</td><td>", option.hours() > 0 ? FixedText(option.hours(), 1) : "&ndash;", "</td></tr>\n");
  }
  return html + "</tbody></table></div>\n";
}

std::string Savings(const v1::CostPlan& plan) {
  if (!plan.has_savings()) {
    return "";
  }
  const v1::RouteSavings& savings = plan.savings();
  const auto row = [&](const std::string& name, const v1::MendRoute& route) {
    return absl::StrCat("<tr><td>", name, "</td><td>",
                        Money(route.total_micros(), plan.currency_code()), "</td><td>",
                        FixedText(route.hours(), 1), "</td><td>",
                        CountText(route.errors_left().value()), " <span class=\"quiet\">(",
                        CountText(route.errors_left().low()), " to ",
                        CountText(route.errors_left().high()), ")</span></td></tr>\n");
  };
  return absl::StrCat(
      "<h2>An audit beside labelling everything again</h2>\n<p>The audit saves <strong>",
      Money(savings.saved_micros(), plan.currency_code()), "</strong> and ",
      FixedText(savings.saved_hours(), 1), " hours.</p>\n",
      "<div class=\"scroll\"><table><thead><tr><th>way</th><th>cost</th><th>hours</th>",
      "<th>wrong labels left</th></tr></thead>\n<tbody>\n",
      row("check what the audit suspects", savings.audit()),
      row("label everything again", savings.relabel()), "</tbody></table></div>\n");
}

}  // namespace

std::string PlanPage(const v1::CostPlan& plan) {
  return FillTemplate(kPage,
                      {{"content", Summary(plan) + "<h2>Accuracy by cost</h2>\n" + PlanChart(plan) +
                                       Table(plan) + Savings(plan) + Pilots(plan)},
                       {"version", ASSAY_VERSION}});
}

}  // namespace assay::report
