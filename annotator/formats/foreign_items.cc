#include "annotator/formats/foreign_items.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "annotator/exchange/format_registry.h"
#include "annotator/exchange/table_error.h"
#include "annotator/formats/foreign_format.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

class ItemsTable final : public exchange::TableReader {
 public:
  ItemsTable(std::string file_name, std::unique_ptr<ForeignReader> reader)
      : file_name_(std::move(file_name)), reader_(std::move(reader)) {}

  absl::Status Open() {
    ASSAY_ASSIGN_OR_RETURN(has_item_, reader_->Next(item_));
    if (!has_item_) {
      return exchange::TableError(file_name_, {}, "NO_DATA_ROWS", "there is no item in the file");
    }
    columns_.emplace_back("item_id");
    for (const auto& [name, text] : item_.fields) {
      if (!name.empty() && std::find(columns_.begin(), columns_.end(), name) == columns_.end()) {
        columns_.push_back(name);
      }
    }
    return absl::OkStatus();
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  absl::StatusOr<bool> Next(exchange::TableRow& row) override {
    while (has_item_ && !seen_.insert(item_.id).second) {
      ASSAY_ASSIGN_OR_RETURN(has_item_, reader_->Next(item_));
    }
    if (!has_item_) {
      return false;
    }
    row.row_number = ++row_number_;
    row.line = std::max<int64_t>(item_.at.line, 1);
    row.cells.assign(columns_.size(), "");
    row.cells[0] = item_.id;
    for (auto& [name, text] : item_.fields) {
      const auto column = std::find(columns_.begin() + 1, columns_.end(), name);
      if (column != columns_.end()) {
        row.cells[static_cast<size_t>(column - columns_.begin())] = std::move(text);
      }
    }
    ASSAY_ASSIGN_OR_RETURN(has_item_, reader_->Next(item_));
    return true;
  }

 private:
  const std::string file_name_;
  std::unique_ptr<ForeignReader> reader_;
  std::vector<std::string> columns_;
  ForeignItem item_;
  bool has_item_ = false;
  int64_t row_number_ = 0;
  absl::flat_hash_set<std::string> seen_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<exchange::TableReader>> OpenItems(
    const exchange::TableOptions& options, exchange::ByteSource& source) {
  const ForeignFormat* const format = FindForeignFormat(options.format);
  if (format == nullptr || format->make_reader == nullptr) {
    return exchange::OpenTable(options, source);
  }
  ReadOptions read;
  read.file_name = options.file_name;
  ASSAY_ASSIGN_OR_RETURN(auto reader, format->make_reader(read, source));
  auto table = std::make_unique<ItemsTable>(options.file_name, std::move(reader));
  ASSAY_RETURN_IF_ERROR(table->Open());
  return std::unique_ptr<exchange::TableReader>(std::move(table));
}

}  // namespace assay::formats
