// Reads the input as a table in every format, plain or gzip, and checks what TableReader promises.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/column_profile.h"
#include "annotator/exchange/column_roles.h"
#include "annotator/exchange/csv_writer.h"
#include "annotator/exchange/format_registry.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

struct Reading {
  std::vector<std::string> columns;
  std::vector<TableRow> rows;
  std::string error;  // its text, "" where all went well
};

void CheckRow(const TableRow& row, const TableReader& reader, bool is_json, int64_t index,
              int64_t last_line) {
  ASSAY_CHECK(row.row_number == index);
  ASSAY_CHECK(row.line >= last_line);
  ASSAY_CHECK(row.cells.size() <= reader.columns().size());
  ASSAY_CHECK(is_json || row.cells.size() == reader.columns().size());
  for (const std::string& cell : row.cells) {
    ASSAY_CHECK(IsValidUtf8(cell));
    ASSAY_CHECK(cell.find('\0') == std::string::npos);
  }
}

Reading Fail(Reading reading, const absl::Status& status) {
  ASSAY_CHECK(!ErrorReason(status).empty());
  ASSAY_CHECK(IsValidUtf8({status.message().data(), status.message().size()}));
  for (const auto& [key, value] : GetErrorMetadata(status)) {
    ASSAY_CHECK(IsValidUtf8(key) && IsValidUtf8(value));
  }
  reading.error = status.ToString();
  return reading;
}

Reading Read(const std::string& content, const std::string& format, size_t bytes_per_read) {
  Reading reading;
  TableOptions options;
  options.format = format;
  options.limits = {200, 1000, 40, 20};
  StringSource source(content, bytes_per_read);
  const auto reader = OpenTable(options, source);
  if (!reader.ok()) {
    return Fail(reading, reader.status());
  }
  TableRow row;
  for (;;) {
    const absl::StatusOr<bool> more = (*reader)->Next(row);
    reading.columns = (*reader)->columns();
    if (!more.ok()) {
      return Fail(reading, more.status());
    }
    if (!*more) {
      return reading;
    }
    CheckRow(row, **reader, format == "jsonl", static_cast<int64_t>(reading.rows.size()) + 1,
             reading.rows.empty() ? 1 : reading.rows.back().line);
    reading.rows.push_back(row);
  }
}

// Where bytes are cut must not matter.  Of a faulty row only the rows before it are compared: which
// of two faults in it is met first may depend on the cut.
void CheckSame(const Reading& a, const Reading& b) {
  ASSAY_CHECK(a.error.empty() == b.error.empty());
  ASSAY_CHECK(a.columns == b.columns);
  ASSAY_CHECK(a.rows.size() == b.rows.size());
  for (size_t i = 0; i < a.rows.size(); ++i) {
    ASSAY_CHECK(a.rows[i].line == b.rows[i].line);
    ASSAY_CHECK(a.rows[i].cells == b.rows[i].cells);
  }
}

void CheckRoundTrip(const Reading& reading) {
  std::string csv;
  std::vector<std::string> names;
  for (size_t i = 0; i < reading.columns.size(); ++i) {
    names.push_back("c" + std::to_string(i));
  }
  AppendCsvRow(csv, names);
  for (const TableRow& row : reading.rows) {
    AppendCsvRow(csv, row.cells);
  }
  const Reading again = Read(csv, "csv", std::string::npos);
  ASSAY_CHECK(again.error.empty());
  ASSAY_CHECK(again.rows.size() == reading.rows.size());
  for (size_t i = 0; i < again.rows.size(); ++i) {
    ASSAY_CHECK(again.rows[i].cells == reading.rows[i].cells);
  }
}

void CheckRoles(const Reading& reading) {
  std::vector<ColumnProfile> profiles(reading.columns.size());
  for (const TableRow& row : reading.rows) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      profiles[i].Add(row.cells[i], row.row_number);
    }
  }
  RoleRequest request;
  request.features_required = false;
  request.label = reading.columns[0];
  const auto keys = ResolveKeyColumns(reading.columns, request);
  ASSAY_CHECK(keys.ok());
  const auto roles = GuessRoles(reading.columns, *keys, request, profiles,
                                static_cast<int64_t>(reading.rows.size()));
  ASSAY_CHECK(roles.ok() && roles->size() == reading.columns.size());
  for (const AssignedRole& role : *roles) {
    ASSAY_CHECK(IsValidUtf8(role.reason));
  }
}

void CheckTable(const std::string& content, const std::string& format) {
  const Reading whole = Read(content, format, std::string::npos);
  CheckSame(whole, Read(content, format, 1));
  CheckSame(whole, Read(content, format, 7));
  if (!whole.error.empty() || whole.rows.empty() || whole.columns.empty()) {
    return;
  }
  CheckRoles(whole);
  if (format != "jsonl") {
    CheckRoundTrip(whole);
  }
}

}  // namespace
}  // namespace assay::exchange

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string content(reinterpret_cast<const char*>(data), size);
  for (const auto& format : assay::exchange::ExchangeFormats()) {
    assay::exchange::CheckTable(content, std::string(format.name));
  }
  return 0;
}
