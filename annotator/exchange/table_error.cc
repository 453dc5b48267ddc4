#include "annotator/exchange/table_error.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/utf8.h"

namespace assay::exchange {
namespace {

std::string DisplayName(std::string_view file_name) {
  return file_name.empty() ? "input" : std::string(file_name);
}

}  // namespace

absl::Status TableError(std::string_view file_name, TablePosition at, std::string_view reason,
                        std::string_view what, ErrorMetadata metadata) {
  std::string message = DisplayName(file_name);
  metadata.emplace("file", message);
  if (at.line > 0) {
    metadata.emplace("line", std::to_string(at.line));
    if (at.row > 0) {
      metadata.emplace("row", std::to_string(at.row));
      absl::StrAppend(&message, ": row ", at.row, " (line ", at.line, ")");
    } else {
      absl::StrAppend(&message, ": header (line ", at.line, ")");
    }
  }
  message += ": ";
  message += what;
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

absl::Status AtFile(std::string_view file_name, const absl::Status& status) {
  const std::string reason = ErrorReason(status);
  if (reason.empty()) {
    return status;
  }
  ErrorMetadata metadata = GetErrorMetadata(status);
  const std::string name = DisplayName(file_name);
  metadata.emplace("file", name);
  return MakeError(status.code(), reason, absl::StrCat(name, ": ", status.message()),
                   std::move(metadata));
}

std::string JoinNames(const std::vector<std::string>& names, size_t max_names) {
  std::string joined;
  for (size_t i = 0; i < std::min(names.size(), max_names); ++i) {
    absl::StrAppend(&joined, i == 0 ? "" : ", ", Excerpt(names[i], 60));
  }
  if (names.size() > max_names) {
    absl::StrAppend(&joined, ", ... ", names.size() - max_names, " more");
  }
  return joined;
}

absl::Status CheckCellText(std::string_view file_name, TablePosition at, std::string_view where,
                           std::string_view cell, ErrorMetadata metadata) {
  const size_t nul = cell.find('\0');
  const bool valid = IsValidUtf8(cell);
  const size_t offset = valid ? nul : std::min(nul, ValidUtf8Prefix(cell));
  if (offset == std::string_view::npos) {
    return absl::OkStatus();
  }
  metadata.emplace("offset", std::to_string(offset));
  const std::string place(where);
  if (offset == nul) {
    return TableError(file_name, at, "NUL_BYTE",
                      absl::StrCat(place, " holds a NUL byte at offset ", offset,
                                   "; expected text (is the file UTF-16? save it as UTF-8)"),
                      std::move(metadata));
  }
  const std::string found =
      absl::StrCat("0x", absl::Hex(static_cast<unsigned char>(cell[offset]), absl::kZeroPad2));
  metadata.emplace("found", found);
  return TableError(file_name, at, "INVALID_UTF8",
                    absl::StrCat(place, " is not UTF-8: byte ", found, " at offset ", offset,
                                 "; save the file as UTF-8"),
                    std::move(metadata));
}

}  // namespace assay::exchange
