#ifndef ASSAY_ANNOTATOR_EXCHANGE_NPY_CLASSES_H_
#define ASSAY_ANNOTATOR_EXCHANGE_NPY_CLASSES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::exchange {

// The classes that stand beside a matrix of probabilities, in the order of its columns: one on each
// line, or, where the text has a single line, the cells of that line, separated by tabs or commas
// (quoted as in CSV).  Empty lines at the end do not count; classes are taken byte by byte.
//
// Errors, all INVALID_ARGUMENT with the metadata file:
//   BAD_CLASS_LIST  no class at all, or an empty one between others.
//   INVALID_UTF8, NUL_BYTE, and what else the header of a table can be (EMPTY_COLUMN_NAME,
//   DUPLICATE_COLUMN, ...) where there is a single line.
absl::StatusOr<std::vector<std::string>> ReadClassList(std::string_view file_name,
                                                       std::string_view text);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_NPY_CLASSES_H_
