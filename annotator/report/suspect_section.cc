#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "annotator/report/page_sections.h"

namespace assay::report {
namespace {

// page/suspects.js builds the same elements; the two have to be changed together.
std::string Bar(double probability) {
  return absl::StrCat(
      "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"fill\" width=\"",
      FixedText(100 * std::clamp(probability, 0.0, 1.0), 1), "\" height=\"8\"/></svg>");
}

std::string LabelRow(const std::string& kind, const std::string& title, const std::string& label,
                     double probability) {
  return absl::StrCat("<div class=\"", kind, "\"><dt>", title, "</dt><dd><span class=\"name\">",
                      IsolatedHtml(label), "</span>", Bar(probability), "<span class=\"p\">",
                      PercentText(probability), "</span></dd></div>\n");
}

std::string Labels(const FindingTally& tally, const FindingTally::Suspect& suspect) {
  const v1::Finding& finding = suspect.finding;
  std::string html = "<dl class=\"labels\">\n";
  html +=
      LabelRow("given", "Given", tally.labels()[suspect.given_index], finding.given_probability());
  if (suspect.suggested_index == suspect.given_index) {
    html +=
        "<div class=\"suggested\"><dt>Suggested</dt><dd><span class=\"none\">no better label "
        "known</span></dd></div>\n";
  } else {
    html += LabelRow("suggested", "Suggested", tally.labels()[suspect.suggested_index],
                     finding.suggested_probability());
  }
  return html + "</dl>\n";
}

std::string Reasons(const v1::Finding& finding) {
  if (finding.reasons().empty()) return "";
  std::string html = "<ul class=\"reasons\">\n";
  for (const v1::Reason& reason : finding.reasons()) {
    absl::StrAppend(&html, "<li dir=\"auto\">", EscapeHtml(reason.text()), "</li>\n");
  }
  return html + "</ul>\n";
}

std::string SuspectItem(const FindingTally& tally, const FindingTally::Suspect& suspect) {
  const v1::Finding& finding = suspect.finding;
  return absl::StrCat(
      "<li class=\"suspect\"><article>\n<p class=\"suspect-head\"><span class=\"rank\">#",
      CountText(finding.rank()), "</span> <span class=\"id\">id ", IsolatedHtml(finding.item_id()),
      "</span> ", finding.flagged() ? "<span class=\"badge\">flagged</span> " : "",
      "<span class=\"score\">score ", ScoreText(finding.score()), "</span></p>\n",
      "<div class=\"evidence\">",
      finding.excerpt().empty() ? "<p class=\"excerpt none\">(no text)</p>\n"
                                : absl::StrCat("<p class=\"excerpt\" dir=\"auto\">",
                                               EscapeHtml(finding.excerpt()), "</p>\n"),
      Reasons(finding), "</div>\n", Labels(tally, suspect), "</article></li>\n");
}

std::string Lead(const v1::Audit& audit, std::int64_t kept) {
  const std::string what =
      kept < audit.item_count()
          ? absl::StrCat("The ", CountText(kept), " most suspicious of ",
                         CountText(audit.item_count()),
                         " items, most suspicious first. All of them are in "
                         "<code>findings.csv</code>.")
          : absl::StrCat("All ", CountText(kept), " items, most suspicious first.");
  return absl::StrCat("<p class=\"lead\">", what,
                      " The bars show how probable each label is to the models.</p>\n");
}

}  // namespace

std::string SuspectSection(const v1::Audit& audit, const FindingTally& tally, int static_count) {
  const std::size_t shown =
      std::min(tally.suspects().size(), static_cast<std::size_t>(std::max(static_count, 0)));
  std::string items;
  for (std::size_t i = 0; i < shown; ++i) items += SuspectItem(tally, tally.suspects()[i]);
  const auto kept = static_cast<std::int64_t>(tally.suspects().size());
  return absl::StrCat(
      "<section id=\"suspects\" aria-labelledby=\"suspects-title\">\n"
      "<h2 id=\"suspects-title\" tabindex=\"-1\">Top suspects</h2>\n",
      Lead(audit, kept), "<div id=\"suspect-controls\"></div>\n",
      "<noscript><p class=\"lead\">These are the first ",
      CountText(static_cast<std::int64_t>(shown)),
      "; search, filters and the others need JavaScript.</p></noscript>\n",
      kept == 0 ? "<p class=\"none\">There are no findings.</p>\n" : "",
      "<ol id=\"suspect-list\" class=\"suspects\">\n", items, "</ol>\n",
      "<div id=\"suspect-pager\"></div>\n</section>\n");
}

}  // namespace assay::report
