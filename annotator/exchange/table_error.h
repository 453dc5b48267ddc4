#ifndef ASSAY_ANNOTATOR_EXCHANGE_TABLE_ERROR_H_
#define ASSAY_ANNOTATOR_EXCHANGE_TABLE_ERROR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/status.h"

namespace assay::exchange {

// Where in a file something is wrong.  line 0: the file as a whole.  row 0: the header.
struct TablePosition {
  int64_t row = 0;
  int64_t line = 0;
};

// INVALID_ARGUMENT with the message "<file>: row <row> (line <line>): <what>" and `metadata`
// together with file, row and line as far as they are known.  An empty file name reads "input".
absl::Status TableError(std::string_view file_name, TablePosition at, std::string_view reason,
                        std::string_view what, ErrorMetadata metadata = {});

// `status` of a byte source, with the file name before its message and in its metadata; unchanged
// where it carries no reason.
absl::Status AtFile(std::string_view file_name, const absl::Status& status);

// The names for a message: "id, text, label", after `max_names` of them "...".
std::string JoinNames(const std::vector<std::string>& names, size_t max_names);

// INVALID_UTF8 or NUL_BYTE when `cell` is not valid UTF-8 without NUL; `where` names the cell.
absl::Status CheckCellText(std::string_view file_name, TablePosition at, std::string_view where,
                           std::string_view cell, ErrorMetadata metadata);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_TABLE_ERROR_H_
