#include "annotator/report/html_report.h"

#include <string_view>
#include <utility>

#include "annotator/report/html_text.h"
#include "annotator/report/page_data.h"
#include "annotator/report/page_sections.h"
#include "annotator/report/page_template.h"

namespace assay::report {
namespace {

// Replaces each <!--assay:NAME--> of the template by contents[NAME].  What is put in is not looked
// at again, so content cannot bring placeholders of its own.
std::string FillTemplate(std::string_view page,
                         const std::map<std::string, std::string>& contents) {
  constexpr std::string_view kOpen = "<!--assay:";
  constexpr std::string_view kClose = "-->";
  std::string filled;
  for (;;) {
    const std::size_t open = page.find(kOpen);
    filled += page.substr(0, open);
    if (open == std::string_view::npos) return filled;
    page.remove_prefix(open + kOpen.size());
    const std::size_t close = page.find(kClose);
    filled += contents.at(std::string(page.substr(0, close)));
    page.remove_prefix(close + kClose.size());
  }
}

}  // namespace

HtmlReport::HtmlReport(v1::Audit audit, std::map<std::string, std::string> signal_descriptions)
    : audit_(std::move(audit)),
      signal_descriptions_(std::move(signal_descriptions)),
      tally_(audit_) {}

std::string HtmlReport::Finish() const {
  return FillTemplate(
      PageTemplate(),
      {{"title", EscapeHtml(CutText(audit_.file_name(), FindingTally::kLabelLimit))},
       {"navigation", Navigation(audit_)},
       {"summary", SummarySection(audit_)},
       {"review", ReviewSection(audit_)},
       {"suspects", SuspectSection(audit_, tally_, kStaticSuspectCount)},
       {"classes", ClassSection(audit_)},
       {"confusions", ConfusionSection(audit_, tally_)},
       {"rules", RuleSection(audit_)},
       {"scores", ScoreSection(tally_)},
       {"method", MethodSection(audit_, signal_descriptions_)},
       {"version", EscapeHtml(ASSAY_VERSION)},
       {"data", EscapeJsonForScript(PageDataJson(audit_, tally_))}});
}

}  // namespace assay::report
