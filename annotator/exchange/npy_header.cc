#include "annotator/exchange/npy_header.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"

namespace assay::exchange {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kVersionBytes = 2;
// Far above every real file, and low enough that sizes in bytes can be added without overflow.
constexpr uint64_t kMaxDataBytes = uint64_t{1} << 60;

// The dictionary in the header, as it is written there.
struct Description {
  std::string type;
  bool is_plain_type = false;
  bool is_fortran_order = false;
  std::vector<uint64_t> shape;
};

// Reads the few forms of Python literals that headers consist of.  After a failed Take or Read the
// position does not matter: the header is broken.
class LiteralReader {
 public:
  explicit LiteralReader(std::string_view text) : rest_(text) {}

  void SkipSpace() {
    const size_t start = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(start == std::string_view::npos ? rest_.size() : start);
  }

  bool Take(std::string_view token) {
    SkipSpace();
    if (!rest_.starts_with(token)) {
      return false;
    }
    rest_.remove_prefix(token.size());
    return true;
  }

  bool AtEnd() {
    SkipSpace();
    return rest_.empty();
  }

  std::optional<std::string> ReadString() {
    SkipSpace();
    if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) {
      return std::nullopt;
    }
    const size_t end = rest_.find(rest_[0], 1);
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }

  // A list, as the type of an array of records is one, as it stands there.
  std::optional<std::string> ReadList() {
    SkipSpace();
    int depth = 0;
    for (size_t i = 0; i < rest_.size(); ++i) {
      depth += rest_[i] == '[' ? 1 : 0;
      depth -= rest_[i] == ']' ? 1 : 0;
      if (depth == 0) {
        const std::string text(rest_.substr(0, i + 1));
        rest_.remove_prefix(i + 1);
        return text.size() > 1 ? std::optional(text) : std::nullopt;
      }
    }
    return std::nullopt;
  }

  // (3, 4), (3,), (); numbers that old versions wrote with an L after them.
  std::optional<std::vector<uint64_t>> ReadNumbers() {
    std::vector<uint64_t> numbers;
    if (!Take("(")) {
      return std::nullopt;
    }
    while (!Take(")")) {
      const std::optional<uint64_t> number = ReadNumber();
      if (!number.has_value()) {
        return std::nullopt;
      }
      numbers.push_back(*number);
      Take("L");
      if (!Take(",")) {
        return Take(")") ? std::optional(numbers) : std::nullopt;
      }
    }
    return numbers;
  }

 private:
  std::optional<uint64_t> ReadNumber() {
    SkipSpace();
    const size_t digits = rest_.find_first_not_of("0123456789");
    // 18 digits always fit.
    if (digits == 0 || digits == std::string_view::npos || digits > 18) {
      return std::nullopt;
    }
    uint64_t number = 0;
    for (const char digit : rest_.substr(0, digits)) {
      number = number * 10 + static_cast<uint64_t>(digit - '0');
    }
    rest_.remove_prefix(digits);
    return number;
  }

  std::string_view rest_;
};

bool ReadEntry(const std::string& key, LiteralReader& reader, Description& description) {
  if (key == "descr") {
    std::optional<std::string> text = reader.ReadString();
    description.is_plain_type = text.has_value();
    text = text.has_value() ? text : reader.ReadList();
    description.type = text.value_or("");
    return text.has_value();
  }
  if (key == "fortran_order") {
    description.is_fortran_order = reader.Take("True");
    return description.is_fortran_order || reader.Take("False");
  }
  if (key == "shape") {
    const auto shape = reader.ReadNumbers();
    description.shape = shape.value_or(std::vector<uint64_t>());
    return shape.has_value();
  }
  return false;
}

// nullopt where the text is not a dictionary with exactly the three keys of the format.
std::optional<Description> ReadDescription(std::string_view text) {
  LiteralReader reader(text);
  Description description;
  std::vector<std::string> keys;
  if (!reader.Take("{")) {
    return std::nullopt;
  }
  while (!reader.Take("}")) {
    const std::optional<std::string> key = reader.ReadString();
    if (!key.has_value() || std::find(keys.begin(), keys.end(), *key) != keys.end() ||
        !reader.Take(":") || !ReadEntry(*key, reader, description)) {
      return std::nullopt;
    }
    keys.push_back(*key);
    if (!reader.Take(",")) {
      if (!reader.Take("}")) {
        return std::nullopt;
      }
      break;
    }
  }
  return keys.size() == 3 && reader.AtEnd() ? std::optional(description) : std::nullopt;
}

std::string TypeInWords(const Description& description) {
  const std::string& type = description.type;
  if (!description.is_plain_type) {
    return "records";
  }
  const size_t kind = type.find_first_not_of("<>|=");
  const std::string order = type.starts_with('>') ? "big-endian " : "";
  switch (kind == std::string::npos ? '\0' : type[kind]) {
    case 'f':
      return absl::StrCat(order, "floats of ", type.substr(kind + 1), " bytes");
    case 'i':
    case 'u':
      return order + "integers";
    case 'b':
      return "booleans";
    case 'c':
      return order + "complex numbers";
    case 'O':
      return "Python objects";
    case 'S':
    case 'U':
    case 'a':
      return "texts";
    default:
      return "no floats";
  }
}

absl::StatusOr<NpyType> ToType(std::string_view file_name, const Description& description) {
  if (description.is_plain_type && description.type == "<f4") {
    return NpyType::kFloat32;
  }
  if (description.is_plain_type && description.type == "<f8") {
    return NpyType::kFloat64;
  }
  const std::string found = Excerpt(description.type, 60);
  return TableError(
      file_name, {}, "UNSUPPORTED_NPY_TYPE",
      absl::StrCat("found numbers of the type '", found, "' (", TypeInWords(description),
                   "), expected '<f4' or '<f8'; save it with numpy.save(file, "
                   "array.astype('float32'))"),
      {{"found", found}, {"expected", "<f4 or <f8"}});
}

