#include "annotator/exchange/jsonl_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr size_t kLookAheadBytes = size_t{256} << 10;
constexpr int kLookAheadRows = 100;
constexpr size_t kFirstParserBytes = size_t{64} << 10;
constexpr size_t kExcerptCharacters = 40;
static_assert(InputBuffer::kPadding >= simdjson::SIMDJSON_PADDING);

std::string_view TrimJsonSpace(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

size_t SkipDigits(std::string_view text, size_t at) {
  while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0) ++at;
  return at;
}

// RFC 8259, section 6: [ minus ] int [ frac ] [ exp ].
bool IsJsonNumber(std::string_view text) {
  size_t at = text.starts_with('-') ? 1 : 0;
  const size_t integer = at;
  at = SkipDigits(text, at);
  if (at == integer || (text[integer] == '0' && at > integer + 1)) {
    return false;
  }
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = at + 1;
    at = SkipDigits(text, fraction);
    if (at == fraction) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const size_t exponent = at;
    at = SkipDigits(text, exponent);
    if (at == exponent) return false;
  }
  return at == text.size();
}

std::string DescribeColumn(std::string_view name) {
  return absl::StrCat("column \"", Excerpt(name, 60), "\"");
}

class JsonlReader : public TableReader {
 public:
  JsonlReader(std::unique_ptr<InputBuffer> input, const TableLimits& limits)
      : input_(std::move(input)), limits_(limits) {}

