#include "annotator/report/plan_page.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "annotator/report/page_template.h"

namespace assay::report {
namespace {

constexpr size_t kNameLimit = 80;
constexpr double kWidth = 760;
constexpr double kHeight = 380;
constexpr double kLeft = 56;
constexpr double kRight = 16;
constexpr double kTop = 12;
constexpr double kBottom = 44;
constexpr int kColours = 6;

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
body{margin:0 auto;max-width:60rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}.quiet{color:var(--quiet)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left}tr.frontier td{font-weight:600}
svg{width:100%;height:auto}svg text{fill:var(--quiet);font:12px system-ui,sans-serif}
.axis{stroke:var(--line)}.frontier-line{fill:none;stroke:var(--quiet);stroke-dasharray:4 3}
.g0{--g:var(--c0)}.g1{--g:var(--c1)}.g2{--g:var(--c2)}.g3{--g:var(--c3)}.g4{--g:var(--c4)}.g5{--g:var(--c5)}
.dot{fill:var(--g)}.bar{stroke:var(--g);stroke-width:1.5}.key{display:inline-block;width:.8em;height:.8em;border-radius:50%;background:var(--g);margin-right:.4em}
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
  const std::string sign = micros < 0 ? "-" : "";
  const uint64_t size =
      micros < 0 ? 0 - static_cast<uint64_t>(micros) : static_cast<uint64_t>(micros);
  // To the cent is enough for people; half a cent goes up.
  const uint64_t cents = size / 10'000 + (size % 10'000 >= 5'000 ? 1 : 0);
  const std::string rest = absl::StrCat(cents % 100);
  return absl::StrCat(sign, CountText(static_cast<int64_t>(cents / 100)), ".",
                      rest.size() < 2 ? "0" : "", rest, code.empty() ? "" : " ", EscapeHtml(code));
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

std::string Summary(const v1::CostPlan& plan) {
  std::string html = absl::StrCat(
      "<h1>Labels for ", CountText(plan.item_count()),
      " items</h1>\n<p>Accuracy is that of the plain ",
      "majority; a consensus that weighs annotators is as a rule better. Intervals hold ",
      PercentText(plan.confidence_level()),
      " of the time where items and annotators are like those "
      "of the pilot.</p>\n<ul>\n");
  if (plan.has_budget_option()) {
    absl::StrAppend(&html, "<li>The budget buys ", Describe(plan, plan.budget_option()),
                    ".</li>\n");
  }
  if (plan.has_target_option()) {
    absl::StrAppend(&html, "<li>The target is promised by ", Describe(plan, plan.target_option()),
                    ".</li>\n");
  }
  if (plan.has_stop_option()) {
    absl::StrAppend(&html, "<li>After ", Describe(plan, plan.stop_option()),
                    ", another label costs more than the errors it mends.</li>\n");
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

class Chart {
 public:
  explicit Chart(const v1::CostPlan& plan) : plan_(plan) {
    double low = 1;
    for (const v1::PlanOption& option : plan.options()) {
      most_ = std::max(most_, static_cast<double>(option.total_micros()));
      low = std::min(low, option.accuracy().low());
    }
    floor_ = std::floor(low * 10) / 10;
    floor_ = floor_ >= 1 ? 0.9 : floor_;
  }

  std::string Draw() const {
    std::string svg =
        absl::StrCat("<svg viewBox=\"0 0 ", FixedText(kWidth, 0), " ", FixedText(kHeight, 0),
                     "\" role=\"img\" aria-label=\"Accuracy by cost\">\n");
    Axes(svg);
    Frontier(svg);
    for (const v1::PlanOption& option : plan_.options()) {
      Point(option, svg);
    }
    return svg + "</svg>\n" + Keys();
  }

 private:
  double X(double micros) const {
    return kLeft + (most_ > 0 ? micros / most_ : 0) * (kWidth - kLeft - kRight);
  }
  double Y(double accuracy) const {
    return kTop + (1 - accuracy) / (1 - floor_) * (kHeight - kTop - kBottom);
  }
  int Colour(const std::string& group) const {
    for (int i = 0; i < plan_.groups_size(); ++i) {
      if (plan_.groups(i).name() == group) {
        return i % kColours;
      }
    }
    return 0;
  }

  void Axes(std::string& svg) const {
    for (int step = 0; step <= 4; ++step) {
      const double accuracy = floor_ + (1 - floor_) * step / 4;
      const std::string y = FixedText(Y(accuracy), 1);
      absl::StrAppend(&svg, "<line class=\"axis\" x1=\"", FixedText(kLeft, 0), "\" x2=\"",
                      FixedText(kWidth - kRight, 0), "\" y1=\"", y, "\" y2=\"", y, "\"/><text x=\"",
                      FixedText(kLeft - 6, 0), "\" y=\"", y,
                      "\" text-anchor=\"end\" dominant-baseline=\"middle\">",
                      FixedText(100 * accuracy, 0), "%</text>\n");
      const double micros = most_ * step / 4;
      absl::StrAppend(&svg, "<text x=\"", FixedText(X(micros), 1), "\" y=\"",
                      FixedText(kHeight - kBottom + 18, 0), "\" text-anchor=\"",
                      step == 0   ? "start"
                      : step == 4 ? "end"
                                  : "middle",
                      "\">", Money(std::llround(micros), ""), "</text>\n");
    }
    absl::StrAppend(&svg, "<text x=\"", FixedText(kWidth / 2, 0), "\" y=\"",
                    FixedText(kHeight - 6, 0), "\" text-anchor=\"middle\">cost",
                    plan_.currency_code().empty() ? "" : " in ", EscapeHtml(plan_.currency_code()),
                    "</text>\n");
  }

  void Frontier(std::string& svg) const {
    std::vector<const v1::PlanOption*> frontier;
    for (const v1::PlanOption& option : plan_.options()) {
      if (option.on_frontier()) {
        frontier.push_back(&option);
      }
    }
    std::sort(frontier.begin(), frontier.end(),
              [](const auto* a, const auto* b) { return a->total_micros() < b->total_micros(); });
    svg += "<polyline class=\"frontier-line\" points=\"";
    for (const v1::PlanOption* option : frontier) {
      absl::StrAppend(&svg, FixedText(X(static_cast<double>(option->total_micros())), 1), ",",
                      FixedText(Y(option->accuracy().value()), 1), " ");
    }
    svg += "\"/>\n";
  }

  void Point(const v1::PlanOption& option, std::string& svg) const {
    const std::string x = FixedText(X(static_cast<double>(option.total_micros())), 1);
    absl::StrAppend(&svg, "<g class=\"g", Colour(option.group()), "\"><title>",
                    EscapeHtml(CutText(option.group(), kNameLimit)), ", ", option.label_count(),
                    " labels: ", PercentText(option.accuracy().value()), " for ",
                    Money(option.total_micros(), plan_.currency_code()), "</title>");
    absl::StrAppend(&svg, "<line class=\"bar\" x1=\"", x, "\" x2=\"", x, "\" y1=\"",
                    FixedText(Y(option.accuracy().low()), 1), "\" y2=\"",
                    FixedText(Y(option.accuracy().high()), 1), "\"/>");
    absl::StrAppend(&svg, "<circle class=\"dot\" r=\"4\" cx=\"", x, "\" cy=\"",
                    FixedText(Y(option.accuracy().value()), 1), "\"/></g>\n");
  }

  std::string Keys() const {
    std::string html = "<p>";
    for (const v1::PilotGroup& group : plan_.groups()) {
      absl::StrAppend(&html, "<span class=\"g", Colour(group.name()),
                      "\"><span class=\"key\"></span>", Name(group.name()), "</span>&emsp;");
    }
    return html + "<span class=\"quiet\">dashed: what nothing else beats</span></p>\n";
  }

  const v1::CostPlan& plan_;
  double most_ = 0;
  double floor_ = 0;
};

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
  return FillTemplate(
      kPage, {{"content", Summary(plan) + "<h2>Accuracy by cost</h2>\n" + Chart(plan).Draw() +
                              Table(plan) + Savings(plan) + Pilots(plan)},
              {"version", ASSAY_VERSION}});
}

}  // namespace assay::report
