#include "annotator/formats/json_records.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/utf8.h"
#include "annotator/schema/label_time.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";
constexpr size_t kExcerptCharacters = 60;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

absl::Status JsonRecords::BadRecord(std::string_view reason, std::string_view what,
                                    std::string_view found) const {
  const std::string excerpt = exchange::Excerpt(found, kExcerptCharacters);
  return exchange::TableError(
      input_.file_name(), at_, reason,
      absl::StrCat(std::string(what), found.empty() ? "" : "; found ", excerpt),
      {{"found", excerpt}});
}

absl::Status JsonRecords::ForeignFault(std::string_view key, std::string_view found,
                                       std::string_view expected) const {
  const std::string excerpt = exchange::Excerpt(found, kExcerptCharacters);
  return exchange::TableError(
      input_.file_name(), at_, "BAD_FOREIGN_FILE",
      absl::StrCat("'", std::string(key), "': found ", excerpt, ", expected ",
                   std::string(expected)),
      {{"column", std::string(key)}, {"found", excerpt}, {"expected", std::string(expected)}});
}

void JsonRecords::Take(size_t count) {
  const std::string_view taken = input_.data().substr(0, count);
  line_ += std::count(taken.begin(), taken.end(), '\n');
  input_.Consume(count);
}

absl::StatusOr<char> JsonRecords::Peek() {
  for (;;) {
    const std::string_view data = input_.data();
    const auto first = std::find_if_not(data.begin(), data.end(), IsSpace);
    if (first != data.end()) {
      const char found = *first;
      Take(static_cast<size_t>(first - data.begin()));
      return found;
    }
    Take(data.size());
    if (input_.at_end()) {
      return '\0';
    }
    ASSAY_RETURN_IF_ERROR(input_.Fill(1));
  }
}

// Where the object ends that the buffer begins with.  Brackets inside of texts do not count.
absl::StatusOr<size_t> JsonRecords::FindEnd() {
  int depth = 0;
  bool in_text = false;
  bool escaped = false;
  size_t at = 0;
  for (;;) {
    const std::string_view data = input_.data();
    for (; at < data.size(); ++at) {
      const char c = data[at];
      if (in_text) {
        in_text = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        in_text = true;
      } else if (c == '{' || c == '[') {
        if (++depth > kMaxDepth) {
          return BadRecord("BAD_JSON", absl::StrCat("nested deeper than ", kMaxDepth, " levels"),
                           "");
        }
      } else if (c == '}' || c == ']') {
        if (--depth == 0) {
          return at + 1;
        }
      }
    }
    if (data.size() > kMaxBytes) {
      return BadRecord("ROW_TOO_LARGE",
                       absl::StrCat("an object is larger than ", kMaxBytes, " bytes"), "");
    }
    if (input_.at_end()) {
      return BadRecord("BAD_JSON", "the file ends inside of an object", "");
    }
    ASSAY_RETURN_IF_ERROR(input_.Fill(2 * data.size() + 1));
  }
}

absl::StatusOr<bool> JsonRecords::Next(Json& record) {
  if (!begun_) {
    ASSAY_RETURN_IF_ERROR(input_.Fill(exchange::InputBuffer::kChunkBytes));
    if (input_.data().starts_with(kBom)) {
      input_.Consume(kBom.size());
    }
  }
  ASSAY_ASSIGN_OR_RETURN(char next, Peek());
  if (!begun_) {
    begun_ = true;
    if (next == '\0') {
      return exchange::TableError(input_.file_name(), {}, "EMPTY_FILE", "the file is empty");
    }
    if (next == '[') {
      is_array_ = true;
      Take(1);
      ASSAY_ASSIGN_OR_RETURN(next, Peek());
    }
  } else if (is_array_ && !ended_ && next == ',') {
    Take(1);
    ASSAY_ASSIGN_OR_RETURN(next, Peek());
  } else if (is_array_ && !ended_ && next != ']') {
    return BadRecord("BAD_JSON", "expected ',' or ']' after an object", std::string_view(&next, 1));
  }
  if (is_array_ && !ended_ && next == ']') {
    ended_ = true;
    Take(1);
    ASSAY_ASSIGN_OR_RETURN(next, Peek());
  }
  if (next == '\0' && (ended_ || !is_array_)) {
    return false;
  }
  ++at_.row;
  at_.line = line_;
  if (ended_ || next == '\0') {
    return BadRecord("BAD_JSON",
                     ended_ ? "text after the end of the array" : "the array has no end", "");
  }
  if (next != '{') {
    return BadRecord("NOT_A_JSON_OBJECT", "expected a JSON object",
                     input_.data().substr(0, kExcerptCharacters));
  }
  ASSAY_ASSIGN_OR_RETURN(const size_t size, FindEnd());
  const std::string_view text = input_.data().substr(0, size);
  ASSAY_RETURN_IF_ERROR(exchange::CheckCellText(input_.file_name(), at_, "the object", text, {}));
  record = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (record.is_discarded()) {
    return BadRecord("BAD_JSON", "not JSON", text);
  }
  Take(size);
  return true;
}

std::string TextOf(const Json& value) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  return value.is_null() ? "" : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json& Member(const Json& object, std::string_view key) {
  static const Json kNull;
  if (!object.is_object()) {
    return kNull;
  }
  const auto found = object.find(std::string(key));
  return found == object.end() ? kNull : *found;
}

std::optional<int64_t> TimeOf(const Json& value) {
  if (value.is_number()) {
    const double seconds = value.get<double>();
    const bool good = seconds >= 0 && seconds <= static_cast<double>(kLatestMicros) / 1e6;
    return good ? std::optional<int64_t>(std::llround(seconds * 1e6)) : std::nullopt;
  }
  return value.is_string() ? ParseLabelTime(value.get<std::string>()) : std::nullopt;
}

int64_t MicrosOf(const Json& seconds) {
  constexpr double kMaxSeconds = 30.0 * 24 * 3600;
  if (!seconds.is_number()) {
    return 0;
  }
  const double value = seconds.get<double>();
  return value >= 0 && value <= kMaxSeconds ? std::llround(value * 1e6) : 0;
}

}  // namespace assay::formats
