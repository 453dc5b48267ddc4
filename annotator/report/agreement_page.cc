#include "annotator/report/agreement_page.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/report/agreement_tables.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "annotator/report/page_template.h"
#include "nlohmann/json.hpp"

namespace assay::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMapLimit = 60;
constexpr size_t kClassLimit = 200;
constexpr size_t kAnnotatorLimit = 500;
constexpr size_t kItemLimit = 200;
constexpr size_t kNameLimit = 160;
constexpr std::string_view kAlpha = "krippendorff_alpha";

std::string Shown(const std::string& name) { return IsolatedHtml(CutText(name, kNameLimit)); }

std::string Level(const AgreementReport& report) {
  return FixedText(100 * report.figures.confidence_level(), 0) + "% interval";
}

// Without a minus before nothing.
std::string PlainFixed(double value, int digits) {
  const std::string text = FixedText(value, digits);
  const bool is_zero = text.find_first_not_of("-0.") == std::string::npos;
  return is_zero && text.starts_with('-') ? text.substr(1) : text;
}

std::string Cell(bool is_there, double value, const std::string& text) {
  return is_there ? absl::StrCat("<td class=\"number\" data-sort=\"", FixedText(value, 6), "\">",
                                 text, "</td>")
                  : "<td class=\"number\" data-sort=\"-2\">&ndash;</td>";
}

std::string CountCell(int64_t count) {
  return Cell(true, static_cast<double>(count), CountText(count));
}

std::string FixedCell(bool is_there, double value) {
  return Cell(is_there, value, PlainFixed(value, 2));
}

std::string ShareCell(bool is_there, double value) {
  return Cell(is_there, value, PercentText(value));
}

// A value with its interval, as text and for the picture.
template <typename Figure>
std::string RangeCell(bool is_there, double value, const Figure& figure, int digits) {
  if (!is_there) {
    return "<td class=\"range\">&ndash;</td>";
  }
  std::string html = absl::StrCat("<td class=\"range\" data-sort=\"", FixedText(value, 6), "\"");
  std::string interval;
  if (figure.has_low()) {
    absl::StrAppend(&html, " data-low=\"", FixedText(figure.low(), 6), "\" data-high=\"",
                    FixedText(figure.high(), 6), "\"");
    interval = absl::StrCat(" <span class=\"interval\">(", PlainFixed(figure.low(), digits), " to ",
                            PlainFixed(figure.high(), digits), ")</span>");
  }
  return absl::StrCat(html, ">", PlainFixed(value, digits), interval, "</td>");
}

std::string Section(const std::string& id, const std::string& title, const std::string& lead,
                    const std::string& content) {
  return absl::StrCat("<section id=\"", id, "\"><h2>", title, "</h2>\n<p class=\"lead\">", lead,
                      "</p>\n", content, "</section>\n");
}

std::string LimitNote(size_t total, size_t limit, const std::string& what) {
  return total <= limit ? ""
                        : absl::StrCat(" The first ", CountText(static_cast<int64_t>(limit)),
                                       " of ", CountText(static_cast<int64_t>(total)), " ", what,
                                       " are listed; the CSV file has all.");
}

const v1::AgreementFigure* HeadlineFigure(const AgreementReport& report) {
  const v1::AgreementFigure* first = nullptr;
  for (const v1::AgreementFigure& figure : report.figures.figures()) {
    if (figure.has_value() && figure.name() == kAlpha) {
      return &figure;
    }
    first = first == nullptr && figure.has_value() ? &figure : first;
  }
  return first;
}

// Krippendorff's own advice, "Content Analysis" (2004), ch. 11.
std::string Reading(const v1::AgreementFigure& figure) {
  if (figure.name() != kAlpha) {
    return "";
  }
  const double low = figure.has_low() ? figure.low() : figure.value();
  if (low >= 0.8) {
    return " Even the lower end is above 0.8: labels to rely on.";
  }
  if (low >= 0.667) {
    return " The lower end lies between 0.667 and 0.8: good for tentative conclusions.";
  }
  return figure.value() >= 0.667
             ? " The lower end is below 0.667, so labels may be less reliable than they look."
             : " Below 0.667 Krippendorff advises against conclusions from such labels alone.";
}

