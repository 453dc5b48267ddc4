#include "annotator/auditing/feature_collector.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/column_profile.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// Columns that trees get of one categorical column.
constexpr size_t kTreeCategories = 20;

std::string_view Cell(const storage::v1::ItemRecord& item, int column) {
  return column < item.cells_size() ? std::string_view(item.cells(column)) : std::string_view();
}

// Most frequent first, equally frequent ones by bytes.
std::vector<std::string> FrequentCategories(const std::vector<std::string>& values) {
  std::map<std::string, int64_t> counts;
  for (const std::string& value : values) {
    ++counts[value];
  }
  std::vector<std::pair<int64_t, std::string>> ordered;
  for (const auto& [value, count] : counts) {
    ordered.emplace_back(-count, value);
  }
  std::sort(ordered.begin(), ordered.end());
  std::vector<std::string> categories;
  for (size_t i = 0; i < std::min(ordered.size(), kTreeCategories); ++i) {
    categories.push_back(ordered[i].second);
  }
  return categories;
}

absl::StatusOr<double> ReadNumber(std::string_view cell, uint64_t index, const std::string& name) {
  const bool missing = absl::StripAsciiWhitespace({cell.data(), cell.size()}).empty();
  const auto number = exchange::ParseNumber(cell);
  if (!missing && !number.has_value()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "NOT_A_NUMBER",
                     absl::StrCat("row ", index + 1, ": column '", name, "': found '",
                                  std::string(cell.substr(0, 40)), "', expected a number"),
                     {{"row", std::to_string(index + 1)}, {"column", name}});
  }
  return number.value_or(std::numeric_limits<double>::quiet_NaN());
}

int FindColumn(const v1::Dataset& dataset, std::string_view name) {
  for (int i = 0; i < dataset.columns_size(); ++i) {
    if (dataset.columns(i).name() == name) {
      return i;
    }
  }
  return -1;
}

}  // namespace

FeatureCollector::FeatureCollector(const v1::Dataset& dataset) {
  for (int i = 0; i < dataset.columns_size(); ++i) {
    const v1::Column& column = dataset.columns(i);
    if (column.role() == v1::Column::ROLE_TEXT || column.role() == v1::Column::ROLE_NUMERIC ||
        column.role() == v1::Column::ROLE_CATEGORICAL) {
      storage::v1::ModelColumn read;
      read.set_name(column.name());
      read.set_role(column.role());
      AddColumn(i, std::move(read));
    }
  }
}

absl::StatusOr<FeatureCollector> FeatureCollector::Create(const v1::Dataset& dataset,
                                                          FeatureEncoders encoders) {
  FeatureCollector collector{v1::Dataset()};
  for (const storage::v1::ModelColumn& column : encoders.columns) {
    const int index = FindColumn(dataset, column.name());
    if (index < 0) {
      return MakeError(absl::StatusCode::kInvalidArgument, "MISSING_COLUMN",
                       "the earlier audit learnt from a column '" + column.name() +
                           "', found no such column in '" + dataset.file_name() + "'",
                       {{"file", dataset.file_name()}, {"column", column.name()}});
    }
    collector.AddColumn(index, column);
  }
  collector.is_fitted_ = true;
  collector.encoders_ = std::move(encoders);
  return collector;
}

void FeatureCollector::AddColumn(int index, storage::v1::ModelColumn column) {
  if (column.role() == v1::Column::ROLE_TEXT) {
    text_.push_back(index);
    texts_.emplace_back();
  } else if (column.role() == v1::Column::ROLE_NUMERIC) {
    numeric_.push_back({index, column.name(), {}});
  } else {
    categorical_.push_back({index, columns_.size(), {}});
  }
  columns_.push_back(std::move(column));
}

std::vector<std::string> FeatureCollector::Descriptions() const {
  std::vector<std::string> descriptions;
  for (const storage::v1::ModelColumn& column : columns_) {
    const bool is_text = column.role() == v1::Column::ROLE_TEXT;
    const bool is_numeric = column.role() == v1::Column::ROLE_NUMERIC;
    descriptions.push_back(column.name() + (is_text      ? " (text)"
                                            : is_numeric ? " (numeric)"
                                                         : " (categorical)"));
  }
  return descriptions;
}

absl::Status FeatureCollector::Add(uint64_t index, const storage::v1::ItemRecord& item) {
  for (size_t i = 0; i < text_.size(); ++i) {
    texts_[i] = Cell(item, text_[i]);
  }
  if (!text_.empty() && is_fitted_) {
    encoders_.text->AppendRow(texts_, &text_rows_);
  } else if (!text_.empty()) {
    builder_.AddRow(texts_);
  }
  for (Numbers& column : numeric_) {
    ASSAY_ASSIGN_OR_RETURN(const double number,
                           ReadNumber(Cell(item, column.index), index, column.name));
    column.values.push_back(number);
  }
  for (Categories& column : categorical_) {
    column.values.emplace_back(Cell(item, column.index));
  }
  return absl::OkStatus();
}

void FeatureCollector::AppendTreeColumns(AuditFeatures& features) {
  for (const Numbers& column : numeric_) {
    features.table.insert(features.table.end(), column.values.begin(), column.values.end());
    ++features.table_column_count;
    features.numeric_names.push_back(column.name);
  }
  for (const Categories& column : categorical_) {
    storage::v1::ModelColumn& read = columns_[column.column];
    if (!is_fitted_) {
      for (std::string& category : FrequentCategories(column.values)) {
        read.add_tree_categories(std::move(category));
      }
    }
    for (const std::string& category : read.tree_categories()) {
      for (const std::string& value : column.values) {
        features.table.push_back(value == category ? 1.0f : 0.0f);
      }
      ++features.table_column_count;
    }
  }
}

std::shared_ptr<const TableFeatures> FeatureCollector::EncodeTable() {
  TableColumns columns;
  for (const Numbers& column : numeric_) {
    columns.numeric.push_back({column.name, column.values});
  }
  std::vector<std::vector<std::string_view>> views;
  views.reserve(categorical_.size());
  for (const Categories& column : categorical_) {
    views.emplace_back(column.values.begin(), column.values.end());
    columns.categorical.push_back({columns_[column.column].name(), views.back()});
  }
  if (!is_fitted_) {
    return std::make_shared<const TableFeatures>(MakeTableFeatures(columns));
  }
  CsrMatrix linear = encoders_.table->EncodeLinear(columns);
  CsrMatrix counts = encoders_.table->EncodeCounts(columns);
  return std::make_shared<const TableFeatures>(
      TableFeatures{std::move(linear), std::move(counts), *std::move(encoders_.table)});
}

CollectedFeatures FeatureCollector::Finish() && {
  std::shared_ptr<const TextFeatures> text;
  if (!text_.empty()) {
    text = std::make_shared<const TextFeatures>(
        is_fitted_ ? TextFeatures{std::move(text_rows_), *std::move(encoders_.text)}
                   : std::move(builder_).Finish());
  }
  std::shared_ptr<const TableFeatures> table;
  if (!numeric_.empty() || !categorical_.empty()) {
    table = EncodeTable();
  }
  AuditFeatures features{.views = MakeFeatureViews(text, table), .has_text = text != nullptr};
  AppendTreeColumns(features);
  return {std::move(features), std::move(columns_), std::move(text), std::move(table)};
}

}  // namespace assay
