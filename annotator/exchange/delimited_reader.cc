#include "annotator/exchange/delimited_reader.h"

#include <string_view>
#include <utility>

#include "annotator/exchange/delimited_parser.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

class DelimitedReader : public TableReader {
 public:
  DelimitedReader(std::unique_ptr<InputBuffer> input, char delimiter, const TableLimits& limits)
      : input_(std::move(input)), parser_(input_->file_name(), delimiter, limits) {}

  // Reads up to the end of the header.
  absl::Status Open() {
    while (!parser_.has_header()) {
      ASSAY_RETURN_IF_ERROR(parser_.error());
      if (finished_) {
        return TableError(input_->file_name(), {}, "EMPTY_FILE",
                          "the file is empty; expected a header line and data rows");
      }
      ASSAY_RETURN_IF_ERROR(Advance());
    }
    return absl::OkStatus();
  }

  const std::vector<std::string>& columns() const override { return parser_.columns(); }

  absl::StatusOr<bool> Next(TableRow& row) override {
    while (!parser_.NextRow(row)) {
      ASSAY_RETURN_IF_ERROR(parser_.error());
      ASSAY_RETURN_IF_ERROR(source_error_);
      if (finished_ && parser_.row_count() == 0) {
        return TableError(input_->file_name(), {}, "NO_DATA_ROWS",
                          "there is a header line but no data row after it");
      }
      if (finished_) {
        return false;
      }
      source_error_ = Advance();
    }
    return true;
  }

 private:
  // Feeds the bytes at hand, or else what the source has next, without the beginning of a
  // character at their end.
  absl::Status Advance() {
    if (WholeCharacters().empty()) {
      ASSAY_RETURN_IF_ERROR(input_->Fill(input_->data().size() + 1));
    }
    if (const std::string_view chunk = WholeCharacters(); !chunk.empty()) {
      parser_.Feed(chunk);
      input_->Consume(chunk.size());
    } else if (input_->at_end()) {
      parser_.Finish();
      finished_ = true;
    }
    return absl::OkStatus();
  }

  std::string_view WholeCharacters() const {
    std::string_view bytes = input_->data();
    if (!input_->at_end()) {
      bytes.remove_suffix(IncompleteUtf8Suffix(bytes));
    }
    return bytes;
  }

  std::unique_ptr<InputBuffer> input_;
  DelimitedParser parser_;
  absl::Status source_error_;
  bool finished_ = false;
};

absl::StatusOr<std::unique_ptr<TableReader>> MakeReader(std::unique_ptr<InputBuffer> input,
                                                        char delimiter,
                                                        const TableOptions& options) {
  auto reader = std::make_unique<DelimitedReader>(std::move(input), delimiter, options.limits);
  ASSAY_RETURN_IF_ERROR(reader->Open());
  return std::unique_ptr<TableReader>(std::move(reader));
}

// Reads on until the first line that is not blank is there, or as much as a chunk.
absl::Status FillHeaderLine(InputBuffer& input) {
  for (;;) {
    const std::string_view bytes = input.data();
    const size_t begin = bytes.find_first_not_of("\r\n");
    const bool is_whole = begin != std::string_view::npos &&
                          bytes.find_first_of("\r\n", begin) != std::string_view::npos;
    if (is_whole || input.at_end() || bytes.size() >= InputBuffer::kChunkBytes) {
      return absl::OkStatus();
    }
    ASSAY_RETURN_IF_ERROR(input.Fill(bytes.size() + 1));
  }
}

// The delimiter by the first line that is not blank.
char SniffDelimiter(std::string_view text) {
  const size_t begin = text.find_first_not_of("\r\n");
  int semicolons = 0;
  int tabs = 0;
  bool quoted = false;
  for (size_t i = std::min(begin, text.size()); i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      continue;
    } else if (c == ',') {
      return ',';
    } else if (c == '\n' || c == '\r') {
      break;
    }
    semicolons += c == ';' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
  }
  if (semicolons == 0 && tabs == 0) {
    return ',';
  }
  return tabs >= semicolons ? '\t' : ';';
}

}  // namespace

absl::StatusOr<std::unique_ptr<TableReader>> MakeCsvReader(std::unique_ptr<InputBuffer> input,
                                                           const TableOptions& options) {
  ASSAY_RETURN_IF_ERROR(FillHeaderLine(*input));
  const char delimiter = SniffDelimiter(input->data());
  return MakeReader(std::move(input), delimiter, options);
}

absl::StatusOr<std::unique_ptr<TableReader>> MakeTsvReader(std::unique_ptr<InputBuffer> input,
                                                           const TableOptions& options) {
  return MakeReader(std::move(input), '\t', options);
}

}  // namespace assay::exchange
