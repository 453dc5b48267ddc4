#include "annotator/report/plan_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/report/axis_ticks.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "engine/cost/money.h"

namespace assay::report {
namespace {

constexpr size_t kNameLimit = 80;
constexpr double kWidth = 760;
constexpr double kHeight = 400;
constexpr double kLeft = 68;
constexpr double kRight = 24;
constexpr double kTop = 14;
constexpr double kBottom = 52;
constexpr int kColours = 6;
constexpr int kTicks = 6;
constexpr double kUnlike = 30;

std::string Place(double value) { return FixedText(value, 1); }

std::string Line(std::string_view style, double x1, double y1, double x2, double y2) {
  return absl::StrCat("<line class=\"", std::string(style), "\" x1=\"", Place(x1), "\" y1=\"",
                      Place(y1), "\" x2=\"", Place(x2), "\" y2=\"", Place(y2), "\"/>");
}

std::string Text(double x, double y, std::string_view anchor, const std::string& text) {
  return absl::StrCat("<text x=\"", Place(x), "\" y=\"", Place(y), "\" text-anchor=\"",
                      std::string(anchor), "\">", text, "</text>\n");
}

class Chart {
 public:
  explicit Chart(const v1::CostPlan& plan) : plan_(plan) {
    double most = 0;
    double least = std::numeric_limits<double>::infinity();
    double low = 1;
    for (const v1::PlanOption& option : plan.options()) {
      most = std::max(most, Units(option.total_micros()));
      least = std::min(least, Units(option.total_micros()));
      low = std::min(low, option.accuracy().low());
    }
    ScaleCosts(least, most);
    accuracies_ = NiceTicks(std::min(low, 0.99), 1, kTicks);
    floor_ = std::max(0.0, std::floor(std::min(low, 0.99) / accuracies_.step) * accuracies_.step);
    if (accuracies_.values.front() > floor_ + accuracies_.step / 2) {
      accuracies_.values.insert(accuracies_.values.begin(), floor_);
    }
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
    Counts(svg);
    Wishes(svg);
    return svg + "</svg>\n" + Keys();
  }

 private:
  static double Units(int64_t micros) {
    return static_cast<double>(micros) / static_cast<double>(kMicrosPerUnit);
  }
  // Groups of very unlike prices need a logarithmic axis; what is free has no place on one.
  void ScaleCosts(double least, double most) {
    is_log_ = least > 0 && most > kUnlike * least;
    if (is_log_) {
      costs_ = LogTicks(least, most);
    } else {
      // Free labels have an axis too.
      const AxisTicks ticks = NiceTicks(0, most > 0 ? most : 1, kTicks);
      costs_ = ticks.values;
      decimals_ = ticks.decimal_count;
      if (costs_.back() < most) {
        costs_.push_back(costs_.back() + ticks.step);
      }
    }
  }

