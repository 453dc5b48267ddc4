#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "annotator/report/page_sections.h"

namespace assay::report {
namespace {

std::string Fact(const std::string& name, const std::string& value_html) {
  return absl::StrCat("<div><dt>", name, "</dt><dd>", value_html, "</dd></div>\n");
}

std::string ColumnList(const v1::Audit& audit) {
  std::string html;
  for (const std::string& column : audit.feature_columns()) {
    absl::StrAppend(&html, html.empty() ? "" : ", ", IsolatedHtml(CutText(column, 160)));
  }
  return html;
}

std::string Facts(const v1::Audit& audit) {
  std::string html = "<dl class=\"facts\">\n";
  html += Fact("Items", CountText(audit.item_count()));
  html += Fact("Classes", CountText(static_cast<std::int64_t>(audit.classes_size())));
  if (audit.feature_columns_size() > 0) html += Fact("Learnt from", ColumnList(audit));
  if (audit.verified_count() > 0) {
    html += Fact("Checked by a person",
                 absl::StrCat(CountText(audit.verified_count()), " labels, ",
                              CountText(audit.verified_error_count()), " of them wrong"));
  }
  if (audit.duplicate_count() > 0) {
    html += Fact("Near duplicates", absl::StrCat(CountText(audit.duplicate_count()), " items, ",
                                                 CountText(audit.conflicting_duplicate_count()),
                                                 " labelled unlike their equals"));
  }
  if (audit.has_create_time()) html += Fact("Audited", DateText(audit.create_time()));
  return html + "</dl>\n";
}

std::string IntervalName(const v1::Estimate& estimate) {
  return estimate.level() > 0 ? FixedText(100 * estimate.level(), 0) + "% interval"
                              : "Plausible range, from the models alone";
}

std::string ModelsAlone(const v1::Audit& audit) {
  if (audit.verified_count() == 0 || !audit.has_model_estimated_errors()) return "";
  const v1::Estimate& estimate = audit.model_estimated_errors();
  return absl::StrCat(" It rests on ", CountText(audit.verified_count()),
                      " labels that a person checked; the models alone said ",
                      CountText(estimate.value()), " (", CountText(estimate.low()), " to ",
                      CountText(estimate.high()), ").");
}

std::string Headline(const v1::Audit& audit) {
  const auto items = static_cast<double>(audit.item_count());
  if (!audit.has_estimated_errors()) {
    return absl::StrCat("<p class=\"headline\"><strong>", CountText(audit.flagged_count()), " of ",
                        CountText(audit.item_count()),
                        " labels</strong> are flagged as probably wrong.</p>\n");
  }
  const v1::Estimate& estimate = audit.estimated_errors();
  const std::string of_items = absl::StrCat(CountText(audit.item_count()), " labels");
  const std::string subject =
      estimate.value() < 0.5
          ? absl::StrCat("Probably <strong>none of the ", of_items, "</strong> is wrong")
          : absl::StrCat("About <strong>", CountText(estimate.value()), " of ", of_items, " (",
                         PercentText(estimate.value(), items),
                         CountText(estimate.value()) == "1" ? ")</strong> is probably wrong"
                                                            : ")</strong> are probably wrong");
  return absl::StrCat("<p class=\"headline\">", subject, ". <span class=\"interval\">",
                      IntervalName(estimate), ": ", CountText(estimate.low()), " to ",
                      CountText(estimate.high()), " (", PercentText(estimate.low(), items), " to ",
                      PercentText(estimate.high(), items), ").", ModelsAlone(audit),
                      "</span></p>\n");
}

std::string Figure(const std::string& name, const std::string& value, const std::string& note) {
  return absl::StrCat("<div class=\"figure\"><dt>", name, "</dt><dd><span class=\"value\">", value,
                      "</span><p>", note, "</p></dd></div>\n");
}

std::string RecheckNote(const v1::Audit& audit) {
  const auto found = static_cast<double>(audit.recheck_error_count());
  const double estimated = audit.estimated_errors().value();
  const std::string what =
      "labels that a model contradicts although it was trained on them: the check most people try "
      "first. ";
  if (estimated >= 1 && found < estimated / 2) {
    return absl::StrCat(what,
                        "It is nearly blind, because the model has learnt the wrong labels too: "
                        "compare its ",
                        CountText(found), " with the ", CountText(estimated),
                        " estimated. Do not rely on it alone.");
  }
  return absl::StrCat(what,
                      "A model repeats many of the wrong labels that it was trained on, so this "
                      "count says little by itself.");
}

std::string FlaggedNote(const v1::Audit& audit) {
  if (audit.flagged_count() == 0) {
    return "No label has enough evidence against it. All items are ranked all the same.";
  }
  return absl::StrCat(PercentText(static_cast<double>(audit.flagged_count()),
                                  static_cast<double>(audit.item_count())),
                      " of all items. Not every flagged label is wrong, and not every wrong label "
                      "is flagged: the list is in the order in which checking pays.");
}

std::string Figures(const v1::Audit& audit) {
  std::string html = "<dl class=\"figures\">\n";
  html += Figure("Flagged for review", CountText(audit.flagged_count()), FlaggedNote(audit));
  html += Figure("Model agreement", PercentText(audit.cv_accuracy()),
                 absl::StrCat("of the given labels are what a model says that has not seen the "
                              "item. Always answering with the largest class would reach ",
                              PercentText(audit.majority_share()), "."));
  html += Figure("Recheck on the training set", CountText(audit.recheck_error_count()),
                 RecheckNote(audit));
  return html + "</dl>\n";
}

std::string CountsChart(const v1::Audit& audit) {
  std::string label =
      absl::StrCat("Flagged for review ", CountText(audit.flagged_count()),
                   ", recheck on the training set ", CountText(audit.recheck_error_count()));
  if (audit.has_estimated_errors()) {
    const v1::Estimate& estimate = audit.estimated_errors();
    label =
        absl::StrCat("Estimated wrong ", CountText(estimate.value()), ", between ",
                     CountText(estimate.low()), " and ", CountText(estimate.high()), ". ", label);
  }
  return absl::StrCat(
      "<figure class=\"counts needs-script\" hidden><figcaption>Three counts side "
      "by side</figcaption><div data-chart=\"counts\" role=\"img\" aria-label=\"",
      EscapeHtml(label), ".\"></div></figure>\n");
}

std::string Warnings(const v1::Audit& audit) {
  if (audit.warnings().empty()) return "";
  std::string html =
      "<aside class=\"warnings\" aria-labelledby=\"warnings-title\">\n"
      "<h2 id=\"warnings-title\">Please note</h2>\n<ul>\n";
  for (const std::string& warning : audit.warnings()) {
    absl::StrAppend(&html, "<li dir=\"auto\">", EscapeHtml(CutText(warning, 1000)), "</li>\n");
  }
  return html + "</ul>\n</aside>\n";
}

}  // namespace

std::string Navigation(const v1::Audit& audit) {
  std::string html = "<a href=\"#summary\">Summary</a>\n";
  if (!audit.review().points().empty()) html += "<a href=\"#review\">Review</a>\n";
  html +=
      "<a href=\"#suspects\">Suspects</a>\n<a href=\"#classes\">Classes</a>\n"
      "<a href=\"#confusions\">Confusions</a>\n";
  if (audit.has_rules()) html += "<a href=\"#rules\">Rules</a>\n";
  return html + "<a href=\"#scores\">Scores</a>\n<a href=\"#method\">Method</a>\n";
}

std::string SummarySection(const v1::Audit& audit) {
  return absl::StrCat(
      "<section id=\"summary\" aria-labelledby=\"title\">\n<p class=\"kicker\">Label audit</p>\n"
      "<h1 id=\"title\">",
      IsolatedHtml(CutText(audit.file_name(), FindingTally::kLabelLimit)), "</h1>\n", Facts(audit),
      Warnings(audit), Headline(audit), Figures(audit), CountsChart(audit), "</section>\n");
}

}  // namespace assay::report
