#include "annotator/dataset/new_items.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/dataset/fingerprint.h"
#include "annotator/dataset/label_check.h"
#include "annotator/exchange/column_names.h"
#include "annotator/exchange/column_profile.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/table_reader.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"
#include "engine/store/keys.h"

namespace assay {
namespace {

constexpr size_t kMaxClasses = 2000;
constexpr size_t kMaxLabelBytes = 1024;
constexpr size_t kNamesInMessages = 30;

std::string Shown(std::string_view text) { return exchange::Excerpt(text, 60); }

std::string Quoted(std::string_view text) { return "'" + Shown(text) + "'"; }

}  // namespace

absl::Status NewItemError(size_t place, std::string_view reason, std::string_view column,
                          std::string_view found, std::string_view expected) {
  const std::string row = std::to_string(place + 1);
  std::string message = "item " + row + " of the call: ";
  ErrorMetadata metadata = {{"field", "items"}, {"row", row}};
  if (!column.empty()) {
    message += "column " + Quoted(column) + ": ";
    metadata.emplace("column", column);
  }
  message += "found " + std::string(found) + ", expected " + std::string(expected);
  metadata.emplace("found", found);
  metadata.emplace("expected", expected);
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

NewItems::NewItems(const storage::v1::DatasetRecord& dataset)
    : growth_{dataset, {}, {}},
      first_index_(dataset.dataset().item_count()),
      is_long_(dataset.dataset().label_count() > dataset.dataset().item_count()) {
  for (int i = 0; i < dataset.dataset().columns_size(); ++i) {
    const v1::Column& column = dataset.dataset().columns(i);
    columns_.emplace(column.name(), i);
    if (column.role() == v1::Column::ROLE_ID) {
      id_column_ = i;
    } else if (column.role() == v1::Column::ROLE_LABEL) {
      label_column_ = i;
    } else if (column.role() == v1::Column::ROLE_ANNOTATOR) {
      annotator_column_ = i;
    }
  }
  for (const v1::LabelClass& label_class : dataset.dataset().classes()) {
    class_counts_.emplace(label_class.label(), label_class.item_count());
  }
}

std::string_view NewItems::ColumnName(std::optional<int> column) const {
  return column.has_value() ? std::string_view(growth_.after.dataset().columns(*column).name())
                            : std::string_view();
}

absl::Status NewItems::Add(const v1::NewItem& item, int64_t receive_time_us) {
  ASSAY_RETURN_IF_ERROR(CheckId(item));
  storage::v1::ItemRecord record;
  ASSAY_RETURN_IF_ERROR(FillCells(item, record));
  if (label_column_.has_value()) {
    ASSAY_RETURN_IF_ERROR(AddLabel(record, receive_time_us));
  }
  growth_.items.push_back(std::move(record));
  return absl::OkStatus();
}

absl::Status NewItems::CheckId(const v1::NewItem& item) {
  const std::string& id = item.item_id();
  const auto fail = [&](std::string_view reason, const std::string& found,
                        const std::string& expected) {
    return NewItemError(place(), reason, ColumnName(id_column_), found, expected);
  };
  if (id.empty()) {
    return fail("EMPTY_ID", "an empty id", "a unique id with every item");
  }
  if (id.size() > kMaxItemIdBytes) {
    return fail("ID_TOO_LONG", absl::StrCat("an id of ", id.size(), " bytes"),
                absl::StrCat("at most ", kMaxItemIdBytes));
  }
  if (!exchange::IsValidUtf8(id)) {
    return fail("TEXT_NOT_UTF8", "bytes that are not UTF-8", "UTF-8");
  }
  if (id.find('\0') != std::string::npos) {
    return fail("NUL_BYTE", "a NUL in the id", "text");
  }
  const auto [first, is_new] = places_.emplace(id, place());
  if (!is_new) {
    return fail("DUPLICATE_ID",
                absl::StrCat("the id ", Quoted(id), " again, as in item ", first->second + 1),
                "unique ids");
  }
  return absl::OkStatus();
}

absl::Status NewItems::CheckCell(int column, std::string_view cell) const {
  const v1::Column& description = growth_.after.dataset().columns(column);
  const auto fail = [&](std::string_view reason, const std::string& found,
                        const std::string& expected) {
    return NewItemError(place(), reason, description.name(), found, expected);
  };
  constexpr size_t kMaxCellBytes = exchange::TableLimits().max_cell_bytes;
  if (cell.size() > kMaxCellBytes) {
    return fail("CELL_TOO_LARGE", absl::StrCat("a cell of ", cell.size(), " bytes"),
                absl::StrCat("at most ", kMaxCellBytes));
  }
  if (!exchange::IsValidUtf8(cell)) {
    return fail("TEXT_NOT_UTF8", "bytes that are not UTF-8", "UTF-8");
  }
  if (cell.find('\0') != std::string_view::npos) {
    return fail("NUL_BYTE", "a NUL in the cell", "text");
  }
  if (description.role() == v1::Column::ROLE_NUMERIC &&
      !absl::StripAsciiWhitespace({cell.data(), cell.size()}).empty() &&
      !exchange::ParseNumber(cell).has_value()) {
    return fail("NOT_A_NUMBER", Quoted(cell), "a number or an empty cell");
  }
  return absl::OkStatus();
}

absl::Status NewItems::FillCells(const v1::NewItem& item, storage::v1::ItemRecord& record) const {
  std::vector<std::string> cells(columns_.size());
  for (const auto& [name, cell] : item.cells()) {
    const auto column = columns_.find(name);
    if (column == columns_.end()) {
      std::vector<std::string> names;
      for (const v1::Column& known : growth_.after.dataset().columns()) {
        names.push_back(known.name());
      }
      const auto nearest = exchange::NearestName(name, names);
      const std::string hint =
          nearest.has_value() ? "; did you mean " + Quoted(*nearest) + "?" : std::string();
      return NewItemError(place(), "UNKNOWN_COLUMN", Shown(name), "no such column in the data set",
                          "one of " + exchange::JoinNames(names, kNamesInMessages) + hint);
    }
    ASSAY_RETURN_IF_ERROR(CheckCell(column->second, cell));
    cells[static_cast<size_t>(column->second)] = cell;
  }
  if (id_column_.has_value()) {
    std::string& cell = cells[static_cast<size_t>(*id_column_)];
    if (!cell.empty() && cell != item.item_id()) {
      return NewItemError(place(), "CONFLICTING_ID", ColumnName(id_column_), Quoted(cell),
                          "the item's id " + Quoted(item.item_id()) + ", or nothing");
    }
    cell = item.item_id();
  }
  while (!cells.empty() && cells.back().empty()) {
    cells.pop_back();
  }
  record.set_item_id(item.item_id());
  for (std::string& cell : cells) {
    *record.add_cells() = std::move(cell);
  }
  return absl::OkStatus();
}

absl::Status NewItems::CheckLabel(std::string_view label) const {
  const auto fail = [&](std::string_view reason, const std::string& found,
                        const std::string& expected) {
    return NewItemError(place(), reason, ColumnName(label_column_), found, expected);
  };
  if (absl::StripAsciiWhitespace({label.data(), label.size()}).empty()) {
    return fail("EMPTY_LABEL", "an empty label",
                "a label with every item, because the data set came with labels; items without "
                "belong into a data set of their own");
  }
  if (label.size() > kMaxLabelBytes) {
    return fail("LABEL_TOO_LONG", absl::StrCat("a label of ", label.size(), " bytes"),
                absl::StrCat("at most ", kMaxLabelBytes));
  }
  if (class_counts_.size() >= kMaxClasses && !class_counts_.contains(std::string(label))) {
    return fail("TOO_MANY_CLASSES",
                absl::StrCat("class number ", class_counts_.size() + 1, " (", Quoted(label), ")"),
                absl::StrCat("at most ", kMaxClasses, " different labels"));
  }
  return absl::OkStatus();
}

absl::Status NewItems::AddLabel(const storage::v1::ItemRecord& record, int64_t receive_time_us) {
  const auto cell = [&](std::optional<int> column) {
    return column.has_value() && *column < record.cells_size()
               ? std::string_view(record.cells(*column))
               : std::string_view();
  };
  const std::string label(cell(label_column_));
  ASSAY_RETURN_IF_ERROR(CheckLabel(label));
  const std::string annotator(cell(annotator_column_));
  if (annotator.empty() && is_long_) {
    return NewItemError(place(), "EMPTY_ANNOTATOR", ColumnName(annotator_column_), "an empty cell",
                        "an annotator with every label");
  }
  ++class_counts_[label];
  storage::v1::LabelRecord entry;
  entry.set_item_index(static_cast<uint64_t>(first_index_) + place());
  entry.set_label(label);
  entry.set_annotator(annotator);
  entry.set_receive_time_us(receive_time_us);
  growth_.labels.push_back(std::move(entry));
  return absl::OkStatus();
}

DatasetGrowth NewItems::Finish() && {
  v1::Dataset& dataset = *growth_.after.mutable_dataset();
  Fingerprint fingerprint;
  fingerprint.Add(dataset.fingerprint());
  for (const storage::v1::ItemRecord& item : growth_.items) {
    fingerprint.Add(item.item_id());
    fingerprint.Add(std::to_string(item.cells_size()));
    for (const std::string& cell : item.cells()) {
      fingerprint.Add(cell);
    }
  }
  dataset.set_label_count(static_cast<int64_t>(LogLabelCount(dataset) + growth_.labels.size()));
  dataset.set_item_count(first_index_ + static_cast<int64_t>(growth_.items.size()));
  dataset.set_fingerprint(fingerprint.Finish());
  dataset.clear_classes();
  for (const auto& [label, count] : class_counts_) {
    v1::LabelClass& label_class = *dataset.add_classes();
    label_class.set_label(label);
    label_class.set_item_count(count);
  }
  return std::move(growth_);
}

}  // namespace assay
