#include "annotator/auditing/training_data.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/auditing/item_stream.h"
#include "annotator/exchange/column_profile.h"
#include "engine/base/status.h"
#include "engine/learn/table_features.h"
#include "engine/learn/text_features.h"

namespace assay {
namespace {

// Columns that trees get of one categorical column.
constexpr size_t kTreeCategories = 20;

// Gathers the feature columns item by item.
class FeatureCollector {
 public:
  explicit FeatureCollector(const v1::Dataset& dataset) {
    for (int i = 0; i < dataset.columns_size(); ++i) {
      const v1::Column& column = dataset.columns(i);
      if (column.role() == v1::Column::ROLE_TEXT) {
        text_.push_back(i);
        descriptions_.push_back(column.name() + " (text)");
      } else if (column.role() == v1::Column::ROLE_NUMERIC) {
        numeric_.push_back({i, column.name(), {}});
        descriptions_.push_back(column.name() + " (numeric)");
      } else if (column.role() == v1::Column::ROLE_CATEGORICAL) {
        categorical_.push_back({i, column.name(), {}});
        descriptions_.push_back(column.name() + " (categorical)");
      }
    }
    texts_.resize(text_.size());
  }

  absl::Status Add(uint64_t index, const storage::v1::ItemRecord& item) {
    for (size_t i = 0; i < text_.size(); ++i) {
      texts_[i] = Cell(item, text_[i]);
    }
    if (!text_.empty()) {
      builder_.AddRow(texts_);
    }
    for (Numbers& column : numeric_) {
      const std::string_view cell = Cell(item, column.index);
      const bool missing = absl::StripAsciiWhitespace({cell.data(), cell.size()}).empty();
      const auto number = exchange::ParseNumber(cell);
      if (!missing && !number.has_value()) {
        return MakeError(absl::StatusCode::kInvalidArgument, "NOT_A_NUMBER",
                         absl::StrCat("row ", index + 1, ": column '", column.name, "': found '",
                                      std::string(cell.substr(0, 40)), "', expected a number"),
                         {{"row", std::to_string(index + 1)}, {"column", column.name}});
      }
      column.values.push_back(number.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    for (Categories& column : categorical_) {
      column.values.emplace_back(Cell(item, column.index));
    }
    return absl::OkStatus();
  }

  AuditFeatures Finish() && {
    std::shared_ptr<const TextFeatures> text;
    std::shared_ptr<const TableFeatures> table;
    if (!text_.empty()) {
      text = std::make_shared<TextFeatures>(std::move(builder_).Finish());
    }
    if (!numeric_.empty() || !categorical_.empty()) {
      table = std::make_shared<TableFeatures>(EncodeTable());
    }
    AuditFeatures features{.views = MakeFeatureViews(text, table), .has_text = text != nullptr};
    AppendTable(features);
    return features;
  }

  bool has_features() const { return !descriptions_.empty(); }
  const std::vector<std::string>& descriptions() const { return descriptions_; }

 private:
  struct Numbers {
    int index;
    std::string name;
    std::vector<double> values;
  };
  struct Categories {
    int index;
    std::string name;
    std::vector<std::string> values;
  };

  static std::string_view Cell(const storage::v1::ItemRecord& item, int column) {
    return column < item.cells_size() ? std::string_view(item.cells(column)) : std::string_view();
  }

  // Appends the columns that trees look at.
  void AppendTable(AuditFeatures& features) const {
    for (const Numbers& column : numeric_) {
      features.table.insert(features.table.end(), column.values.begin(), column.values.end());
      ++features.table_column_count;
    }
    for (const Categories& column : categorical_) {
      for (const std::string& category : FrequentCategories(column)) {
        for (const std::string& value : column.values) {
          features.table.push_back(value == category ? 1.0f : 0.0f);
        }
        ++features.table_column_count;
      }
    }
  }

  // Most frequent first, equally frequent ones by bytes.
  static std::vector<std::string> FrequentCategories(const Categories& column) {
    std::map<std::string, int64_t> counts;
    for (const std::string& value : column.values) {
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

  TableFeatures EncodeTable() const {
    TableColumns columns;
    for (const Numbers& column : numeric_) {
      columns.numeric.push_back({column.name, column.values});
    }
    std::vector<std::vector<std::string_view>> views;
    views.reserve(categorical_.size());
    for (const Categories& column : categorical_) {
      views.emplace_back(column.values.begin(), column.values.end());
      columns.categorical.push_back({column.name, views.back()});
    }
    return MakeTableFeatures(columns);
  }

  std::vector<int> text_;
  std::vector<Numbers> numeric_;
  std::vector<Categories> categorical_;
  std::vector<std::string> descriptions_;
  std::vector<std::string_view> texts_;
  TextFeatureBuilder builder_;
};

absl::Status ReadLabels(const storage::v1::DatasetRecord& record, DatasetRepository& datasets,
                        TrainingData& data) {
  absl::flat_hash_map<std::string, uint32_t> class_index;
  for (const v1::LabelClass& label_class : record.dataset().classes()) {
    class_index.emplace(label_class.label(), static_cast<uint32_t>(data.class_names.size()));
    data.class_names.push_back(label_class.label());
  }
  data.given.resize(static_cast<size_t>(record.dataset().item_count()));
  absl::Status status;
  ASSAY_RETURN_IF_ERROR(
      datasets.ScanLabels(record.dataset_number(), [&](const storage::v1::LabelRecord& label) {
        const auto known = class_index.find(label.label());
        if (known == class_index.end() || label.item_index() >= data.given.size()) {
          status = MakeError(absl::StatusCode::kDataLoss, "STORED_VALUE_DAMAGED",
                             "the label log names an item or a class that the data set lacks");
          return false;
        }
        data.given[label.item_index()] = known->second;
        return true;
      }));
  return status;
}

}  // namespace

absl::Status DatasetDeletedError(const v1::Dataset& dataset) {
  return MakeError(absl::StatusCode::kNotFound, "DATASET_NOT_FOUND",
                   "the data set '" + dataset.name() + "' was deleted while it was audited",
                   {{"name", dataset.name()}});
}

absl::StatusOr<TrainingData> LoadTrainingData(const storage::v1::DatasetRecord& record,
                                              DatasetRepository& datasets, ProgressSink& progress) {
  TrainingData data;
  ASSAY_RETURN_IF_ERROR(ReadLabels(record, datasets, data));
  FeatureCollector collector(record.dataset());
  const int64_t total = record.dataset().item_count();
  data.item_ids.reserve(static_cast<size_t>(total));
  ItemStream items(datasets, record.dataset_number());
  while (const auto batch = items.Next()) {
    progress.Report("reading", static_cast<int64_t>(data.item_ids.size()), total);
    if (progress.cancelled()) {
      return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the audit was cancelled");
    }
    for (const storage::v1::ItemRecord& item : *batch) {
      ASSAY_RETURN_IF_ERROR(collector.Add(data.item_ids.size(), item));
      data.item_ids.push_back(item.item_id());
    }
  }
  ASSAY_RETURN_IF_ERROR(items.status());
  if (static_cast<int64_t>(data.item_ids.size()) != total) {
    return DatasetDeletedError(record.dataset());
  }
  data.feature_columns = collector.descriptions();
  if (collector.has_features()) {
    progress.Report("making features", 0, 0);
    data.features = std::move(collector).Finish();
  }
  return data;
}

std::string ItemExcerpt(const v1::Dataset& dataset, const storage::v1::ItemRecord& item,
                        size_t max_bytes) {
  const auto gather = [&](bool texts) {
    std::string excerpt;
    for (int i = 0; i < dataset.columns_size() && i < item.cells_size(); ++i) {
      const v1::Column& column = dataset.columns(i);
      const bool is_text = column.role() == v1::Column::ROLE_TEXT;
      const bool is_feature = column.role() == v1::Column::ROLE_NUMERIC ||
                              column.role() == v1::Column::ROLE_CATEGORICAL;
      if (item.cells(i).empty() || (texts ? !is_text : !is_feature) || excerpt.size() > max_bytes) {
        continue;
      }
      absl::StrAppend(&excerpt, excerpt.empty() ? "" : (texts ? " \u2014 " : ", "),
                      texts ? "" : column.name() + " = ", item.cells(i));
    }
    return excerpt;
  };
  std::string excerpt = gather(true);
  if (excerpt.empty()) {
    excerpt = gather(false);
  }
  if (excerpt.size() > max_bytes) {
    size_t end = max_bytes;
    while (end > 0 && (static_cast<unsigned char>(excerpt[end]) & 0xC0) == 0x80) {
      --end;
    }
    excerpt.resize(end);
    excerpt += "\u2026";
  }
  return excerpt;
}

}  // namespace assay
