#include "annotator/formats/table_columns.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/format_registry.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"

namespace assay::formats {

absl::StatusOr<TableColumns> TableColumns::Open(const std::string& file_name,
                                                std::string_view format,
                                                exchange::ByteSource& source) {
  exchange::TableOptions options;
  options.file_name = file_name;
  options.format = std::string(format);
  ASSAY_ASSIGN_OR_RETURN(auto reader, exchange::OpenTable(options, source));
  return TableColumns(file_name, std::move(reader));
}

std::optional<size_t> TableColumns::Find(std::string_view name) const {
  const auto found = std::find(names().begin(), names().end(), name);
  return found == names().end() ? std::nullopt
                                : std::optional(static_cast<size_t>(found - names().begin()));
}

absl::StatusOr<size_t> TableColumns::Need(std::string_view name) const {
  if (const auto found = Find(name); found.has_value()) {
    return *found;
  }
  const std::string known = exchange::JoinNames(names(), 12);
  return exchange::TableError(
      file_name_, {}, "BAD_FOREIGN_FILE",
      absl::StrCat("found the columns ", known, ", expected '", std::string(name), "' among them"),
      {{"column", std::string(name)}, {"found", known}, {"expected", std::string(name)}});
}

absl::Status TableColumns::ForeignFault(std::string_view column, std::string_view found,
                                        std::string_view expected) const {
  const std::string excerpt = exchange::Excerpt(found, 60);
  return exchange::TableError(
      file_name_, {row_.row_number, row_.line}, "BAD_FOREIGN_FILE",
      absl::StrCat("column '", std::string(column), "': found ", excerpt, ", expected ",
                   std::string(expected)),
      {{"column", std::string(column)}, {"found", excerpt}, {"expected", std::string(expected)}});
}

}  // namespace assay::formats
