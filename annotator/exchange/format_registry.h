#ifndef ASSAY_ANNOTATOR_EXCHANGE_FORMAT_REGISTRY_H_
#define ASSAY_ANNOTATOR_EXCHANGE_FORMAT_REGISTRY_H_

#include <array>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/input_buffer.h"
#include "annotator/exchange/table_reader.h"

namespace assay::exchange {

// One exchange format.  `assay methods`, `--format` and the file name extensions come from here.
struct ExchangeFormat {
  std::string_view name;
  std::string_view description;
  std::string_view source;
  std::array<std::string_view, 2> extensions;  // with the dot, lower case; "" where there is none
  bool can_import;
  bool can_export;
  // Reads the header (or the first rows) and fails as TableReader says.  Null where !can_import.
  absl::StatusOr<std::unique_ptr<TableReader>> (*make_reader)(std::unique_ptr<InputBuffer> input,
                                                              const TableOptions& options);
};

// All of them, in the order in which they are listed to users.
std::span<const ExchangeFormat> ExchangeFormats();

// Errors:
//   INVALID_ARGUMENT UNKNOWN_FORMAT  no format has this name; the message lists the names.
absl::StatusOr<const ExchangeFormat*> FindExchangeFormat(std::string_view name);

// Opens a table, plain or gzip, in the format that `options` names; else by the extension of the
// file name; else by the content (a first character '{' or '[' means JSON Lines, anything else
// CSV).  A UTF-8 byte order mark is skipped.  Reads up to 256 KiB ahead.
//
// `source` must outlive the reader.
//
// Errors: UNKNOWN_FORMAT, and what TableReader says.
absl::StatusOr<std::unique_ptr<TableReader>> OpenTable(const TableOptions& options,
                                                       ByteSource& source);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_FORMAT_REGISTRY_H_