std::string Headline(const AgreementReport& report) {
  const v1::AgreementFigure* const figure = HeadlineFigure(report);
  if (figure == nullptr) {
    return "";
  }
  std::string name = figure->name();
  std::replace(name.begin(), name.end(), '_', ' ');
  name = figure->name() == kAlpha ? "Krippendorff&rsquo;s alpha" : EscapeHtml(name);
  std::string html = absl::StrCat("<p class=\"headline\">", name, " is <strong>",
                                  FixedText(figure->value(), 3), "</strong>.");
  if (figure->has_low()) {
    absl::StrAppend(&html, " <span class=\"interval\">", Level(report), ": ",
                    FixedText(figure->low(), 3), " to ", FixedText(figure->high(), 3), ", from ",
                    CountText(figure->item_count()), " items with ",
                    CountText(figure->label_count()), " labels.", Reading(*figure), "</span>");
  }
  return html + "</p>\n";
}

std::string Fact(const std::string& name, const std::string& value) {
  return absl::StrCat("<div><dt>", name, "</dt><dd>", value, "</dd></div>\n");
}

std::string SummarySection(const AgreementReport& report) {
  const v1::LabelTableInfo& table = report.table;
  std::string html =
      absl::StrCat("<section id=\"summary\"><p class=\"kicker\">Agreement of ",
                   "annotators</p>\n<h1>", Shown(table.source()), "</h1>\n<dl class=\"facts\">\n");
  html += Fact("Labels", CountText(table.label_count()));
  html += Fact("Items", CountText(table.item_count()));
  html += Fact("Annotators", CountText(table.annotator_count()));
  html += Fact("Classes", CountText(table.class_count()));
  html += Fact("Level", LevelName(report.level));
  html += "</dl>\n";
  html += Headline(report);
  if (table.warnings_size() > 0) {
    html += "<div class=\"warnings\"><h2>To know</h2>\n<ul>\n";
    for (const std::string& warning : table.warnings()) {
      absl::StrAppend(&html, "<li>", EscapeHtml(warning), "</li>\n");
    }
    html += "</ul></div>\n";
  }
  return html + "</section>\n";
}

std::string CoefficientSection(const AgreementReport& report) {
  std::string rows;
  for (const v1::AgreementFigure& figure : report.figures.figures()) {
    absl::StrAppend(&rows, "<tr><th scope=\"row\">", EscapeHtml(figure.name()), "</th>");
    if (!figure.has_value()) {
      absl::StrAppend(&rows, "<td class=\"undefined\" colspan=\"5\">undefined: ",
                      EscapeHtml(figure.undefined_message()), "</td></tr>\n");
      continue;
    }
    const bool bootstrap =
        figure.interval_method() == v1::AgreementFigure::INTERVAL_METHOD_BOOTSTRAP;
    absl::StrAppend(&rows, RangeCell(true, figure.value(), figure, 3),
                    Cell(figure.has_standard_error(), figure.standard_error(),
                         FixedText(figure.standard_error(), 4)),
                    CountCell(figure.item_count()), CountCell(figure.label_count()), "<td>",
                    figure.has_low() ? (bootstrap ? "bootstrap" : "analytic") : "&ndash;",
                    "</td></tr>\n");
  }
  return Section(
      "coefficients", "Coefficients",
      "1: they always agree; 0: as often as chance alone would make them (not so for "
      "percent_agreement). A bootstrap interval comes from drawing the items anew many times, an "
      "analytic one from the standard error by the coefficient&rsquo;s own formula.",
      absl::StrCat("<div class=\"scroll\"><table id=\"coefficient-table\"><thead><tr><th "
                   "scope=\"col\">Coefficient</th><th scope=\"col\" class=\"range\">Value (",
                   Level(report),
                   ")</th><th scope=\"col\" class=\"number\">Standard error</th><th scope=\"col\" "
                   "class=\"number\">Items</th><th scope=\"col\" class=\"number\">Labels</th><th "
                   "scope=\"col\">Interval by</th></tr></thead>\n<tbody>\n",
                   rows, "</tbody></table></div>\n"));
}

