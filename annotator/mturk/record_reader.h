#ifndef ASSAY_ANNOTATOR_MTURK_RECORD_READER_H_
#define ASSAY_ANNOTATOR_MTURK_RECORD_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/exchange/input_buffer.h"

namespace assay::mturk {

// One record of a delimited file.
struct Record {
  // Physical line on which it begins, from 1.
  int64_t line = 0;
  // Valid until the next call of Next.
  std::vector<std::string_view> cells;
  // What is wrong with its quotes or bytes, in words; empty: nothing.
  std::string_view fault;
  // The file ends right behind it, without a line break.
  bool is_cut = false;
  // And its last cell is nothing but the end of the file behind a delimiter.
  bool is_open = false;
};

// Reads delimited records one by one and judges each by itself, where exchange::TableReader stops
// at the first fault of a file: a record may have any number of cells, and one with broken quotes
// or bytes that are not UTF-8 is handed out with its fault.
//
// Quotes as RFC 4180; lines end in LF, CRLF or CR.  Text behind a closing quote is a fault, and so
// is a quote that is never closed: then reading goes on at the next line that is a record of the
// usual width.  A quote inside an unquoted cell stands for itself.  Blank lines, and records whose
// cells are all blank, are no records.
//
// Memory: the longest record and a chunk.  Not thread-safe.
class RecordReader {
 public:
  static constexpr size_t kMaxRecordBytes = size_t{8} << 20;

  // After this the next record is the first one, usually the header.  The delimiter is the first of
  // comma, tab and semicolon that splits the first line; a byte order mark and a line "sep=," are
  // passed over.
  //
  // Errors, INVALID_ARGUMENT: EMPTY_FILE, WRONG_ENCODING (UTF-16), BINARY_FILE (an Excel workbook
  // or an archive); those of the source.
  static absl::StatusOr<RecordReader> Open(std::unique_ptr<exchange::InputBuffer> input);

  char delimiter() const { return delimiter_; }
  bool had_byte_order_mark() const { return had_byte_order_mark_; }
  const std::string& file_name() const { return input_->file_name(); }

  // False at the end.  Errors: those of the source; INVALID_ARGUMENT ROW_TOO_LARGE  a record above
  // kMaxRecordBytes.
  absl::StatusOr<bool> Next(Record& record);

  // The width of a record, for going on after a quote that is never closed.
  void set_usual_width(size_t cell_count) { usual_width_ = cell_count; }

 private:
  enum class Outcome { kRecord, kIncomplete, kUnclosed };
  struct Cell {
    size_t begin;
    size_t size;
    bool in_scratch;
  };
  struct Parsed {
    void AddCell(Cell cell) {
      if (cell_count == cells.size()) {
        cells.emplace_back();
      }
      cells[cell_count++] = cell;
    }

    // Only grows: the first cell_count of them are the record's.
    std::vector<Cell> cells;
    size_t cell_count = 0;
    std::string scratch;  // cells with doubled quotes, without the doubling
    size_t end = 0;       // bytes of the record with its line end
    bool bad_quote = false;
    bool is_unclosed = false;  // and none of its lines could be saved
    bool is_cut = false;
    bool is_open = false;
  };

  explicit RecordReader(std::unique_ptr<exchange::InputBuffer> input) : input_(std::move(input)) {}

  absl::Status SkipPreamble();
  absl::Status CheckKind() const;
  void SniffDelimiter();
  absl::StatusOr<bool> ParseNext();
  Outcome Parse(std::string_view bytes, bool at_end, Parsed& parsed) const;
  // Moves `at` behind the cell and its delimiter; true where the record goes on.
  Outcome ParseQuoted(std::string_view bytes, bool at_end, size_t& at, Parsed& parsed) const;
  // Bytes of the first lines of an unclosed record that cannot be saved.
  size_t BytesToGiveUp(std::string_view bytes) const;
  bool IsBlank(std::string_view bytes) const;
  void Publish(std::string_view bytes, Record& record) const;

  std::unique_ptr<exchange::InputBuffer> input_;
  char delimiter_ = ',';
  bool had_byte_order_mark_ = false;
  size_t usual_width_ = 0;
  int64_t line_ = 1;
  size_t consume_ = 0;  // bytes of the record that was handed out
  Parsed parsed_;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_RECORD_READER_H_
