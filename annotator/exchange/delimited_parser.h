#ifndef ASSAY_ANNOTATOR_EXCHANGE_DELIMITED_PARSER_H_
#define ASSAY_ANNOTATOR_EXCHANGE_DELIMITED_PARSER_H_

#include <csv.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/table_reader.h"

namespace assay::exchange {

// Turns pushed bytes of CSV (RFC 4180 with any one-byte delimiter; lines may end in CRLF, LF or
// CR) into rows.  Feed, then take the rows out with NextRow, then feed again.  The first complete
// row is the header.  Holds the rows of one feed and the row in progress.  Not thread-safe.
class DelimitedParser {
 public:
  DelimitedParser(std::string file_name, char delimiter, const TableLimits& limits);
  ~DelimitedParser();
  DelimitedParser(const DelimitedParser&) = delete;
  DelimitedParser& operator=(const DelimitedParser&) = delete;

  // `bytes` must not end inside a UTF-8 character, unless the file does.  Call it only after
  // NextRow has returned false.
  void Feed(std::string_view bytes);
  // The bytes are all fed: completes the last row.
  void Finish();

  bool has_header() const { return has_header_; }
  const std::vector<std::string>& columns() const { return columns_; }
  // Data rows completed so far.
  int64_t row_count() const { return row_count_; }

  // Takes the next complete row; false when there is none.
  bool NextRow(TableRow& row);

  // The first fault (see TableReader).  The rows before it can still be taken.
  const absl::Status& error() const { return error_; }

 private:
  struct PendingRow {
    size_t first_cell;
    int64_t row_number;
    int64_t line;
  };

  static void OnCell(void* cell, size_t size, void* parser);
  static void OnRowEnd(int terminator, void* parser);

  void AddCell(std::string_view cell);
  void EndRow(int terminator);
  void CompleteRow();
  void CompleteHeader();
  absl::Status CheckColumnName(size_t index) const;
  bool Fits(size_t cell_bytes) const;
  absl::Status TooLarge(size_t index, size_t cell_bytes) const;
  absl::Status ParseFault(std::string_view rest) const;
  void DropTakenRows();

  std::string_view CellText(size_t index) const;
  bool IsBlankRow() const;
  void CountLineBreaks(std::string_view cell);
  TablePosition Here() const { return {has_header_ ? row_count_ + 1 : 0, line_}; }
  // "column "text"" for data, "column 3" for the header.
  std::string DescribeColumn(size_t index) const;
  ErrorMetadata ColumnMetadata(size_t index) const;
  void Fail(absl::Status status);

  std::string file_name_;
  TableLimits limits_;
  csv_parser parser_{};
  absl::Status error_;

  bool has_header_ = false;
  std::vector<std::string> columns_;
  int64_t row_count_ = 0;

  // The cells of the pending rows and of the row in progress, one after the other.
  std::string cell_bytes_;
  std::vector<size_t> cell_ends_;
  std::vector<PendingRow> rows_;
  size_t next_row_ = 0;

  size_t row_first_cell_ = 0;    // of the row in progress, in cell_ends_
  size_t row_first_byte_ = 0;    // the same in cell_bytes_
  size_t row_cell_count_ = 0;    // found so far, also those that are not kept
  int64_t line_ = 1;             // where the row in progress begins
  int64_t row_line_breaks_ = 0;  // inside its cells
  bool after_cr_ = false;        // a line feed now would belong to the line break before it
  bool cells_are_clean_ = true;  // nothing fed so far needs CheckCellText
  bool quotes_in_feed_ = false;  // only then can cells hold line breaks
};

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_DELIMITED_PARSER_H_
