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

std::string ShownLabel(const FindingTally& tally, std::size_t index) {
  return CutText(tally.labels()[index], FindingTally::kLabelLimit);
}

std::string Labels(const FindingTally& tally, const FindingTally::Suspect& suspect) {
  const v1::Finding& finding = suspect.finding;
  std::string html = "<dl class=\"labels\">\n";
  html += LabelRow("given", "Given", ShownLabel(tally, suspect.given_index),
                   finding.given_probability());
  if (suspect.suggested_index == suspect.given_index) {
    html +=
        "<div class=\"suggested\"><dt>Suggested</dt><dd><span class=\"none\">no better label "
        "known</span></dd></div>\n";
  } else {
    html += LabelRow("suggested", "Suggested", ShownLabel(tally, suspect.suggested_index),
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

std::string Suspicion(const v1::Finding& finding) {
  const std::string score = absl::StrCat("score ", ScoreText(finding.score()));
  if (finding.error_probability() <= 0) return score;
  return absl::StrCat("wrong with probability ", PercentText(finding.error_probability()),
                      " &middot; ", score);
}

std::string SuspectItem(const FindingTally& tally, const FindingTally::Suspect& suspect) {
  const v1::Finding& finding = suspect.finding;
  return absl::StrCat(
      "<li class=\"suspect\"><article>\n<p class=\"suspect-head\"><span class=\"rank\">#",
      CountText(finding.rank()), "</span> <span class=\"id\">id ", IsolatedHtml(finding.item_id()),
      "</span> ", finding.flagged() ? "<span class=\"badge\">flagged</span> " : "",
      "<span class=\"score\">", Suspicion(finding), "</span></p>\n", "<div class=\"evidence\">",
      finding.excerpt().empty() ? "<p class=\"excerpt none\">(no text)</p>\n"
                                : absl::StrCat("<p class=\"excerpt\" dir=\"auto\">",
                                               EscapeHtml(finding.excerpt()), "</p>\n"),
      Reasons(finding), "</div>\n", Labels(tally, suspect), "</article></li>\n");
}

std::string Lead(const v1::Audit& audit, const FindingTally& tally) {
  const auto listed = static_cast<std::int64_t>(tally.items().size());
  const auto with_text = static_cast<std::int64_t>(tally.suspects().size());
  const auto whole = static_cast<std::int64_t>(tally.whole_count());
  std::string what =
      listed < audit.item_count()
          ? absl::StrCat("The ", CountText(listed), " most suspicious of ",
                         CountText(audit.item_count()), " items. ")
          : absl::StrCat("All ", CountText(listed), " items, most suspicious first. ");
  if (with_text < listed) {
    absl::StrAppend(&what, "To keep this page small, the first ", CountText(whole),
                    " open to an explanation, the first ", CountText(with_text),
                    " have a text, and the others only labels and figures; "
                    "<code>findings.csv</code> has every item. ");
  }
  return absl::StrCat("<p class=\"lead\">", what,
                      "The bars show how probable each label is to the models.</p>\n");
}

}  // namespace

std::string SuspectSection(const v1::Audit& audit, const FindingTally& tally, int static_count) {
  const std::size_t shown =
      std::min(tally.suspects().size(), static_cast<std::size_t>(std::max(static_count, 0)));
  std::string items;
  for (std::size_t i = 0; i < shown; ++i) items += SuspectItem(tally, tally.suspects()[i]);
  const bool is_empty = tally.suspects().empty();
  return absl::StrCat(
      "<section id=\"suspects\" aria-labelledby=\"suspects-title\">\n"
      "<h2 id=\"suspects-title\" tabindex=\"-1\">Suspects</h2>\n",
      Lead(audit, tally), "<div id=\"suspect-controls\"></div>\n",
      "<noscript><p class=\"lead\">These are the first ",
      CountText(static_cast<std::int64_t>(shown)),
      "; search, filters and the others need JavaScript.</p></noscript>\n",
      is_empty ? "<p class=\"none\">There are no findings.</p>\n" : "",
      "<ol id=\"suspect-list\" class=\"suspects\">\n", items, "</ol>\n",
      "<div id=\"suspect-pager\"></div>\n</section>\n");
}

}  // namespace assay::report
