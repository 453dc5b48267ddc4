#ifndef ASSAY_ANNOTATOR_AUDITING_FEATURE_COLLECTOR_H_
#define ASSAY_ANNOTATOR_AUDITING_FEATURE_COLLECTOR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/audit/audit_models.h"
#include "engine/learn/table_features.h"
#include "engine/learn/text_features.h"

namespace assay {

// The columns that an audit learns from, and what was fitted to them.
struct FeatureEncoders {
  // In the order of the data set that they were fitted to.
  std::vector<storage::v1::ModelColumn> columns;
  std::optional<TextVocabulary> text;
  std::optional<TableEncoder> table;
};

// The features of a data set, and the encoders that made them, which the features' names refer to.
struct CollectedFeatures {
  AuditFeatures features;
  std::vector<storage::v1::ModelColumn> columns;
  std::shared_ptr<const TextFeatures> text;    // null where there is no text
  std::shared_ptr<const TableFeatures> table;  // null where there is nothing but text
};

// Gathers the feature columns of a data set item by item and makes features of them.
//
// Memory: that of the features (engine/learn/text_features.h), 12 bytes a numeric cell, and the
// categorical cells; texts are not kept.  Trees see numbers as they are, and of each categorical
// column the most frequent categories, a column each.
class FeatureCollector {
 public:
  // Learns from the columns with the role of text, numbers or categories; there may be none.
  explicit FeatureCollector(const v1::Dataset& dataset);

  // Encodes as was fitted to another data set; columns are found by their names, whatever their
  // role.
  //
  // Errors:
  //   INVALID_ARGUMENT MISSING_COLUMN  the data set lacks a column (metadata column).
  static absl::StatusOr<FeatureCollector> Create(const v1::Dataset& dataset,
                                                 FeatureEncoders encoders);

  // index: of the item, from 0.
  //
  // Errors:
  //   INVALID_ARGUMENT NOT_A_NUMBER  a numeric column holds text (metadata row, column).
  absl::Status Add(uint64_t index, const storage::v1::ItemRecord& item);

  bool has_features() const { return !columns_.empty(); }
  // "title (text)", in the order of the columns.
  std::vector<std::string> Descriptions() const;

  // There are features, and at least one item was added.
  CollectedFeatures Finish() &&;

 private:
  struct Numbers {
    int index;
    std::string name;
    std::vector<double> values;
  };
  struct Categories {
    int index;
    size_t column;  // in columns_
    std::vector<std::string> values;
  };

  void AddColumn(int index, storage::v1::ModelColumn column);
  void AppendTreeColumns(AuditFeatures& features);
  std::shared_ptr<const TableFeatures> EncodeTable();

  std::vector<storage::v1::ModelColumn> columns_;
  std::vector<int> text_;
  std::vector<Numbers> numeric_;
  std::vector<Categories> categorical_;
  std::vector<std::string_view> texts_;
  TextFeatureBuilder builder_;
  // Where the encoders were fitted before.
  bool is_fitted_ = false;
  FeatureEncoders encoders_;
  CsrMatrix text_rows_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_FEATURE_COLLECTOR_H_
