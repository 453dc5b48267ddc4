#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "annotator/report/page_sections.h"

namespace assay::report {
namespace {

constexpr int kTableRowLimit = 12;

std::string Grounds(const v1::Audit& audit) {
  if (audit.review().verified()) {
    return absl::StrCat(
        "<p class=\"grounds verified\"><strong>Rests on ", CountText(audit.verified_count()),
        " labels that a person has verified</strong>, ", CountText(audit.verified_error_count()),
        " of them wrong. The bands are intervals of that estimate.</p>\n");
  }
  return "<p class=\"grounds\"><strong>Rests on the models alone</strong>: nobody has verified a "
         "label yet. The bands are plausible ranges, without a promise how often they hold. A "
         "small "
         "sample checked by a person (<code>assay audit --verified</code>) narrows them.</p>\n";
}

// Spread over the points, the last one included.
std::vector<int> ShownPoints(const v1::ReviewCurve& review) {
  const int count = std::min(review.points_size(), kTableRowLimit);
  std::vector<int> shown;
  for (int row = 1; row <= count; ++row) shown.push_back(review.points_size() * row / count - 1);
  return shown;
}

std::string PointTable(const v1::ReviewCurve& review) {
  std::string rows;
  for (const int index : ShownPoints(review)) {
    const v1::DepthPoint& point = review.points(index);
    absl::StrAppend(&rows, "<tr><th scope=\"row\" class=\"number\">", CountText(point.depth()),
                    "</th><td class=\"number\">", CountText(point.expected_errors()),
                    " <span class=\"interval\">(", CountText(point.low()), "&ndash;",
                    CountText(point.high()), ")</span></td><td class=\"number\">",
                    PercentText(point.expected_errors(), static_cast<double>(point.depth())),
                    "</td><td class=\"number\">", PercentText(point.marginal_precision()),
                    "</td></tr>\n");
  }
  return absl::StrCat(
      "<details><summary>The same as a table</summary>\n<div class=\"scroll\" role=\"region\" "
      "tabindex=\"0\" aria-label=\"Review depths\">\n<table id=\"review-table\">\n<thead><tr>"
      "<th scope=\"col\" class=\"number\">Findings checked</th><th scope=\"col\" class=\"number\">"
      "Wrong labels found</th><th scope=\"col\" class=\"number\">Precision</th><th scope=\"col\" "
      "class=\"number\">The last one is wrong with</th></tr></thead>\n<tbody>\n",
      rows, "</tbody></table>\n</div>\n</details>\n");
}

}  // namespace

std::string ReviewSection(const v1::Audit& audit) {
  const v1::ReviewCurve& review = audit.review();
  if (review.points().empty()) return "";
  const std::string advice =
      review.advice().empty() ? ""
                              : absl::StrCat("<p class=\"lead\" dir=\"auto\">",
                                             EscapeHtml(CutText(review.advice(), 1000)), "</p>\n");
  return absl::StrCat(
      "<section id=\"review\" aria-labelledby=\"review-title\">\n"
      "<h2 id=\"review-title\">How far to check</h2>\n",
      advice, Grounds(audit),
      "<div id=\"review-controls\"></div>\n<figure class=\"needs-script\" hidden><figcaption>Wrong "
      "labels found by checking the first findings, and how probably the next one is wrong"
      "</figcaption><div data-chart=\"review\" role=\"img\" aria-label=\"Expected errors and "
      "marginal precision by review depth; the table below has the numbers.\"></div></figure>\n",
      PointTable(review), "</section>\n");
}

}  // namespace assay::report
