// cleanlab's multiannotator table: a row for each item, a column for each annotator; an empty cell
// (or NaN) where somebody has not labelled the item.

#include <memory>
#include <unordered_map>
#include <utility>

#include "annotator/exchange/csv_writer.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/table_columns.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

bool IsMissing(std::string_view cell) {
  return cell.empty() || cell == "NaN" || cell == "nan" || cell == "<NA>";
}

class CleanlabReader final : public ForeignReader {
 public:
  CleanlabReader(TableColumns table, size_t item_column)
      : table_(std::move(table)), item_column_(item_column) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    ASSAY_ASSIGN_OR_RETURN(const bool any, table_.Next());
    if (!any) {
      return false;
    }
    item = ForeignItem();
    item.at = {table_.row().row_number, table_.row().line};
    item.id = std::string(table_.Cell(item_column_));
    if (item.id.empty()) {
      return table_.ForeignFault(table_.names()[item_column_], "an empty cell",
                                 "an item in every row");
    }
    for (size_t i = 0; i < table_.names().size(); ++i) {
      if (const std::string_view cell = table_.Cell(i); i != item_column_ && !IsMissing(cell)) {
        item.labels.push_back({table_.names()[i], ValueOfCell(cell), std::nullopt, 0});
      }
    }
    return true;
  }

 private:
  TableColumns table_;
  const size_t item_column_;
};

class CleanlabWriter final : public ForeignWriter {
 public:
  CleanlabWriter(const WriteOptions& options, const Sink& sink)
      : annotators_(options.annotators), sink_(sink) {
    for (size_t i = 0; i < annotators_.size(); ++i) {
      columns_[annotators_[i]] = i + 1;
    }
  }

  absl::Status Begin() override {
    std::vector<std::string> cells = {"item"};
    cells.insert(cells.end(), annotators_.begin(), annotators_.end());
    return WriteRow(cells);
  }

  absl::Status Write(const ItemToWrite& item) override {
    if (item.labels.empty()) {
      return absl::OkStatus();
    }
    std::vector<std::string> cells(annotators_.size() + 1);
    cells[0] = item.id;
    for (const ForeignLabel& label : item.labels) {
      const auto column = columns_.find(label.annotator);
      if (column == columns_.end()) {
        losses_.Count("labels of annotators who came later");
        continue;
      }
      cells[column->second] = CellOf(label.value);
      losses_.Count("times of labels", label.submit_time_us.has_value() ? 1 : 0);
      losses_.Count("times of work", label.active_time_us > 0 ? 1 : 0);
    }
    losses_.Count("fields of items", static_cast<int64_t>(item.fields.size()));
    return WriteRow(cells);
  }

 private:
  absl::Status WriteRow(const std::vector<std::string>& cells) {
    std::string row;
    exchange::AppendCsvRow(row, cells);
    return sink_(row);
  }

  const std::vector<std::string> annotators_;
  const Sink sink_;
  std::unordered_map<std::string, size_t> columns_;
};

}  // namespace

MadeReader MakeCleanlabReader(const ReadOptions& options, exchange::ByteSource& source) {
  ASSAY_ASSIGN_OR_RETURN(TableColumns table, TableColumns::Open(options.file_name, "csv", source));
  size_t item_column = 0;
  if (!options.item_column.empty()) {
    ASSAY_ASSIGN_OR_RETURN(item_column, table.Need(options.item_column));
  }
  return std::make_unique<CleanlabReader>(std::move(table), item_column);
}

MadeWriter MakeCleanlabWriter(const WriteOptions& options, const Sink& sink) {
  return std::make_unique<CleanlabWriter>(options, sink);
}

}  // namespace assay::formats
