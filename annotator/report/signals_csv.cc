#include "annotator/report/signals_csv.h"

#include <charconv>

#include "annotator/exchange/csv_writer.h"

namespace assay::report {
namespace {

template <typename Number>
void AppendShortest(Number number, std::string& out) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof(buffer), number);
  out.append(buffer, result.ptr);
}

}  // namespace

void AppendSignalsCsvHeader(const v1::Audit& audit, std::string& out) {
  out += "id,score";
  for (const v1::SignalSummary& signal : audit.signals()) {
    out += ',';
    exchange::AppendCsvCell(out, signal.name());
  }
  out += '\n';
}

void AppendSignalsCsvRow(const v1::Finding& finding, std::string& out) {
  exchange::AppendCsvCell(out, finding.item_id());
  out += ',';
  AppendShortest(finding.score(), out);
  for (const float score : finding.signal_scores()) {
    out += ',';
    AppendShortest(score, out);
  }
  out += '\n';
}

}  // namespace assay::report