  // Collects the columns of the first rows.  Only the first row's faults count here: the others
  // come up when they are read.
  absl::Status Open() {
    ASSAY_RETURN_IF_ERROR(input_->Fill(kLookAheadBytes));
    TableRow scratch;
    ASSAY_ASSIGN_OR_RETURN(const bool any, Next(scratch, /*consume=*/false));
    if (!any) {
      return TableError(input_->file_name(), {}, "EMPTY_FILE",
                        "the file is empty; expected one JSON object per line");
    }
    while (at_.row < kLookAheadRows && HasWholeLine()) {
      const absl::StatusOr<bool> more = Next(scratch, /*consume=*/false);
      if (!more.ok() || !*more) {
        break;
      }
    }
    at_ = {};
    looked_ahead_ = 0;
    return absl::OkStatus();
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  absl::StatusOr<bool> Next(TableRow& row) override {
    ASSAY_RETURN_IF_ERROR(error_);
    absl::StatusOr<bool> more = Next(row, /*consume=*/true);
    error_ = more.status();
    return more;
  }

 private:
  absl::StatusOr<bool> Next(TableRow& row, bool consume) {
    for (;;) {
      ASSAY_ASSIGN_OR_RETURN(const size_t line_end, FindLineEnd());
      const std::string_view rest = input_->data().substr(looked_ahead_);
      if (rest.empty()) {
        return false;
      }
      ++at_.line;
      const std::string_view line = TrimJsonSpace(rest.substr(0, line_end));
      // The bytes stay where they are: Consume moves nothing.
      const size_t used = std::min(line_end + 1, rest.size());
      if (consume) {
        input_->Consume(used);
      } else {
        looked_ahead_ += used;
      }
      if (line.empty()) {
        continue;
      }
      ++at_.row;
      ASSAY_RETURN_IF_ERROR(ParseRow(line, row));
      return true;
    }
  }

  bool HasWholeLine() const {
    return input_->data().find('\n', looked_ahead_) != std::string_view::npos;
  }

  // Length of the next line without its line feed, which is in the buffer afterwards.
  absl::StatusOr<size_t> FindLineEnd() {
    size_t searched = 0;
    for (;;) {
      const std::string_view rest = input_->data().substr(looked_ahead_);
      const size_t found = rest.find('\n', searched);
      const size_t length = std::min(found, rest.size());
      if (length > limits_.max_row_bytes) {
        return TableError(input_->file_name(), {at_.row + 1, at_.line + 1}, "ROW_TOO_LARGE",
                          absl::StrCat("the line is longer than ", limits_.max_row_bytes,
                                       " bytes; expected one JSON object per line"),
                          {{"expected", std::to_string(limits_.max_row_bytes)}});
      }
      if (found != std::string_view::npos || input_->at_end()) {
        return length;
      }
      searched = rest.size();
      const size_t size = input_->data().size();
      ASSAY_RETURN_IF_ERROR(input_->Fill(size + std::max(size, size_t{1})));
    }
  }

  absl::Status ParseRow(std::string_view line, TableRow& row) {
    row.row_number = at_.row;
    row.line = at_.line;
    row.cells.resize(columns_.size());
    for (std::string& cell : row.cells) {
      cell.clear();
    }
    if (line.front() != '{') {
      const std::string found = Excerpt(line, kExcerptCharacters);
      return TableError(input_->file_name(), at_, "NOT_A_JSON_OBJECT",
                        absl::StrCat("found ", found, ", expected one JSON object per line"),
                        {{"found", found}});
    }
    return ParseObject(line, row);
  }

  absl::Status ParseObject(std::string_view line, TableRow& row) {
    if (line.size() > parser_.capacity()) {
      const size_t capacity = std::max({kFirstParserBytes, 2 * parser_.capacity(), line.size()});
      if (parser_.allocate(capacity) != simdjson::SUCCESS) {
        return MakeError(absl::StatusCode::kResourceExhausted, "OUT_OF_MEMORY",
                         "no memory for the JSON parser");
      }
    }
    ondemand::document document;
    ondemand::object object;
    auto error = parser_.iterate(line, line.size() + InputBuffer::kPadding).get(document);
    if (error == simdjson::SUCCESS) {
      error = document.get_object().get(object);
    }
    if (error != simdjson::SUCCESS) {
      return BadLine(line, error);
    }
    next_column_ = 0;
    ++parse_count_;
    for (auto field_or_error : object) {
      ondemand::field field;
      if (const auto fault = std::move(field_or_error).get(field); fault != simdjson::SUCCESS) {
        return BadLine(line, fault);
      }
      ASSAY_RETURN_IF_ERROR(ParseField(line, field, row));
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
      return BadLine(line, simdjson::TRAILING_CONTENT);
    }
    return absl::OkStatus();
  }

  absl::Status ParseField(std::string_view line, ondemand::field& field, TableRow& row) {
    std::string_view key;
    if (const auto error = field.unescaped_key().get(key); error != simdjson::SUCCESS) {
      return BadLine(line, error);
    }
    ASSAY_ASSIGN_OR_RETURN(const size_t column, ColumnIndex(key));
    if (row_of_value_[column] == parse_count_) {
      return TableError(input_->file_name(), at_, "DUPLICATE_COLUMN",
                        absl::StrCat("the key \"", Excerpt(key, 60),
                                     "\" stands twice in one object; expected each key once"),
                        {{"column", Excerpt(key, 60)}});
    }
    row_of_value_[column] = parse_count_;
    if (row.cells.size() <= column) {
      row.cells.resize(column + 1);
    }
    return ParseValue(line, field.value(), columns_[column], row.cells[column]);
  }

  absl::Status ParseValue(std::string_view line, ondemand::value& value, const std::string& column,
                          std::string& cell) {
    std::string_view text;
    ondemand::json_type type;
    auto error = value.type().get(type);
    if (error != simdjson::SUCCESS) {
      return BadLine(line, error);
    }
    switch (type) {
      case ondemand::json_type::string:
        error = value.get_string().get(text);
        break;
      case ondemand::json_type::number:
        text = TrimJsonSpace(value.raw_json_token());
        error = IsJsonNumber(text) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
        break;
      case ondemand::json_type::boolean:
        text = TrimJsonSpace(value.raw_json_token());
        error = text == "true" || text == "false" ? simdjson::SUCCESS : simdjson::T_ATOM_ERROR;
        break;
      case ondemand::json_type::null:
        error = TrimJsonSpace(value.raw_json_token()) == "null" ? simdjson::SUCCESS
                                                                : simdjson::N_ATOM_ERROR;
        break;
      case ondemand::json_type::array:
      case ondemand::json_type::object:
        error = NestedText(value, type == ondemand::json_type::array, text);
        break;
    }
    if (error != simdjson::SUCCESS) {
      return BadLine(line, error);
    }
    ASSAY_RETURN_IF_ERROR(CheckCell(text, column));
    cell.assign(text);
    return absl::OkStatus();
  }

  simdjson::error_code NestedText(ondemand::value& value, bool is_array, std::string_view& text) {
    if (is_array) {
      ondemand::array array;
      if (const auto error = value.get_array().get(array)) return error;
      if (const auto error = array.raw_json().get(text)) return error;
    } else {
      ondemand::object object;
      if (const auto error = value.get_object().get(object)) return error;
      if (const auto error = object.raw_json().get(text)) return error;
    }
    text = TrimJsonSpace(text);
    // On-demand parsing only matched brackets so far.
    return nested_parser_.parse(text.data(), text.size(), /*realloc_if_needed=*/false).error();
  }

  absl::Status CheckCell(std::string_view text, const std::string& column) const {
    if (text.size() > limits_.max_cell_bytes) {
      return TableError(input_->file_name(), at_, "CELL_TOO_LARGE",
                        absl::StrCat(DescribeColumn(column), " has ", text.size(),
                                     " bytes, expected at most ", limits_.max_cell_bytes),
                        {{"column", Excerpt(column, 60)},
                         {"found", std::to_string(text.size())},
                         {"expected", std::to_string(limits_.max_cell_bytes)}});
    }
    if (text.find('\0') != std::string_view::npos) {
      return CheckCellText(input_->file_name(), at_, DescribeColumn(column), text,
                           {{"column", Excerpt(column, 60)}});
    }
    return absl::OkStatus();
  }

  // Keys mostly come in the same order as in the row before.
  absl::StatusOr<size_t> ColumnIndex(std::string_view key) {
    if (next_column_ < columns_.size() && columns_[next_column_] == key) {
      return next_column_++;
    }
    const auto [found, is_new] = column_indexes_.try_emplace(std::string(key), columns_.size());
    if (is_new) {
      if (absl::Status status = CheckNewColumn(key); !status.ok()) {
        column_indexes_.erase(found);
        return status;
      }
      columns_.emplace_back(key);
      row_of_value_.push_back(0);
    }
    next_column_ = found->second + 1;
    return found->second;
  }

  absl::Status CheckNewColumn(std::string_view key) const {
    const std::string& file = input_->file_name();
    if (TrimJsonSpace(key).empty()) {
      return TableError(file, at_, "EMPTY_COLUMN_NAME",
                        absl::StrCat("key ", next_column_ + 1,
                                     " of the object is empty; expected a name for each value"));
    }
    if (key.size() > limits_.max_column_name_bytes) {
      return TableError(file, at_, "COLUMN_NAME_TOO_LONG",
                        absl::StrCat("the key \"", Excerpt(key, 40), "\" has ", key.size(),
                                     " bytes, expected at most ", limits_.max_column_name_bytes));
    }
    if (columns_.size() >= limits_.max_columns) {
      return TableError(file, at_, "TOO_MANY_COLUMNS",
                        absl::StrCat("the key \"", Excerpt(key, 60), "\" is one more than the ",
                                     limits_.max_columns, " different keys allowed in a file"),
                        {{"expected", std::to_string(limits_.max_columns)}});
    }
    return CheckCellText(file, at_, "a key", key, {});
  }

  absl::Status BadLine(std::string_view line, simdjson::error_code error) const {
    // UTF-8 and NUL are better told by place than as broken JSON.
    ASSAY_RETURN_IF_ERROR(CheckCellText(input_->file_name(), at_, "the line", line, {}));
    const std::string detail = simdjson::error_message(error);
    return TableError(input_->file_name(), at_, "BAD_JSON",
                      absl::StrCat("not one JSON object on one line: ", detail, " Found ",
                                   Excerpt(line, kExcerptCharacters)),
                      {{"detail", detail}, {"found", Excerpt(line, kExcerptCharacters)}});
  }

  std::unique_ptr<InputBuffer> input_;
  TableLimits limits_;
  absl::Status error_;
  ondemand::parser parser_;
  simdjson::dom::parser nested_parser_;

  std::vector<std::string> columns_;
  absl::flat_hash_map<std::string, size_t> column_indexes_;
  std::vector<int64_t> row_of_value_;  // by column: the parse_count_ of its last value
  int64_t parse_count_ = 0;
  size_t next_column_ = 0;

  TablePosition at_;
  size_t looked_ahead_ = 0;  // bytes of the buffer that Open has gone through
};

}  // namespace

absl::StatusOr<std::unique_ptr<TableReader>> MakeJsonlReader(std::unique_ptr<InputBuffer> input,
                                                             const TableOptions& options) {
  auto reader = std::make_unique<JsonlReader>(std::move(input), options.limits);
  ASSAY_RETURN_IF_ERROR(reader->Open());
  return std::unique_ptr<TableReader>(std::move(reader));
}

}  // namespace assay::exchange
