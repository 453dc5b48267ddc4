#include "annotator/mturk/record_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

using exchange::TableError;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
// Lines at which reading may go on after a quote that is never closed; each is tried once.
constexpr int kMaxTries = 64;

bool IsBlankChar(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

size_t Find(std::string_view bytes, char wanted, size_t from) {
  const void* const at = std::memchr(bytes.data() + from, wanted, bytes.size() - from);
  return at == nullptr ? bytes.size()
                       : static_cast<size_t>(static_cast<const char*>(at) - bytes.data());
}

// Behind the line end at `at`, or at bytes.size().
size_t AfterLine(std::string_view bytes, size_t at) {
  at = std::min(bytes.find_first_of("\r\n", at), bytes.size());
  if (at < bytes.size()) {
    at += bytes.substr(at).starts_with("\r\n") ? 2 : 1;
  }
  return at;
}

int64_t CountLines(std::string_view bytes) {
  int64_t count = 0;
  for (size_t at = Find(bytes, '\n', 0); at < bytes.size(); at = Find(bytes, '\n', at + 1)) {
    ++count;
  }
  for (size_t at = Find(bytes, '\r', 0); at < bytes.size(); at = Find(bytes, '\r', at + 1)) {
    count += at + 1 < bytes.size() && bytes[at + 1] == '\n' ? 0 : 1;
  }
  return count;
}

}  // namespace

absl::StatusOr<RecordReader> RecordReader::Open(std::unique_ptr<exchange::InputBuffer> input) {
  RecordReader reader(std::move(input));
  ASSAY_RETURN_IF_ERROR(reader.input_->Fill(exchange::InputBuffer::kChunkBytes));
  ASSAY_RETURN_IF_ERROR(reader.CheckKind());
  ASSAY_RETURN_IF_ERROR(reader.SkipPreamble());
  reader.SniffDelimiter();
  return reader;
}

absl::Status RecordReader::CheckKind() const {
  const std::string_view bytes = input_->data();
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
    return TableError(file_name(), {}, "WRONG_ENCODING",
                      "the file is UTF-16; save it as \"CSV UTF-8\"");
  }
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xd0\xcf\x11\xe0")) {
    return TableError(file_name(), {}, "BINARY_FILE",
                      "the file is an Excel workbook or an archive; save it as \"CSV UTF-8\"");
  }
  return absl::OkStatus();
}

absl::Status RecordReader::SkipPreamble() {
  if (input_->data().starts_with(kByteOrderMark)) {
    had_byte_order_mark_ = true;
    input_->Consume(kByteOrderMark.size());
  }
  const std::string_view bytes = input_->data();
  if (bytes.starts_with("sep=") && bytes.size() > 5 && IsBlankChar(bytes[5])) {
    input_->Consume(AfterLine(bytes, 0));
    ++line_;
  }
  const auto is_text = [](char c) { return !IsBlankChar(c); };
  while (std::none_of(input_->data().begin(), input_->data().end(), is_text)) {
    if (input_->at_end()) {
      return TableError(file_name(), {}, "EMPTY_FILE",
                        "the file is empty; expected a header line and data rows");
    }
    ASSAY_RETURN_IF_ERROR(input_->Fill(input_->data().size() + 1));
  }
  return absl::OkStatus();
}

void RecordReader::SniffDelimiter() {
  const std::string_view bytes = input_->data();
  const size_t begin = bytes.find_first_not_of("\r\n");
  const std::string_view line = bytes.substr(begin, AfterLine(bytes, begin) - begin);
  size_t best = 0;
  for (const char candidate : {',', '\t', ';'}) {
    bool quoted = false;
    size_t count = 0;
    for (const char c : line) {
      quoted ^= c == '"';
      count += !quoted && c == candidate ? 1 : 0;
    }
    if (count > best) {
      best = count;
      delimiter_ = candidate;
    }
  }
}

absl::StatusOr<bool> RecordReader::Next(Record& record) {
  while (true) {
    line_ += CountLines(input_->data().substr(0, consume_));
    input_->Consume(std::exchange(consume_, 0));
    ASSAY_ASSIGN_OR_RETURN(const bool has_record, ParseNext());
    if (!has_record) {
      return false;
    }
    consume_ = parsed_.end;
    const std::string_view bytes = input_->data().substr(0, parsed_.end);
    if (!IsBlank(bytes)) {
      Publish(bytes, record);
      return true;
    }
  }
}

absl::StatusOr<bool> RecordReader::ParseNext() {
  while (true) {
    const std::string_view bytes = input_->data();
    if (bytes.empty() && input_->at_end()) {
      return false;
    }
    const Outcome outcome =
        bytes.empty() ? Outcome::kIncomplete : Parse(bytes, input_->at_end(), parsed_);
    if (outcome == Outcome::kRecord) {
      return true;
    }
    if (outcome == Outcome::kUnclosed || bytes.size() > kMaxRecordBytes) {
      parsed_.cell_count = 0;
      parsed_.AddCell({0, 0, false});
      parsed_.bad_quote = true;
      parsed_.is_unclosed = true;
      parsed_.is_cut = false;
      parsed_.end = BytesToGiveUp(bytes);
      return true;
    }
    ASSAY_RETURN_IF_ERROR(input_->Fill(2 * bytes.size() + 1));
  }
}