std::string PairTable(const AgreementReport& report) {
  std::string rows;
  for (size_t i = 0; i < std::min<size_t>(report.pairs.size(), 12); ++i) {
    const v1::PairAgreement& pair = report.pairs[i];
    absl::StrAppend(&rows, "<tr><th scope=\"row\" class=\"label\">", Shown(pair.first()),
                    "</th><td class=\"label\">", Shown(pair.second()), "</td>",
                    CountCell(pair.item_count()), ShareCell(pair.has_agreement(), pair.agreement()),
                    RangeCell(pair.has_kappa(), pair.kappa(), pair, 2), "</tr>\n");
  }
  return absl::StrCat(
      "<div class=\"scroll\"><table id=\"pairs-table\"><caption>The pairs with the "
      "most common items</caption><thead><tr><th scope=\"col\">Annotator</th><th "
      "scope=\"col\">and</th><th scope=\"col\" class=\"number\">Common "
      "items</th><th scope=\"col\" class=\"number\">Agreement</th><th "
      "scope=\"col\">Kappa</th></tr></thead>\n<tbody>\n",
      rows, "</tbody></table></div>\n");
}

std::string PairSection(const AgreementReport& report) {
  if (report.pairs.empty()) {
    return "";
  }
  const size_t shown = std::min(report.annotators.size(), kMapLimit);
  const std::string which =
      shown < report.annotators.size()
          ? absl::StrCat("the ", CountText(static_cast<int64_t>(shown)), " with most labels")
          : std::string("all annotators");
  return Section(
      "pairs", "Pairs of annotators",
      absl::StrCat("Cohen&rsquo;s kappa of each two, for ", which, ". ",
                   CountText(report.pair_count), " pairs have common items."),
      absl::StrCat("<div id=\"pair-controls\"></div>\n<figure><div class=\"scroll\"><div "
                   "data-chart=\"pair-map\"></div></div></figure>\n",
                   PairTable(report)));
}

std::string ClassSection(const AgreementReport& report) {
  std::string rows;
  for (size_t k = 0; k < std::min(report.classes.size(), kClassLimit); ++k) {
    const v1::ClassAgreement& c = report.classes[k];
    absl::StrAppend(&rows, "<tr><th scope=\"row\" class=\"label\">", Shown(c.label()), "</th>",
                    CountCell(c.label_count()), ShareCell(c.has_agreement(), c.agreement()),
                    RangeCell(c.has_krippendorff_alpha(), c.krippendorff_alpha(), c, 2),
                    FixedCell(c.has_fleiss_kappa(), c.fleiss_kappa()), "</tr>\n");
  }
  return Section(
      "classes", "Classes",
      absl::StrCat("Each class against all others: where one annotator says it, how often does "
                   "another say it of the same item, and what is left of that without chance.",
                   LimitNote(report.classes.size(), kClassLimit, "classes")),
      absl::StrCat("<div class=\"scroll\"><table id=\"class-table\"><thead><tr><th "
                   "scope=\"col\">Class</th><th scope=\"col\" class=\"number\">Labels</th><th "
                   "scope=\"col\" class=\"number\">Said again</th><th scope=\"col\" "
                   "class=\"range\">Alpha</th><th scope=\"col\" class=\"number\">Fleiss&rsquo; "
                   "kappa</th></tr></thead>\n<tbody>\n",
                   rows,
                   "</tbody></table></div>\n<div id=\"class-table-more\" class=\"more "
                   "needs-script\" hidden></div>\n"));
}

std::vector<size_t> MostLabels(const AgreementReport& report) {
  std::vector<size_t> order(report.annotators.size());
  for (size_t a = 0; a < order.size(); ++a) {
    order[a] = a;
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return report.annotators[a].label_count() > report.annotators[b].label_count();
  });
  return order;
}

