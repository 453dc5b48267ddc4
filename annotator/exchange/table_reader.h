#ifndef ASSAY_ANNOTATOR_EXCHANGE_TABLE_READER_H_
#define ASSAY_ANNOTATOR_EXCHANGE_TABLE_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::exchange {

// What a reader refuses to hold in memory.  Bytes are counted as they stand in a cell; a row of
// JSON is measured as its line.
struct TableLimits {
  size_t max_cell_bytes = size_t{8} << 20;
  size_t max_row_bytes = size_t{32} << 20;
  size_t max_column_name_bytes = 1024;
  size_t max_columns = 4096;
};

struct TableOptions {
  // For messages and, where `format` is empty, for the file name extension.
  std::string file_name;
  // A name from the format registry, or empty: by extension (".gz" after it is ignored), else by
  // the content.
  std::string format;
  TableLimits limits;
};

// One data row.  Give the same object to every call of Next: its buffers are used again.
struct TableRow {
  // 1 for the first row after the header (for JSONL: the first object); blank lines do not count.
  int64_t row_number = 0;
  // Physical line of the file, from 1, on which the row begins.
  int64_t line = 0;
  // In the order of columns().  For CSV and TSV exactly as many; for JSONL possibly fewer, when
  // later rows bring new columns.  A missing value and a JSON null are an empty cell.  Cells are
  // valid UTF-8 without NUL, otherwise byte for byte what the file holds.
  std::vector<std::string> cells;
};

// A table read row by row; memory does not grow with the number of rows.  OpenTable
// (format_registry.h) makes one.  Not thread-safe.
//
// Every fault of the table is INVALID_ARGUMENT with a message such as
//   data.csv: row 17 (line 23): found 5 fields, expected 4 (id, text, label, x)
// and metadata file, row, line and, as they apply, column, column_number, found, expected, offset.
// Reasons:
//   EMPTY_FILE            no bytes, or blank lines only.
//   NO_DATA_ROWS          a header and nothing after it.
//   WRONG_ENCODING        begins like UTF-16.
//   BINARY_FILE           begins like an archive, an Excel workbook or a Parquet file.
//   INVALID_UTF8          offset = where in the cell, from 0 (JSONL: in the line
//                         without the spaces around it).
//   NUL_BYTE              a cell holds U+0000.
//   ROW_TOO_LONG, ROW_TOO_SHORT   more or fewer cells than the header has.
//   DUPLICATE_COLUMN      a name twice in the header, or a key twice in an object.
//   EMPTY_COLUMN_NAME     a column without a name.
//   COLUMN_NAME_TOO_LONG, TOO_MANY_COLUMNS, CELL_TOO_LARGE, ROW_TOO_LARGE   beyond TableLimits;
//                         refused before the whole of it is in memory (a line of JSON is held
//                         whole, up to max_row_bytes, and then its cells are measured).
//   UNCLOSED_QUOTE        the file ends inside a quoted cell.
//   BAD_QUOTE             a quote inside an unquoted cell, or text after a closing quote.
//   NOT_A_JSON_OBJECT     a line of JSON that is not an object.
//   BAD_JSON              a line that is not JSON, or an integer above 64 bits in a nested value.
//   TRUNCATED_GZIP, CORRUPT_GZIP  see gzip_source.h.
// Errors of the byte source without a reason of ours pass through unchanged.
class TableReader {
 public:
  virtual ~TableReader() = default;

  // The column names, distinct and not empty.  For CSV and TSV the header, spaces and tabs around
  // a name removed.  For JSONL the keys in order of first appearance: at first those of the first
  // 100 rows or 256 KiB, later more at the end of the list.
  virtual const std::vector<std::string>& columns() const = 0;

  // Reads the next row; false at the end.  After an error every call returns that error.
  virtual absl::StatusOr<bool> Next(TableRow& row) = 0;
};

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_TABLE_READER_H_
