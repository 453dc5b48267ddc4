#include "annotator/exchange/delimited_parser.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/check.h"

namespace assay::exchange {
namespace {

// libcsv grows its cell buffer by this much at a time.
constexpr size_t kCellBlockBytes = size_t{64} << 10;
constexpr size_t kNamesInMessages = 12;

// libcsv strips what this accepts from both ends of an unquoted cell; cells stay as they are.
int NothingIsSpace(unsigned char) { return 0; }

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

DelimitedParser::DelimitedParser(std::string file_name, char delimiter, const TableLimits& limits)
    : file_name_(std::move(file_name)), limits_(limits) {
  // REPALL_NL reports the ends of blank lines too, which the line numbers need.
  ASSAY_CHECK(csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) == 0);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
  csv_set_space_func(&parser_, &NothingIsSpace);
  csv_set_blk_size(&parser_, kCellBlockBytes);
}

DelimitedParser::~DelimitedParser() { csv_free(&parser_); }

void DelimitedParser::Feed(std::string_view bytes) {
  DropTakenRows();
  quotes_in_feed_ = parser_.quoted != 0 || bytes.find('"') != std::string_view::npos;
  // Cells are pieces of `bytes` cut at ASCII characters: whole bytes valid, each cell valid.
  // After the first doubt each cell is looked at by itself, to say which one it is.
  cells_are_clean_ =
      cells_are_clean_ && bytes.find('\0') == std::string_view::npos && IsValidUtf8(bytes);
  const size_t parsed = csv_parse(&parser_, bytes.data(), bytes.size(), &OnCell, &OnRowEnd, this);
  if (error_.ok() && parsed != bytes.size()) {
    Fail(ParseFault(bytes.substr(parsed)));
  } else if (error_.ok() && !Fits(parser_.entry_pos)) {
    Fail(TooLarge(row_cell_count_, parser_.entry_pos));
  }
}

void DelimitedParser::Finish() {
  DropTakenRows();
  if (csv_fini(&parser_, &OnCell, &OnRowEnd, this) != 0 && error_.ok()) {
    Fail(TableError(file_name_, Here(), "UNCLOSED_QUOTE",
                    absl::StrCat("the quote that opens ", DescribeColumn(row_cell_count_),
                                 " is never closed; expected a closing quote before the end"),
                    ColumnMetadata(row_cell_count_)));
  }
}

bool DelimitedParser::NextRow(TableRow& row) {
  if (next_row_ == rows_.size()) {
    return false;
  }
  const PendingRow& pending = rows_[next_row_++];
  row.row_number = pending.row_number;
  row.line = pending.line;
  row.cells.resize(columns_.size());
  for (size_t i = 0; i < columns_.size(); ++i) {
    row.cells[i].assign(CellText(pending.first_cell + i));
  }
  return true;
}

void DelimitedParser::OnCell(void* cell, size_t size, void* parser) {
  static_cast<DelimitedParser*>(parser)->AddCell({static_cast<const char*>(cell), size});
}

void DelimitedParser::OnRowEnd(int terminator, void* parser) {
  static_cast<DelimitedParser*>(parser)->EndRow(terminator);
}

void DelimitedParser::AddCell(std::string_view cell) {
  if (!error_.ok()) {
    return;
  }
  if (quotes_in_feed_) {
    CountLineBreaks(cell);
  }
  const size_t index = row_cell_count_++;
  if (!has_header_ && index >= limits_.max_columns) {
    Fail(TableError(file_name_, Here(), "TOO_MANY_COLUMNS",
                    absl::StrCat("more than ", limits_.max_columns, " columns"),
                    {{"expected", std::to_string(limits_.max_columns)}}));
    return;
  }
  if (has_header_ && index >= columns_.size()) {
    return;  // Counted only: the end of the row reports it.
  }
  if (!Fits(cell.size())) {
    Fail(TooLarge(index, cell.size()));
  } else if (!cells_are_clean_) {
    Fail(CheckCellText(file_name_, Here(), DescribeColumn(index), cell, ColumnMetadata(index)));
  }
  cell_bytes_.append(cell);
  cell_ends_.push_back(cell_bytes_.size());
}

void DelimitedParser::EndRow(int terminator) {
  if (!error_.ok()) {
    return;
  }
  if (row_cell_count_ == 0 && terminator == '\n' && after_cr_) {
    after_cr_ = false;
    return;
  }
  after_cr_ = terminator == '\r';
  if (row_cell_count_ > 0) {
    CompleteRow();
  }
  if (error_.ok()) {
    line_ += 1 + row_line_breaks_;
    row_line_breaks_ = 0;
    row_cell_count_ = 0;
    row_first_cell_ = cell_ends_.size();
    row_first_byte_ = cell_bytes_.size();
  }
}

void DelimitedParser::CompleteRow() {
  if (!has_header_) {
    CompleteHeader();
    return;
  }
  if (row_cell_count_ == columns_.size()) {
    rows_.push_back({row_first_cell_, ++row_count_, line_});
    return;
  }
  if (IsBlankRow()) {
    cell_ends_.pop_back();
    cell_bytes_.resize(cell_ends_.empty() ? 0 : cell_ends_.back());
    return;
  }
  const bool too_long = row_cell_count_ > columns_.size();
  Fail(TableError(
      file_name_, Here(), too_long ? "ROW_TOO_LONG" : "ROW_TOO_SHORT",
      absl::StrCat("found ", row_cell_count_, row_cell_count_ == 1 ? " field" : " fields",
                   ", expected ", columns_.size(), " (", JoinNames(columns_, kNamesInMessages),
                   ")"),
      {{"found", std::to_string(row_cell_count_)}, {"expected", std::to_string(columns_.size())}}));
}

void DelimitedParser::CompleteHeader() {
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < row_cell_count_; ++i) {
    columns_.emplace_back(TrimBlanks(CellText(i)));
    Fail(CheckColumnName(i));
    if (error_.ok() && !seen.insert(columns_[i]).second) {
      const std::string name = Excerpt(columns_[i], 60);
      Fail(TableError(file_name_, Here(), "DUPLICATE_COLUMN",
                      absl::StrCat("two columns are named \"", name, "\" (the second is column ",
                                   i + 1, "); expected each name once"),
                      {{"column", name}, {"column_number", std::to_string(i + 1)}}));
    }
    if (!error_.ok()) {
      return;
    }
  }
  has_header_ = true;
  cell_bytes_.clear();
  cell_ends_.clear();
}