std::string AnnotatorRow(const v1::AnnotatorFigures& a, bool is_judged, bool has_time) {
  std::string html =
      absl::StrCat("<tr><th scope=\"row\" class=\"label\">", Shown(a.annotator()), "</th>",
                   CountCell(a.label_count()), ShareCell(a.has_agreement(), a.agreement()));
  if (is_judged) {
    absl::StrAppend(&html, ShareCell(a.has_consensus_agreement(), a.consensus_agreement()),
                    RangeCell(a.has_accuracy(), a.accuracy(), a, 2),
                    FixedCell(a.has_bias(), a.bias()), FixedCell(a.has_value(), a.value()),
                    FixedCell(a.has_spam_score(), a.spam_score()), "<td class=\"label\">",
                    a.shares_errors_with().empty() ? "" : Shown(a.shares_errors_with()), "</td>");
  }
  if (has_time) {
    html += Cell(a.has_median_time_s(), a.median_time_s(), FixedText(a.median_time_s(), 1));
  }
  return html + "</tr>\n";
}

std::string AnnotatorHead(bool is_judged, bool has_time) {
  const auto head = [](const char* name, const char* kind) {
    return absl::StrCat("<th scope=\"col\" class=\"", kind, "\">", name, "</th>");
  };
  std::string html = "<thead><tr><th scope=\"col\">Annotator</th>";
  absl::StrAppend(&html, head("Labels", "number"), head("Agreement", "number"));
  if (is_judged) {
    absl::StrAppend(&html, head("Consensus", "number"), head("Accuracy", "range"),
                    head("Bias", "number"), head("Value", "number"), head("Spam", "number"),
                    head("Errs like", "label"));
  }
  return absl::StrCat(html, has_time ? head("Seconds", "number") : "", "</tr></thead>\n");
}

std::string AnnotatorSection(const AgreementReport& report) {
  const std::vector<size_t> order = MostLabels(report);
  const auto any = [&](auto has) {
    return std::any_of(report.annotators.begin(), report.annotators.end(), has);
  };
  const bool is_judged = any([](const v1::AnnotatorFigures& a) { return a.has_accuracy(); });
  const bool has_time = any([](const v1::AnnotatorFigures& a) { return a.has_median_time_s(); });
  std::string rows;
  for (size_t i = 0; i < std::min(order.size(), kAnnotatorLimit); ++i) {
    rows += AnnotatorRow(report.annotators[order[i]], is_judged, has_time);
  }
  std::string lead = "Agreement: with each other annotator on common items.";
  if (is_judged) {
    lead +=
        " Consensus: with what the others together say. Accuracy: how often a label is probably "
        "right. Bias: how much too often one class is said. Value: what the labels are worth once "
        "regular errors are taken out, 1 all. Spam: the probability that the labels have nothing "
        "to do with the items. Errs like: who makes the same errors too often for chance.";
  }
  return Section("annotators", "Annotators",
                 lead + LimitNote(order.size(), kAnnotatorLimit, "annotators"),
                 absl::StrCat("<div class=\"scroll\"><table id=\"annotator-table\">",
                              AnnotatorHead(is_judged, has_time), "<tbody>\n", rows,
                              "</tbody></table></div>\n<div id=\"annotator-table-more\" "
                              "class=\"more needs-script\" hidden></div>\n"));
}

