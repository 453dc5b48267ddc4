#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "annotator/report/finding_tally.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "annotator/report/page_sections.h"

namespace assay::report {
namespace {

std::string Name(const std::string& text) {
  return IsolatedHtml(CutText(text, FindingTally::kLabelLimit));
}

std::string Percents(const v1::Estimate& estimate) {
  return absl::StrCat(PercentText(estimate.value()), " (", PercentText(estimate.low()), " to ",
                      PercentText(estimate.high()), ")");
}

std::string Terms(const v1::Rule& rule) {
  std::string html;
  for (const std::string& term : rule.terms()) {
    absl::StrAppend(&html, html.empty() ? "" : " <span class=\"and\">and</span> ",
                    "<span class=\"term\">", Name(term), "</span>");
  }
  return html;
}

std::string ShareCell(const v1::Estimate& share) {
  return absl::StrCat("<td class=\"share\" data-sort=\"", FixedText(share.value(), 6),
                      "\" data-low=\"", FixedText(share.low(), 6), "\" data-high=\"",
                      FixedText(share.high(), 6), "\"><span class=\"share-text\">",
                      PercentText(share.value()), "</span></td>");
}

std::string RuleRow(const std::string& label, const v1::Rule& rule, int rule_index) {
  return absl::StrCat("<tr data-rule=\"", std::to_string(rule_index), "\"><th scope=\"row\" ",
                      "class=\"label\">", Name(label), "</th><td class=\"label\">", Terms(rule),
                      "</td>", ShareCell(rule.precision()), "<td class=\"number\">",
                      PercentText(rule.recall()), "</td><td class=\"number\">",
                      CountText(rule.match_count()), "</td><td class=\"number contradictions\">",
                      CountText(rule.contradiction_count()), "</td></tr>\n");
}

// As the scripts count them: over all classes, in their order.
std::string RuleRows(const v1::RuleReport& rules) {
  std::string rows;
  int rule_index = 0;
  for (const v1::ClassRules& of_class : rules.classes()) {
    for (const v1::Rule& rule : of_class.rules()) {
      rows += RuleRow(of_class.label(), rule, rule_index++);
    }
  }
  return rows;
}

std::string RuleTable(const v1::RuleReport& rules) {
  const std::string rows = RuleRows(rules);
  if (rows.empty())
    return "<p class=\"none\">No rule holds often enough to be worth showing.</p>\n";
  return absl::StrCat(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Rules\">\n"
      "<table id=\"rule-table\">\n<caption>The best rules of each class, measured on items that "
      "they "
      "were not chosen on; contradictions are items of the whole data set where a rule holds and "
      "the given label is another</caption>\n<thead><tr><th scope=\"col\">Class</th><th "
      "scope=\"col\">Where the item has</th><th scope=\"col\" class=\"share\">Precision</th><th "
      "scope=\"col\" class=\"number\">Recall</th><th scope=\"col\" "
      "class=\"number\">Matches</th><th "
      "scope=\"col\" class=\"number\">Contradictions</th></tr></thead>\n<tbody>\n",
      rows, "</tbody></table>\n</div>\n<div id=\"rule-more\"></div>\n");
}

std::string Accuracies(const v1::RuleReport& rules) {
  const std::string numbers =
      absl::StrCat("Largest class ", Percents(rules.majority_accuracy()), ", rules ",
                   Percents(rules.rules_accuracy()), ", models ", Percents(rules.model_accuracy()));
  return absl::StrCat(
      "<figure class=\"accuracies\"><figcaption>Accuracy against the given labels on ",
      CountText(rules.held_out_count()),
      " held-out items</figcaption><div class=\"needs-script\" hidden><div data-chart=\"rules\" "
      "role=\"img\" aria-label=\"",
      numbers, ".\"></div></div><noscript><p>", numbers, ".</p></noscript></figure>\n");
}

}  // namespace

std::string RuleSection(const v1::Audit& audit) {
  if (!audit.has_rules()) return "";
  const v1::RuleReport& rules = audit.rules();
  return absl::StrCat(
      "<section id=\"rules\" aria-labelledby=\"rules-title\">\n"
      "<h2 id=\"rules-title\">Would a rule do?</h2>\n<p class=\"verdict\" dir=\"auto\">",
      EscapeHtml(CutText(rules.verdict(), 1000)), "</p>\n", Accuracies(rules), RuleTable(rules),
      "</section>\n");
}

}  // namespace assay::report