absl::Status DelimitedParser::CheckColumnName(size_t index) const {
  const ErrorMetadata metadata = {{"column_number", std::to_string(index + 1)}};
  if (columns_[index].empty()) {
    return TableError(file_name_, Here(), "EMPTY_COLUMN_NAME",
                      absl::StrCat("column ", index + 1, " of ", row_cell_count_,
                                   " has no name; expected a name for each column"),
                      metadata);
  }
  if (columns_[index].size() > limits_.max_column_name_bytes) {
    return TableError(file_name_, Here(), "COLUMN_NAME_TOO_LONG",
                      absl::StrCat("the name of column ", index + 1, " has ",
                                   columns_[index].size(), " bytes, expected at most ",
                                   limits_.max_column_name_bytes, "; is the header missing?"),
                      metadata);
  }
  return absl::OkStatus();
}

bool DelimitedParser::Fits(size_t cell_bytes) const {
  return cell_bytes <= limits_.max_cell_bytes &&
         cell_bytes_.size() - row_first_byte_ + cell_bytes <= limits_.max_row_bytes;
}

absl::Status DelimitedParser::TooLarge(size_t index, size_t cell_bytes) const {
  if (cell_bytes <= limits_.max_cell_bytes) {
    return TableError(file_name_, Here(), "ROW_TOO_LARGE",
                      absl::StrCat("the row is larger than ", limits_.max_row_bytes, " bytes"),
                      {{"expected", std::to_string(limits_.max_row_bytes)}});
  }
  ErrorMetadata metadata = ColumnMetadata(index);
  metadata.emplace("expected", std::to_string(limits_.max_cell_bytes));
  return TableError(
      file_name_, Here(), "CELL_TOO_LARGE",
      absl::StrCat(DescribeColumn(index), " is larger than ", limits_.max_cell_bytes, " bytes",
                   quotes_in_feed_ ? "; is a quote opened there and never closed?" : ""),
      std::move(metadata));
}

absl::Status DelimitedParser::ParseFault(std::string_view rest) const {
  if (parser_.status != CSV_EPARSE) {
    return MakeError(absl::StatusCode::kResourceExhausted, "OUT_OF_MEMORY", "no memory for a cell");
  }
  const std::string found = Excerpt(rest.substr(0, 80), 20);
  ErrorMetadata metadata = ColumnMetadata(row_cell_count_);
  metadata.emplace("found", found);
  const std::string where = DescribeColumn(row_cell_count_);
  if (parser_.quoted != 0) {
    return TableError(file_name_, Here(), "BAD_QUOTE",
                      absl::StrCat(where, " goes on after its closing quote with ", found,
                                   "; expected a delimiter or the end of the line (quotes inside "
                                   "a quoted cell are doubled)"),
                      std::move(metadata));
  }
  return TableError(file_name_, Here(), "BAD_QUOTE",
                    absl::StrCat(where, " has a quote inside an unquoted cell, at ", found,
                                 "; expected the whole cell in quotes, and quotes in it doubled"),
                    std::move(metadata));
}

void DelimitedParser::DropTakenRows() {
  cell_bytes_.erase(0, row_first_byte_);
  cell_ends_.erase(cell_ends_.begin(),
                   cell_ends_.begin() + static_cast<std::ptrdiff_t>(row_first_cell_));
  for (size_t& end : cell_ends_) {
    end -= row_first_byte_;
  }
  row_first_cell_ = 0;
  row_first_byte_ = 0;
  rows_.clear();
  next_row_ = 0;
}

std::string_view DelimitedParser::CellText(size_t index) const {
  const size_t begin = index == 0 ? 0 : cell_ends_[index - 1];
  return std::string_view(cell_bytes_).substr(begin, cell_ends_[index] - begin);
}

bool DelimitedParser::IsBlankRow() const {
  return row_cell_count_ == 1 && !CellText(row_first_cell_).empty() &&
         TrimBlanks(CellText(row_first_cell_)).empty();
}

void DelimitedParser::CountLineBreaks(std::string_view cell) {
  for (size_t at = cell.find_first_of("\r\n"); at != std::string_view::npos;
       at = cell.find_first_of("\r\n", at + 1)) {
    const bool is_second_half = cell[at] == '\n' && at > 0 && cell[at - 1] == '\r';
    row_line_breaks_ += is_second_half ? 0 : 1;
  }
}

std::string DelimitedParser::DescribeColumn(size_t index) const {
  if (index < columns_.size()) {
    return absl::StrCat("column \"", Excerpt(columns_[index], 60), "\"");
  }
  return absl::StrCat("column ", index + 1);
}

ErrorMetadata DelimitedParser::ColumnMetadata(size_t index) const {
  ErrorMetadata metadata = {{"column_number", std::to_string(index + 1)}};
  if (index < columns_.size()) {
    metadata.emplace("column", Excerpt(columns_[index], 60));
  }
  return metadata;
}

void DelimitedParser::Fail(absl::Status status) {
  if (error_.ok()) {
    error_ = std::move(status);
  }
}

}  // namespace assay::exchange
