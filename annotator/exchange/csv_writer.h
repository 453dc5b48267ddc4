#ifndef ASSAY_ANNOTATOR_EXCHANGE_CSV_WRITER_H_
#define ASSAY_ANNOTATOR_EXCHANGE_CSV_WRITER_H_

#include <span>
#include <string>
#include <string_view>

namespace assay::exchange {

// Appends `cell` as one CSV cell: as it is, or in quotes with its quotes doubled when it holds a
// comma, a quote, CR or LF, or begins or ends with a space or tab.  Bytes are not changed
// otherwise; nothing is done about cells that a spreadsheet would take for a formula.
//
// Source: RFC 4180, section 2.
void AppendCsvCell(std::string& out, std::string_view cell);

// Appends `cells`, at least one, with commas and a line feed.  A row of one empty cell is written
// "" (a blank line would be no row).  What MakeCsvReader reads back is equal.
void AppendCsvRow(std::string& out, std::span<const std::string_view> cells);
void AppendCsvRow(std::string& out, std::span<const std::string> cells);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_CSV_WRITER_H_