absl::Status ShapeError(std::string_view file_name, const std::vector<uint64_t>& shape,
                        const std::string& expected) {
  const std::string found = absl::StrCat("(", absl::StrJoin(shape, ", "), ")");
  return TableError(file_name, {}, "BAD_NPY_SHAPE",
                    absl::StrCat("found an array of the shape ", found, ", expected ", expected),
                    {{"found", found}, {"expected", expected}});
}

absl::StatusOr<NpyHeader> Interpret(std::string_view file_name, const Description& description,
                                    size_t data_offset) {
  NpyHeader header;
  ASSAY_ASSIGN_OR_RETURN(header.type, ToType(file_name, description));
  const std::vector<uint64_t>& shape = description.shape;
  if (shape.size() != 2) {
    return ShapeError(file_name, shape, "two dimensions: items x classes, or items x values");
  }
  if (shape[1] == 0 || shape[1] > kMaxNpyColumns) {
    return ShapeError(file_name, shape, absl::StrCat("1 to ", kMaxNpyColumns, " columns"));
  }
  if (description.is_fortran_order) {
    return TableError(file_name, {}, "NPY_FORTRAN_ORDER",
                      "found the matrix column after column (Fortran order), expected row after "
                      "row; save it with numpy.save(file, numpy.ascontiguousarray(array))",
                      {{"found", "fortran_order: True"}, {"expected", "fortran_order: False"}});
  }
  header.row_count = shape[0];
  header.column_count = shape[1];
  header.data_offset = data_offset;
  if (header.row_count > kMaxDataBytes / header.row_bytes()) {
    return ShapeError(file_name, shape, "a size that a file can have");
  }
  return header;
}

absl::Status NotAnNpyFile(std::string_view file_name, const std::string& found,
                          const std::string& expected) {
  return TableError(file_name, {}, "NOT_AN_NPY_FILE",
                    absl::StrCat("is not an npy file: found ", found, ", expected ", expected),
                    {{"found", found}, {"expected", expected}});
}

}  // namespace

absl::StatusOr<std::optional<NpyHeader>> ParseNpyHeader(std::string_view file_name,
                                                        std::string_view bytes) {
  const std::string_view start = bytes.substr(0, kMagic.size());
  if (start != kMagic.substr(0, start.size())) {
    return NotAnNpyFile(file_name, absl::StrCat("'", Excerpt(start, 6), "' at its beginning"),
                        "what numpy.save writes");
  }
  if (bytes.size() < kMagic.size() + kVersionBytes) {
    return std::nullopt;
  }
  const auto version = static_cast<unsigned char>(bytes[kMagic.size()]);
  if (version < 1 || version > 3) {
    return NotAnNpyFile(file_name, absl::StrCat("version ", version, " of the format"),
                        "1, 2 or 3");
  }
  const size_t length_bytes = version == 1 ? 2 : 4;
  const size_t text_offset = kMagic.size() + kVersionBytes + length_bytes;
  if (bytes.size() < text_offset) {
    return std::nullopt;
  }
  size_t length = 0;
  for (size_t i = 0; i < length_bytes; ++i) {
    length |= static_cast<size_t>(static_cast<unsigned char>(bytes[text_offset - length_bytes + i]))
              << (8 * i);
  }
  if (length > kMaxNpyHeaderBytes) {
    return NotAnNpyFile(file_name, absl::StrCat("a header of ", length, " bytes"),
                        absl::StrCat("at most ", kMaxNpyHeaderBytes));
  }
  if (bytes.size() < text_offset + length) {
    return std::nullopt;
  }
  const auto description = ReadDescription(bytes.substr(text_offset, length));
  if (!description.has_value()) {
    return NotAnNpyFile(
        file_name,
        absl::StrCat("the header '", Excerpt(bytes.substr(text_offset, length), 60), "'"),
        "{'descr': ..., 'fortran_order': ..., 'shape': ...}");
  }
  ASSAY_ASSIGN_OR_RETURN(const NpyHeader header,
                         Interpret(file_name, *description, text_offset + length));
  return std::optional(header);
}

absl::StatusOr<NpyHeader> ParseWholeNpyHeader(std::string_view file_name, std::string_view bytes) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<NpyHeader> header, ParseNpyHeader(file_name, bytes));
  if (header.has_value()) {
    return *header;
  }
  const std::string found = absl::StrCat(bytes.size());
  return TableError(file_name, {}, "TRUNCATED_NPY",
                    absl::StrCat("is truncated: found ", found,
                                 " bytes, expected a whole header and the numbers after it"),
                    {{"found", found}, {"expected", "a whole header"}});
}

absl::Status CheckNpySize(std::string_view file_name, const NpyHeader& header,
                          uint64_t found_bytes) {
  if (found_bytes == header.file_bytes()) {
    return absl::OkStatus();
  }
  const std::string found = absl::StrCat(found_bytes);
  const std::string expected = absl::StrCat(header.file_bytes());
  const std::string sizes =
      absl::StrCat("found ", found, " bytes, expected ", expected, " for ", header.row_count, " x ",
                   header.column_count, " numbers of ", header.value_bytes(), " bytes");
  if (found_bytes < header.file_bytes()) {
    return TableError(file_name, {}, "TRUNCATED_NPY", "is truncated: " + sizes,
                      {{"found", found}, {"expected", expected}});
  }
  return TableError(file_name, {}, "NPY_TRAILING_BYTES", "goes on after its last number: " + sizes,
                    {{"found", found}, {"expected", expected}});
}

}  // namespace assay::exchange