  double X(double units) const {
    const double share =
        is_log_ ? std::log(units / costs_.front()) / std::log(costs_.back() / costs_.front())
                : units / costs_.back();
    return kLeft + share * (kWidth - kLeft - kRight);
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

  // With as many decimals as tell the ticks apart.
  std::string CostText(double units) const {
    const int decimals =
        is_log_ ? std::max(0, -static_cast<int>(std::floor(std::log10(units) + 1e-9))) : decimals_;
    return decimals > 0 ? FixedText(units, decimals) : CountText(units);
  }

  void Axes(std::string& svg) const {
    const double bottom = kHeight - kBottom;
    const double right = kWidth - kRight;
    const int decimals = std::max(0, accuracies_.decimal_count - 2);
    for (const double accuracy : accuracies_.values) {
      absl::StrAppend(
          &svg, Line("grid", kLeft, Y(accuracy), right, Y(accuracy)),
          Text(kLeft - 8, Y(accuracy) + 4, "end", FixedText(100 * accuracy, decimals) + "%"));
    }
    for (const double cost : costs_) {
      absl::StrAppend(&svg, Line("axis", X(cost), bottom, X(cost), bottom + 5),
                      Text(X(cost), bottom + 19, "middle", CostText(cost)));
    }
    absl::StrAppend(&svg, Line("axis", kLeft, bottom, right, bottom),
                    Line("axis", kLeft, kTop, kLeft, bottom), "\n");
    const std::string& code = plan_.currency_code();
    svg += Text((kLeft + right) / 2, kHeight - 8, "middle",
                absl::StrCat("cost of all items", code.empty() ? "" : ", ", EscapeHtml(code),
                             is_log_ ? " (logarithmic)" : ""));
    const std::string middle = Place((kTop + bottom) / 2);
    absl::StrAppend(&svg, "<text transform=\"rotate(-90 14 ", middle, ")\" x=\"14\" y=\"", middle,
                    "\" text-anchor=\"middle\">items that are right</text>\n");
  }

  void Wishes(std::string& svg) const {
    const double budget = Units(plan_.budget_micros());
    if (budget > 0 && budget <= costs_.back() && (!is_log_ || budget >= costs_.front())) {
      // Beside the line, on the side with more room.
      const bool before = X(budget) > kWidth / 2;
      absl::StrAppend(&svg, Line("wish", X(budget), kTop, X(budget), kHeight - kBottom),
                      Text(X(budget) + (before ? -6 : 6), kHeight - kBottom - 8,
                           before ? "end" : "start", "budget"));
    }
    const double target = plan_.target_accuracy();
    if (target >= floor_ && target > 0 && target <= 1) {
      absl::StrAppend(
          &svg, Line("wish", kLeft, Y(target), kWidth - kRight, Y(target)),
          Text(kLeft + 6, Y(target) + (Y(target) > kTop + 16 ? -5 : 14), "start", "target"));
    }
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
      absl::StrAppend(&svg, Place(X(Units(option->total_micros()))), ",",
                      Place(Y(option->accuracy().value())), " ");
    }
    svg += "\"/>\n";
  }

  void Point(const v1::PlanOption& option, std::string& svg) const {
    const double x = X(Units(option.total_micros()));
    absl::StrAppend(&svg, "<g class=\"g", Colour(option.group()), "\"><title>",
                    EscapeHtml(CutText(option.group(), kNameLimit)), ", ", option.label_count(),
                    option.label_count() == 1 ? " label: " : " labels: ",
                    PercentText(option.accuracy().value()), " for ",
                    EscapeHtml(ShortMoneyText(option.total_micros(), plan_.currency_code())),
                    "</title>");
    absl::StrAppend(
        &svg, Line("bar", x, Y(option.accuracy().low()), x, Y(option.accuracy().high())),
        "<circle class=\"dot", option.on_frontier() ? "" : " open", "\" r=\"4.5\" cx=\"", Place(x),
        "\" cy=\"", Place(Y(option.accuracy().value())), "\"/></g>\n");
  }

  // The numbers of labels beside the points, those of the frontier first, as far as there is room.
  void Counts(std::string& svg) const {
    std::vector<std::pair<double, double>> taken;
    for (const bool on_frontier : {true, false}) {
      for (const v1::PlanOption& option : plan_.options()) {
        const double x = X(Units(option.total_micros())) + 8;
        const double y = Y(option.accuracy().value()) + 14;
        const bool is_free = std::none_of(taken.begin(), taken.end(), [&](const auto& place) {
          return std::abs(place.first - x) < 15 && std::abs(place.second - y) < 12;
        });
        if (option.on_frontier() == on_frontier && is_free) {
          taken.emplace_back(x, y);
          svg += Text(x, y, "start", absl::StrCat(option.label_count()));
        }
      }
    }
  }

  std::string Keys() const {
    std::string html = "<p>";
    for (const v1::PilotGroup& group : plan_.groups()) {
      absl::StrAppend(&html, "<span class=\"g", Colour(group.name()),
                      "\"><span class=\"key\"></span>",
                      IsolatedHtml(CutText(group.name(), kNameLimit)), "</span>&emsp;");
    }
    return html +
           "<span class=\"quiet\">Beside points the labels an item; bars are intervals. "
           "Filled, and joined by the dashed line: nothing else is both cheaper and "
           "better.</span></p>\n";
  }

  const v1::CostPlan& plan_;
  std::vector<double> costs_;  // ticks; the last is the right end
  int decimals_ = 0;
  bool is_log_ = false;
  AxisTicks accuracies_;
  double floor_ = 0;
};

}  // namespace

std::string PlanChart(const v1::CostPlan& plan) { return Chart(plan).Draw(); }

}  // namespace assay::report
