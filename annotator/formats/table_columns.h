#ifndef ASSAY_ANNOTATOR_FORMATS_TABLE_COLUMNS_H_
#define ASSAY_ANNOTATOR_FORMATS_TABLE_COLUMNS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/table_reader.h"

namespace assay::formats {

// A CSV or TSV file whose columns are known by name.
class TableColumns {
 public:
  // `format`: "csv" or "tsv".  Errors: TableReader's.
  static absl::StatusOr<TableColumns> Open(const std::string& file_name, std::string_view format,
                                           exchange::ByteSource& source);

  const std::vector<std::string>& names() const { return reader_->columns(); }
  std::optional<size_t> Find(std::string_view name) const;
  // INVALID_ARGUMENT BAD_FOREIGN_FILE: there is none of that name.
  absl::StatusOr<size_t> Need(std::string_view name) const;

  absl::StatusOr<bool> Next() { return reader_->Next(row_); }
  // Of the row that was read last; empty where there is no such column.
  std::string_view Cell(std::optional<size_t> column) const {
    return column.has_value() && *column < row_.cells.size() ? std::string_view(row_.cells[*column])
                                                             : std::string_view();
  }
  const exchange::TableRow& row() const { return row_; }
  absl::Status ForeignFault(std::string_view column, std::string_view found,
                            std::string_view expected) const;

 private:
  TableColumns(std::string file_name, std::unique_ptr<exchange::TableReader> reader)
      : file_name_(std::move(file_name)), reader_(std::move(reader)) {}

  std::string file_name_;
  std::unique_ptr<exchange::TableReader> reader_;
  exchange::TableRow row_;
};

}  // namespace assay::formats

#endif  // ASSAY_ANNOTATOR_FORMATS_TABLE_COLUMNS_H_