// "2 x cat (ann, bob)": labels that are the same stand together.
std::string GivenLabels(const v1::ItemDisagreement& item) {
  std::map<std::string, std::vector<std::string>> by_label;
  for (const auto& given : item.labels()) {
    by_label[given.label()].push_back(given.annotator());
  }
  std::vector<std::pair<std::string, std::vector<std::string>>> labels(by_label.begin(),
                                                                       by_label.end());
  std::stable_sort(labels.begin(), labels.end(),
                   [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  std::string html = "<dl class=\"given\">";
  for (const auto& [label, annotators] : labels) {
    absl::StrAppend(&html, "<div><dt>", Shown(label),
                    annotators.size() > 1 ? absl::StrCat(" &times;", annotators.size()) : "",
                    "</dt><dd>");
    for (size_t i = 0; i < std::min<size_t>(annotators.size(), 6); ++i) {
      absl::StrAppend(&html, i == 0 ? "" : ", ", Shown(annotators[i]));
    }
    absl::StrAppend(&html, annotators.size() > 6 ? ", &hellip;" : "", "</dd></div>");
  }
  return html + "</dl>";
}

std::string ItemSection(const AgreementReport& report) {
  std::string rows;
  for (size_t i = 0; i < std::min(report.items.size(), kItemLimit); ++i) {
    const v1::ItemDisagreement& item = report.items[i];
    absl::StrAppend(&rows, "<li><span class=\"name\">", Shown(item.item()),
                    "</span><span class=\"depth\">", FixedText(item.disagreement(), 2), "</span>",
                    GivenLabels(item), "</li>\n");
  }
  return Section("items", "Deepest disagreement",
                 report.items.empty()
                     ? "No item has two labels that differ."
                     : "Items on which annotators are furthest apart: 0 all agree, 1 all say "
                       "something else. items.csv has all of them.",
                 rows.empty() ? "" : absl::StrCat("<ol class=\"items\">\n", rows, "</ol>\n"));
}

std::string NoteSection(const AgreementReport& report) {
  std::string columns;
  for (const auto& column : report.table.columns()) {
    absl::StrAppend(&columns, columns.empty() ? "" : ", ", EscapeHtml(column.role()), " = ",
                    Shown(column.name()), column.guessed() ? " (guessed)" : "");
  }
  return Section(
      "notes", "How this was made",
      absl::StrCat("Read: ", CountText(report.table.row_count()), " rows",
                   columns.empty() ? "" : absl::StrCat("; ", columns), "."),
      "<dl class=\"notes\"><div><dt>Agreement is not truth</dt><dd>Annotators who share a "
      "misunderstanding agree well. Gold answers, or <code>assay consensus</code>, say more about "
      "what is right.</dd></div><div><dt>Few items</dt><dd>An interval over few items is wide, and "
      "honest. Label more common items before you compare annotators.</dd></div></dl>\n");
}

std::string PageData(const AgreementReport& report) {
  std::vector<size_t> shown = MostLabels(report);
  shown.resize(std::min(shown.size(), kMapLimit));
  std::sort(shown.begin(), shown.end());
  std::map<std::string_view, size_t> place;
  Json names = Json::array();
  for (const size_t a : shown) {
    place.emplace(report.annotators[a].annotator(), names.size());
    names.push_back(CutText(report.annotators[a].annotator(), kNameLimit));
  }
  Json pairs = Json::array();
  for (const v1::PairAgreement& pair : report.pairs) {
    const auto first = place.find(pair.first());
    const auto second = place.find(pair.second());
    if (first == place.end() || second == place.end()) {
      continue;
    }
    pairs.insert(pairs.end(),
                 {Json(first->second), Json(second->second),
                  pair.has_kappa() ? Json(std::round(1e4 * pair.kappa()) / 1e4) : Json(nullptr),
                  Json(std::round(1e4 * pair.agreement()) / 1e4), Json(pair.item_count())});
  }
  const Json data = {{"labels", Json::array()}, {"pair_map", {{"names", names}, {"pairs", pairs}}}};
  return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string Navigation(const AgreementReport& report) {
  std::string html;
  const auto add = [&html](const char* id, const char* title) {
    absl::StrAppend(&html, "<a href=\"#", id, "\">", title, "</a>\n");
  };
  add("coefficients", "Coefficients");
  if (!report.pairs.empty()) {
    add("pairs", "Pairs");
  }
  add("classes", "Classes");
  add("annotators", "Annotators");
  add("items", "Items");
  return html;
}

}  // namespace

std::string AgreementPage(const AgreementReport& report) {
  return FillTemplate(AgreementPageTemplate(),
                      {{"title", EscapeHtml(CutText(report.table.source(), kNameLimit))},
                       {"navigation", Navigation(report)},
                       {"summary", SummarySection(report)},
                       {"coefficients", CoefficientSection(report)},
                       {"pairs", PairSection(report)},
                       {"classes", ClassSection(report)},
                       {"annotators", AnnotatorSection(report)},
                       {"items", ItemSection(report)},
                       {"notes", NoteSection(report)},
                       {"version", EscapeHtml(ASSAY_VERSION)},
                       {"data", EscapeJsonForScript(PageData(report))}});
}

}  // namespace assay::report