RecordReader::Outcome RecordReader::Parse(std::string_view bytes, bool at_end,
                                          Parsed& parsed) const {
  parsed.cell_count = 0;
  parsed.scratch.clear();
  parsed.bad_quote = false;
  parsed.is_unclosed = false;
  size_t at = 0;
  while (true) {
    if (at < bytes.size() && bytes[at] == '"') {
      if (const Outcome outcome = ParseQuoted(bytes, at_end, at, parsed);
          outcome != Outcome::kRecord) {
        return outcome;
      }
    } else {
      const size_t begin = at;
      while (at < bytes.size() && bytes[at] != delimiter_ && bytes[at] != '\n' &&
             bytes[at] != '\r') {
        ++at;
      }
      parsed.AddCell({begin, at - begin, false});
    }
    if (at == bytes.size()) {
      parsed.end = at;
      parsed.is_cut = true;
      parsed.is_open = at > 0 && bytes[at - 1] == delimiter_;
      return at_end ? Outcome::kRecord : Outcome::kIncomplete;
    }
    if (bytes[at] == delimiter_) {
      ++at;
      continue;
    }
    if (bytes[at] == '\r' && at + 1 == bytes.size() && !at_end) {
      return Outcome::kIncomplete;
    }
    parsed.end = at + (bytes.substr(at).starts_with("\r\n") ? 2 : 1);
    parsed.is_cut = false;
    return Outcome::kRecord;
  }
}

RecordReader::Outcome RecordReader::ParseQuoted(std::string_view bytes, bool at_end, size_t& at,
                                                Parsed& parsed) const {
  const size_t begin = at + 1;
  const size_t scratch_begin = parsed.scratch.size();
  size_t piece = begin;
  size_t quote = Find(bytes, '"', begin);
  while (quote + 1 < bytes.size() && bytes[quote + 1] == '"') {
    parsed.scratch.append(bytes, piece, quote + 1 - piece);
    piece = quote + 2;
    quote = Find(bytes, '"', piece);
  }
  if (quote >= bytes.size()) {
    return at_end ? Outcome::kUnclosed : Outcome::kIncomplete;
  }
  if (quote + 1 == bytes.size() && !at_end) {
    return Outcome::kIncomplete;
  }
  if (piece == begin) {
    parsed.AddCell({begin, quote - begin, false});
  } else {
    parsed.scratch.append(bytes, piece, quote - piece);
    parsed.AddCell({scratch_begin, parsed.scratch.size() - scratch_begin, true});
  }
  at = quote + 1;
  while (at < bytes.size() && bytes[at] != delimiter_ && bytes[at] != '\n' && bytes[at] != '\r') {
    parsed.bad_quote = parsed.bad_quote || bytes[at] != ' ';
    ++at;
  }
  return Outcome::kRecord;
}

size_t RecordReader::BytesToGiveUp(std::string_view bytes) const {
  Parsed tried;
  size_t at = AfterLine(bytes, 0);
  for (int i = 0; i < kMaxTries && at < bytes.size(); ++i) {
    const Outcome outcome = Parse(bytes.substr(at), input_->at_end(), tried);
    const size_t width = tried.cell_count;
    if (outcome == Outcome::kRecord && !tried.bad_quote && width <= usual_width_ &&
        width + 2 >= usual_width_) {
      return at;
    }
    at = AfterLine(bytes, at);
  }
  return bytes.size();
}

bool RecordReader::IsBlank(std::string_view bytes) const {
  return !parsed_.bad_quote && std::all_of(bytes.begin(), bytes.end(), [this](char c) {
    return IsBlankChar(c) || c == delimiter_ || c == '"';
  });
}

void RecordReader::Publish(std::string_view bytes, Record& record) const {
  record.line = line_;
  record.is_cut = parsed_.is_cut;
  record.is_open = parsed_.is_cut && parsed_.is_open;
  record.fault = {};
  if (parsed_.bad_quote) {
    record.fault = parsed_.is_unclosed && consume_ == input_->data().size() && input_->at_end()
                       ? "the file ends inside of a quoted cell: it is cut off, or a quote is "
                         "missing"
                       : "its quotes are broken (a quote inside a quoted cell has to be doubled)";
  } else if (!exchange::IsValidUtf8(bytes)) {
    record.fault = "it is not UTF-8; save the file as \"CSV UTF-8\"";
  } else if (Find(bytes, '\0', 0) < bytes.size()) {
    record.fault = "it holds a NUL byte";
  }
  const std::string_view scratch = parsed_.scratch;
  record.cells.resize(parsed_.cell_count);
  for (size_t i = 0; i < parsed_.cell_count; ++i) {
    const Cell& cell = parsed_.cells[i];
    record.cells[i] = (cell.in_scratch ? scratch : bytes).substr(cell.begin, cell.size);
  }
}

}  // namespace assay::mturk
