#include "annotator/report/html_report.h"

#include <utility>

#include "annotator/report/html_text.h"
#include "annotator/report/page_data.h"
#include "annotator/report/page_sections.h"
#include "annotator/report/page_template.h"

namespace assay::report {

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
