#include "annotator/exchange/format_registry.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/delimited_reader.h"
#include "annotator/exchange/jsonl_reader.h"
#include "annotator/exchange/table_error.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

// To add a format: write annotator/exchange/<name>_reader.{h,cc}, then one line here.
constexpr ExchangeFormat kFormats[] = {
    {"csv",
     "Comma-separated values with a header line (semicolons and tabs are recognised)",
     "RFC 4180",
     {".csv", ""},
     true,
     true,
     &MakeCsvReader},
    {"tsv",
     "Tab-separated values with a header line, quoted like CSV",
     "RFC 4180 with tabs",
     {".tsv", ".tab"},
     true,
     false,
     &MakeTsvReader},
    {"jsonl",
     "One JSON object per line, its keys the columns",
     "https://jsonlines.org",
     {".jsonl", ".ndjson"},
     true,
     false,
     &MakeJsonlReader},
};

// What a file that is no text at all begins with, and what to tell its owner.
struct BinarySignature {
  std::string_view bytes;
  std::string_view what;
};
constexpr BinarySignature kBinarySignatures[] = {
    {"PK\x03\x04", "an Excel workbook or a zip archive; save the sheet as CSV"},
    {"\xd0\xcf\x11\xe0", "an old Excel workbook; save the sheet as CSV"},
    {"PAR1\x15", "a Parquet file; convert it to CSV or JSON Lines"},
    {"\x28\xb5\x2f\xfd", "a zstd archive; decompress it first"},
    {"\xfd"
     "7zXZ",
     "an xz archive; decompress it first"},
    {"BZh9", "a bzip2 archive; decompress it first"},
    {"\x93NUMPY", "a NumPy array; a table of items is expected here"},
};

constexpr std::string_view kUtf8Bom = "\xef\xbb\xbf";
constexpr std::string_view kUtf16Boms[] = {"\xff\xfe", "\xfe\xff"};
constexpr size_t kSignatureBytes = 8;

const ExchangeFormat* FindByExtension(std::string_view file_name) {
  std::string name = absl::AsciiStrToLower(absl::string_view(file_name.data(), file_name.size()));
  if (name.ends_with(".gz")) {
    name.resize(name.size() - 3);
  }
  for (const ExchangeFormat& format : kFormats) {
    for (const std::string_view extension : format.extensions) {
      if (format.can_import && !extension.empty() && name.ends_with(extension)) {
        return &format;
      }
    }
  }
  return nullptr;
}

absl::StatusOr<const ExchangeFormat*> ChooseFormat(const TableOptions& options,
                                                   std::string_view content) {
  if (!options.format.empty()) {
    return FindExchangeFormat(options.format);
  }
  if (const ExchangeFormat* format = FindByExtension(options.file_name); format != nullptr) {
    return format;
  }
  const size_t first = content.find_first_not_of(" \t\r\n");
  const bool is_json =
      first != std::string_view::npos && (content[first] == '{' || content[first] == '[');
  return FindExchangeFormat(is_json ? "jsonl" : "csv");
}

absl::Status CheckSignature(const InputBuffer& input) {
  for (const std::string_view bom : kUtf16Boms) {
    if (input.data().starts_with(bom)) {
      return TableError(input.file_name(), {}, "WRONG_ENCODING",
                        "found UTF-16, expected UTF-8; save the file as UTF-8 (in Excel: \"CSV "
                        "UTF-8\")",
                        {{"found", "UTF-16"}, {"expected", "UTF-8"}});
    }
  }
  for (const BinarySignature& signature : kBinarySignatures) {
    if (input.data().starts_with(signature.bytes)) {
      const std::string what(signature.what);
      return TableError(input.file_name(), {}, "BINARY_FILE", "this is " + what, {{"found", what}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::span<const ExchangeFormat> ExchangeFormats() { return kFormats; }

absl::StatusOr<const ExchangeFormat*> FindExchangeFormat(std::string_view name) {
  std::string known;
  for (const ExchangeFormat& format : kFormats) {
    if (format.name == name) {
      return &format;
    }
    absl::StrAppend(&known, known.empty() ? "" : ", ", std::string(format.name));
  }
  return MakeError(
      absl::StatusCode::kInvalidArgument, "UNKNOWN_FORMAT",
      absl::StrCat("found the format \"", std::string(name), "\", expected one of ", known),
      {{"field", "format"}, {"found", std::string(name)}, {"expected", known}});
}

absl::StatusOr<std::unique_ptr<TableReader>> OpenTable(const TableOptions& options,
                                                       ByteSource& source) {
  auto input = std::make_unique<InputBuffer>(options.file_name, source);
  ASSAY_RETURN_IF_ERROR(input->Fill(kSignatureBytes));
  ASSAY_RETURN_IF_ERROR(CheckSignature(*input));
  if (input->data().starts_with(kUtf8Bom)) {
    input->Consume(kUtf8Bom.size());
  }
  ASSAY_ASSIGN_OR_RETURN(const ExchangeFormat* format, ChooseFormat(options, input->data()));
  return format->make_reader(std::move(input), options);
}

}  // namespace assay::exchange
