#include "annotator/report/findings_csv.h"

#include <string_view>

#include "annotator/report/number_text.h"

namespace assay::report {
namespace {

void AppendField(std::string_view field, std::string& out) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string JoinReasons(const v1::Finding& finding) {
  std::string joined;
  for (const v1::Reason& reason : finding.reasons()) {
    if (!joined.empty()) joined += "; ";
    joined += reason.text();
  }
  return joined;
}

}  // namespace

void AppendFindingsCsvHeader(std::string& out) {
  out += "rank,id,given_label,suggested_label,score,flagged,recheck_label,cv_label,reasons\n";
}

void AppendFindingsCsvRow(const v1::Finding& finding, std::string& out) {
  out += std::to_string(finding.rank());
  out += ',';
  AppendField(finding.item_id(), out);
  out += ',';
  AppendField(finding.given_label(), out);
  out += ',';
  AppendField(finding.suggested_label(), out);
  out += ',';
  out += FixedText(finding.score(), 6);
  out += finding.flagged() ? ",true," : ",false,";
  AppendField(finding.recheck_label(), out);
  out += ',';
  AppendField(finding.cv_label(), out);
  out += ',';
  AppendField(JoinReasons(finding), out);
  out += '\n';
}

}  // namespace assay::report
