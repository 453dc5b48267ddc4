#include "annotator/report/findings_csv.h"

#include <charconv>
#include <string>

#include "annotator/exchange/csv_writer.h"

namespace assay::report {
namespace {

// The shortest text that reads back as the same number.
void AppendNumber(double number, std::string& out) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof(buffer), number);
  out.append(buffer, result.ptr);
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
  out +=
      "rank,id,given_label,suggested_label,score,flagged,recheck_label,cv_label,reasons,"
      "error_probability\n";
}

void AppendFindingsCsvRow(const v1::Finding& finding, std::string& out) {
  out += std::to_string(finding.rank());
  out += ',';
  exchange::AppendCsvCell(out, finding.item_id());
  out += ',';
  exchange::AppendCsvCell(out, finding.given_label());
  out += ',';
  exchange::AppendCsvCell(out, finding.suggested_label());
  out += ',';
  AppendNumber(finding.score(), out);
  out += finding.flagged() ? ",true," : ",false,";
  exchange::AppendCsvCell(out, finding.recheck_label());
  out += ',';
  exchange::AppendCsvCell(out, finding.cv_label());
  out += ',';
  exchange::AppendCsvCell(out, JoinReasons(finding));
  out += ',';
  AppendNumber(finding.error_probability(), out);
  out += '\n';
}

}  // namespace assay::report
