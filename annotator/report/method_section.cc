#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "annotator/report/page_sections.h"

namespace assay::report {
namespace {

constexpr char kHowToReadBegin[] = R"html(<section id="reading" aria-labelledby="reading-title">
<h2 id="reading-title">How to read this</h2>
<dl class="notes">
<div><dt>A suspect is a question, not a verdict</dt><dd>The models disagree with the given label. Someone who knows the subject should look at it, from the top of the list down, and stop when most labels turn out to be right.</dd></div>
<div><dt>What is flagged</dt><dd>Items where the evidence against the given label is strong enough for a review. The others are ranked as well, and some of their labels are wrong too; <code>findings.csv</code> has all of them.</dd></div>
<div><dt>The suggested label</dt><dd>What the models find most probable from all other items. Where the right answer is not one of the classes, the suggestion is wrong too.</dd></div>
)html";

constexpr char kHowToReadEnd[] =
    R"html(<div><dt>The recheck on the training set</dt><dd>A model that was trained on a wrong label tends to repeat it, so this count is far too low wherever the model fits its data well. The estimate and the model agreement come from models that had not seen the item.</dd></div>
</dl>
</section>
)html";

std::string ReadingNote(std::string_view name, std::string_view text) {
  return absl::StrCat("<div><dt>", absl::string_view(name.data(), name.size()), "</dt><dd>",
                      absl::string_view(text.data(), text.size()), "</dd></div>\n");
}

std::string HowToRead(const v1::Audit& audit) {
  const bool is_verified = audit.verified_count() > 0;
  std::string html = kHowToReadBegin;
  html += ReadingNote("The score",
                      "Between 0 and 1, low is suspicious. It orders the items; it is not a "
                      "probability. Where a suspect says with which probability it is wrong, the "
                      "score has been brought in line with the estimate of wrong labels.");
  html +=
      is_verified
          ? ReadingNote("The estimate and its interval",
                        "Computed from the labels that a person has checked, with the help of "
                        "the ranking. It is only as good as those checks, and narrower the more "
                        "of them there are.")
          : ReadingNote("The estimate and its range",
                        "Computed from the models alone, without anyone having checked a label. "
                        "Labels that are wrong in a systematic way can hide from it; a small "
                        "sample checked by hand tells more.");
  return html + kHowToReadEnd;
}

std::string SignalRows(const v1::Audit& audit,
                       const std::map<std::string, std::string>& descriptions) {
  std::string rows;
  for (const v1::SignalSummary& signal : audit.signals()) {
    const auto description = descriptions.find(signal.name());
    absl::StrAppend(&rows, "<tr><th scope=\"row\"><code>", IsolatedHtml(CutText(signal.name(), 80)),
                    "</code></th><td>",
                    description == descriptions.end() ? "" : EscapeHtml(description->second),
                    "</td><td class=\"number\">",
                    signal.weight() > 0 ? PercentText(signal.weight()) : "shown only",
                    "</td></tr>\n");
  }
  return rows;
}

std::string SignalTable(const v1::Audit& audit,
                        const std::map<std::string, std::string>& descriptions) {
  if (audit.signals().empty()) return "";
  return absl::StrCat(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Signals\">\n"
      "<table id=\"signal-table\">\n<caption>What the ranking is made of</caption>\n<thead><tr><th "
      "scope=\"col\">Signal</th><th scope=\"col\">What it looks at</th><th scope=\"col\" "
      "class=\"number\">Weight</th></tr></thead>\n<tbody>\n",
      SignalRows(audit, descriptions), "</tbody></table>\n</div>\n");
}

std::string Note(const std::string& name, const std::string& value_html) {
  if (value_html.empty()) return "";
  return absl::StrCat("<div><dt>", name, "</dt><dd>", value_html, "</dd></div>\n");
}

std::string IsolatedHtmlUnlessEmpty(const std::string& name) {
  return name.empty() ? "" : IsolatedHtml(CutText(name, 160));
}

std::string TimingText(const v1::Audit& audit) {
  const std::map<std::string, double> sorted(audit.timings_s().begin(), audit.timings_s().end());
  std::string text;
  for (const auto& [phase, seconds] : sorted) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", EscapeHtml(phase), " ", FixedText(seconds, 2),
                    "&nbsp;s");
  }
  return text;
}

std::string RunNotes(const v1::Audit& audit) {
  const v1::AuditOptions& options = audit.options();
  std::string html = "<dl class=\"run\">\n";
  html += Note("Estimate", EscapeHtml(audit.estimated_errors().method()));
  if (options.fold_count() > 0) {
    html += Note("Cross-validation", absl::StrCat(std::to_string(options.fold_count()), " folds"));
  }
  html +=
      Note("Probabilities given by", IsolatedHtmlUnlessEmpty(options.predicted_probabilities()));
  html += Note("Vectors", IsolatedHtmlUnlessEmpty(options.vectors()));
  html += Note("Scored by the models of", IsolatedHtmlUnlessEmpty(options.against()));
  html += Note("Seed", std::to_string(options.seed()));
  html += Note("Time", TimingText(audit));
  if (audit.peak_rss_bytes() > 0) {
    html +=
        Note("Memory", absl::StrCat(CountText(static_cast<double>(audit.peak_rss_bytes()) / 1e6),
                                    "&nbsp;MB at most"));
  }
  html += Note("Audit", IsolatedHtml(audit.name()));
  html += Note("Data set", IsolatedHtml(audit.dataset()));
  return html + "</dl>\n";
}

}  // namespace

std::string MethodSection(const v1::Audit& audit,
                          const std::map<std::string, std::string>& signal_descriptions) {
  return absl::StrCat(HowToRead(audit),
                      "<section id=\"method\" aria-labelledby=\"method-title\">\n"
                      "<h2 id=\"method-title\">Method</h2>\n",
                      SignalTable(audit, signal_descriptions), RunNotes(audit), "</section>\n");
}

}  // namespace assay::report
