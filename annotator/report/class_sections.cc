#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "annotator/report/page_data.h"
#include "annotator/report/page_sections.h"

namespace assay::report {
namespace {

constexpr std::size_t kPairRowLimit = 12;
// Heat maps of more classes get the whole width.
constexpr int kNarrowHeatMapLimit = 7;
// The table of scores is coarser than the picture.
constexpr std::size_t kBinsPerRow = FindingTally::kBinCount / 10;

constexpr char kClassHead[] =
    "<thead><tr><th scope=\"col\">Class</th><th scope=\"col\" class=\"share\">Share wrong</th>"
    "<th scope=\"col\" class=\"number\">Estimated wrong</th>"
    "<th scope=\"col\" class=\"number\">Items</th><th scope=\"col\" class=\"number\">Flagged</th>"
    "<th scope=\"col\" class=\"number\">Model agreement</th>"
    "<th scope=\"col\" class=\"number\">Recheck</th></tr></thead>\n";

std::string IntervalName(const v1::Estimate& estimate) {
  return estimate.level() > 0 ? FixedText(100 * estimate.level(), 0) + "% interval"
                              : "plausible range from the models alone";
}

std::string ShownLabel(const std::string& label) {
  return IsolatedHtml(CutText(label, FindingTally::kLabelLimit));
}

std::string NumberCell(const std::string& text, double sort_value) {
  return absl::StrCat("<td class=\"number\" data-sort=\"", FixedText(sort_value, 6), "\">", text,
                      "</td>");
}

std::string CountCell(std::int64_t count) {
  return NumberCell(CountText(count), static_cast<double>(count));
}

std::string EstimateCells(const v1::ClassSummary& summary) {
  const v1::Estimate& estimate = summary.estimated_errors();
  const double items = std::max<double>(1, static_cast<double>(summary.item_count()));
  return absl::StrCat(
      "<td class=\"share\" data-sort=\"", FixedText(estimate.value() / items, 6), "\" data-low=\"",
      FixedText(estimate.low() / items, 6), "\" data-high=\"",
      FixedText(estimate.high() / items, 6), "\"><span class=\"share-text\">",
      PercentText(estimate.value() / items), "</span></td>",
      NumberCell(absl::StrCat(CountText(estimate.value()), " <span class=\"interval\">(",
                              CountText(estimate.low()), "&ndash;", CountText(estimate.high()),
                              ")</span>"),
                 estimate.value()));
}

std::string ClassRow(const v1::ClassSummary& summary, int class_index) {
  return absl::StrCat("<tr data-class=\"", std::to_string(class_index),
                      "\"><th scope=\"row\" class=\"label\">", ShownLabel(summary.label()), "</th>",
                      EstimateCells(summary), CountCell(summary.item_count()),
                      CountCell(summary.flagged_count()),
                      NumberCell(PercentText(summary.cv_accuracy()), summary.cv_accuracy()),
                      CountCell(summary.recheck_error_count()), "</tr>\n");
}

double ErrorShare(const v1::ClassSummary& summary) {
  return summary.estimated_errors().value() /
         std::max<double>(1, static_cast<double>(summary.item_count()));
}

std::vector<int> ClassOrder(const v1::Audit& audit) {
  std::vector<int> order(static_cast<std::size_t>(audit.class_summaries_size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&audit](int a, int b) {
    return ErrorShare(audit.class_summaries(a)) > ErrorShare(audit.class_summaries(b));
  });
  return order;
}

std::string ScrollRegion(const std::string& name, const std::string& content) {
  return absl::StrCat("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"", name,
                      "\">\n", content, "</div>\n");
}

std::int64_t ItemsOfClass(const v1::Audit& audit, std::size_t label_index) {
  if (label_index >= static_cast<std::size_t>(audit.class_summaries_size())) return 0;
  return audit.class_summaries(static_cast<int>(label_index)).item_count();
}

std::string PairTable(const v1::Audit& audit, const FindingTally& tally,
                      const std::vector<FindingTally::Move>& moves) {
  std::string rows;
  for (std::size_t i = 0; i < std::min(moves.size(), kPairRowLimit); ++i) {
    const FindingTally::Move& move = moves[i];
    const std::int64_t of_class = ItemsOfClass(audit, move.given_index);
    absl::StrAppend(&rows, "<tr data-given=\"", std::to_string(move.given_index),
                    "\" data-suggested=\"", std::to_string(move.suggested_index),
                    "\"><td class=\"label\">", ShownLabel(tally.labels()[move.given_index]),
                    "</td><td class=\"label\">", ShownLabel(tally.labels()[move.suggested_index]),
                    "</td><td class=\"number\">", CountText(move.count),
                    "</td><td class=\"number\">",
                    PercentText(static_cast<double>(move.count), static_cast<double>(of_class)),
                    "</td></tr>\n");
  }
  return ScrollRegion(
      "Strongest confusions",
      absl::StrCat("<table id=\"pair-table\">\n<caption>Strongest confusions</caption>\n<thead><tr>"
                   "<th scope=\"col\">Given</th><th scope=\"col\">Suggested</th><th scope=\"col\" "
                   "class=\"number\">Flagged</th><th scope=\"col\" class=\"number\">Of all "
                   "given</th></tr></thead>\n<tbody>\n",
                   rows, "</tbody></table>\n"));
}

std::string HeatMapFigure() {
  return absl::StrCat(
      "<figure class=\"heat needs-script\" hidden><figcaption id=\"heat-caption\">Items by given "
      "label (rows) and suggested label (columns)</figcaption><div id=\"heat-controls\"></div>",
      ScrollRegion("Heat map",
                   "<div data-chart=\"heat-map\" role=\"img\" aria-label=\"Heat map of given and "
                   "suggested labels; the table of the strongest confusions has the largest "
                   "numbers.\"></div>"),
      "</figure>\n");
}

}  // namespace

std::string ClassSection(const v1::Audit& audit) {
  std::string rows;
  for (const int index : ClassOrder(audit)) rows += ClassRow(audit.class_summaries(index), index);
  return absl::StrCat(
      "<section id=\"classes\" aria-labelledby=\"classes-title\">\n<h2 id=\"classes-title\">Class "
      "by class</h2>\n<p class=\"lead\">Where the wrong labels are, by given label. The dot is the "
      "estimated share of wrong labels, the band its ",
      IntervalName(audit.estimated_errors()), "; the dotted line is the share of all items.</p>\n",
      ScrollRegion("Figures of each class", absl::StrCat("<table id=\"class-table\">\n", kClassHead,
                                                         "<tbody>\n", rows, "</tbody></table>\n")),
      "<div id=\"class-more\"></div>\n</section>\n");
}

std::string ConfusionSection(const v1::Audit& audit, const FindingTally& tally) {
  const std::vector<FindingTally::Move> moves = tally.SortedMoves();
  return absl::StrCat(
      "<section id=\"confusions\" aria-labelledby=\"confusions-title\">\n"
      "<h2 id=\"confusions-title\">Which labels are mixed up</h2>\n",
      moves.empty()
          ? "<p class=\"none\">No flagged item has another label suggested.</p>\n"
          : absl::StrCat("<div class=\"split",
                         audit.classes_size() > kNarrowHeatMapLimit ? " wide" : "", "\">\n",
                         HeatMapFigure(), PairTable(audit, tally, moves), "</div>\n"),
      "</section>\n");
}

std::string ScoreSection(const FindingTally& tally) {
  std::string rows;
  for (std::size_t begin = 0; begin < FindingTally::kBinCount; begin += kBinsPerRow) {
    std::int64_t flagged = 0;
    std::int64_t rest = 0;
    for (std::size_t bin = begin; bin < begin + kBinsPerRow; ++bin) {
      flagged += tally.flagged_bins()[bin];
      rest += tally.unflagged_bins()[bin];
    }
    constexpr double kBins = FindingTally::kBinCount;
    absl::StrAppend(&rows, "<tr><th scope=\"row\">",
                    FixedText(static_cast<double>(begin) / kBins, 1), " &ndash; ",
                    FixedText(static_cast<double>(begin + kBinsPerRow) / kBins, 1),
                    "</th><td class=\"number\">", CountText(flagged), "</td><td class=\"number\">",
                    CountText(rest), "</td></tr>\n");
  }
  return absl::StrCat(
      "<section id=\"scores\" aria-labelledby=\"scores-title\">\n<h2 id=\"scores-title\">How the "
      "scores are spread</h2>\n<p class=\"lead\">Every item has a score between 0 and 1; low is "
      "suspicious.</p>\n<figure class=\"needs-script\" hidden><figcaption>Items by score, flagged "
      "ones marked</figcaption><div data-chart=\"histogram\" role=\"img\" aria-label=\"Histogram "
      "of "
      "the scores; the table below has the numbers.\"></div></figure>\n<details><summary>The same "
      "as a table</summary>\n<table id=\"score-table\">\n<thead><tr><th "
      "scope=\"col\">Score</th><th scope=\"col\" class=\"number\">Flagged</th><th scope=\"col\" "
      "class=\"number\">Not flagged</th></tr></thead>\n<tbody>\n",
      rows, "</tbody></table>\n</details>\n</section>\n");
}

}  // namespace assay::report
