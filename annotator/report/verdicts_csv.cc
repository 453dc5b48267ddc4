#include "annotator/report/verdicts_csv.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "annotator/exchange/csv_writer.h"
#include "google/protobuf/util/time_util.h"

namespace assay::report {
namespace {

using google::protobuf::util::TimeUtil;
using storage::v1::VerifiedRecord;

void AppendRow(const std::string& given_label, const VerifiedRecord& record, bool superseded,
               std::string& out) {
  const v1::VerifiedLabel& verdict = record.label();
  const bool names_label = verdict.verdict_case() == v1::VerifiedLabel::kTrueLabel;
  const bool is_right = names_label ? verdict.true_label() == given_label : verdict.correct();
  const auto time = verdict.has_verify_time()
                        ? verdict.verify_time()
                        : TimeUtil::MicrosecondsToTimestamp(record.receive_time_us());
  exchange::AppendCsvCell(out, verdict.item_id());
  out += ',';
  exchange::AppendCsvCell(out, is_right ? given_label : verdict.true_label());
  out += ',';
  exchange::AppendCsvCell(out, std::string(absl::StripPrefix(verdict.reviewer(), "annotators/")));
  out += ',';
  exchange::AppendCsvCell(out, given_label);
  absl::StrAppend(&out, is_right ? ",yes," : ",no,", TimeUtil::ToString(time), ",");
  if (verdict.has_active_time()) {
    absl::StrAppend(
        &out, static_cast<double>(TimeUtil::DurationToMilliseconds(verdict.active_time())) / 1e3);
  }
  out += superseded ? ",true\n" : ",false\n";
}

}  // namespace

void AppendVerdictsCsvHeader(std::string& out) {
  out += "id,label,annotator,given_label,correct,verify_time,active_seconds,superseded\n";
}

void AppendVerdictsCsvRows(const std::string& given_label, const VerifiedRecord& record,
                           std::string& out) {
  for (const VerifiedRecord& before : record.superseded()) {
    AppendRow(given_label, before, true, out);
  }
  AppendRow(given_label, record, false, out);
}

}  // namespace assay::report
