#include "annotator/exchange/npy_classes.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/format_registry.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/table_reader.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::StatusOr<std::vector<std::string>> ReadHeaderLine(std::string_view file_name,
                                                        const std::string& line) {
  TableOptions options;
  options.file_name = std::string(file_name);
  options.format = line.find('\t') == std::string::npos ? "csv" : "tsv";
  StringSource source(line + "\n");
  ASSAY_ASSIGN_OR_RETURN(const auto reader, OpenTable(options, source));
  return reader->columns();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ReadClassList(std::string_view file_name,
                                                       std::string_view text) {
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<std::string> lines =
      absl::StrSplit(absl::string_view(text.data(), text.size()), '\n');
  for (std::string& line : lines) {
    line.resize(line.size() - (line.ends_with('\r') ? 1 : 0));
  }
  while (!lines.empty() && lines.back().empty()) {
    lines.pop_back();
  }
  if (lines.size() == 1) {
    return ReadHeaderLine(file_name, lines[0]);
  }
  for (size_t i = 0; i < lines.size(); ++i) {
    const TablePosition at{.row = 0, .line = static_cast<int64_t>(i) + 1};
    ASSAY_RETURN_IF_ERROR(CheckCellText(file_name, at, "the class", lines[i], {}));
    if (lines[i].empty()) {
      return TableError(
          file_name, {}, "BAD_CLASS_LIST",
          absl::StrCat("line ", i + 1, ": found an empty line, expected a class"),
          {{"line", absl::StrCat(i + 1)}, {"found", "an empty line"}, {"expected", "a class"}});
    }
  }
  if (lines.empty()) {
    return TableError(file_name, {}, "BAD_CLASS_LIST",
                      "found no class, expected one on each line, or one line of them",
                      {{"found", "no class"}, {"expected", "one class on each line"}});
  }
  return lines;
}

}  // namespace assay::exchange
