#ifndef ASSAY_ANNOTATOR_DATASET_NEW_ITEMS_H_
#define ASSAY_ANNOTATOR_DATASET_NEW_ITEMS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "assay/v1/datasets.pb.h"
#include "engine/store/dataset_repository.h"

namespace assay {

// INVALID_ARGUMENT about the item at `place` (from 0) of a call, with the metadata field, row (from
// 1) and, where they are not empty, column, found and expected.
absl::Status NewItemError(size_t place, std::string_view reason, std::string_view column,
                          std::string_view found, std::string_view expected);

// Turns items of a call into rows for a data set, under the rules of its import: known columns,
// text without NUL in UTF-8, numbers in numeric columns, a label with every item or with none.  Not
// thread-safe.
class NewItems {
 public:
  explicit NewItems(const storage::v1::DatasetRecord& dataset);

  // Errors, all INVALID_ARGUMENT: EMPTY_ID, ID_TOO_LONG, DUPLICATE_ID (within the call),
  // CONFLICTING_ID, UNKNOWN_COLUMN, TEXT_NOT_UTF8, NUL_BYTE, CELL_TOO_LARGE, NOT_A_NUMBER,
  // EMPTY_LABEL, LABEL_TOO_LONG, TOO_MANY_CLASSES, EMPTY_ANNOTATOR.  After one nothing more can be
  // added.
  absl::Status Add(const v1::NewItem& item, int64_t receive_time_us);

  // The data set with all that was added.
  DatasetGrowth Finish() &&;

 private:
  absl::Status CheckId(const v1::NewItem& item);
  absl::Status CheckCell(int column, std::string_view cell) const;
  absl::Status FillCells(const v1::NewItem& item, storage::v1::ItemRecord& record) const;
  absl::Status AddLabel(const storage::v1::ItemRecord& record, int64_t receive_time_us);
  absl::Status CheckLabel(std::string_view label) const;
  std::string_view ColumnName(std::optional<int> column) const;
  // Of the item that is being added, from 0.
  size_t place() const { return growth_.items.size(); }

  DatasetGrowth growth_;
  const int64_t first_index_;
  // Some of its items have several labels, each with its annotator.
  const bool is_long_;
  absl::flat_hash_map<std::string, int> columns_;
  std::optional<int> id_column_;
  std::optional<int> label_column_;
  std::optional<int> annotator_column_;
  absl::flat_hash_map<std::string, size_t> places_;
  std::map<std::string, int64_t> class_counts_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_NEW_ITEMS_H_
