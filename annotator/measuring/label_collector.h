#ifndef ASSAY_ANNOTATOR_MEASURING_LABEL_COLLECTOR_H_
#define ASSAY_ANNOTATOR_MEASURING_LABEL_COLLECTOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/quality.pb.h"
#include "engine/labels/label_table.h"
#include "engine/labels/label_table_builder.h"

namespace assay {

// What labels are taken for.
enum class LabelKind {
  kClasses,         // names that are equal or not
  kOrderedClasses,  // as kClasses, with an order: by value, or as LabelSource.classes says
  kNumbers,         // each must be a number; "1" and "1.0" are the same
};

// One label as it stands in its source.
struct LabelRow {
  std::string_view item;
  std::string_view annotator;
  std::string_view label;
  // Seconds that it took; absent where that is not known.
  std::optional<double> time_s;
  // When it was given, as a number that grows with the time; absent where that is not known.
  std::optional<double> order;
  // What it cost; absent where no costs are read.
  std::optional<int64_t> cost_micros;
  // Row and line of a table; line 0: entry `row` of a label log.
  int64_t row = 0;
  int64_t line = 0;
};

// What a label cost, also one that another of the same annotator supersedes; item and annotator as
// the table numbers them.
struct LabelCost {
  uint32_t item = 0;
  uint32_t annotator = 0;
  int64_t cost_micros = 0;
  int64_t active_us = 0;  // 0: unknown
};

// Names of the columns, for messages.
struct LabelColumnNames {
  std::string item = "item";
  std::string annotator = "annotator";
  std::string label = "label";
};

// Labels from their source to a LabelTable, each checked, with what the user should know of them.
// Not thread-safe.
class LabelCollector {
 public:
  static constexpr size_t kMaxNameBytes = 1024;
  static constexpr size_t kMaxLabelBytes = 8192;

  // `source_name`: the file or the data set, for messages.
  // INVALID_ARGUMENT DUPLICATE_CLASS, NOT_A_NUMBER: source.classes are not to be used so.
  static absl::StatusOr<LabelCollector> Create(const v1::LabelSource& source,
                                               std::string_view source_name, LabelKind kind);

  void SetColumnNames(LabelColumnNames names) { names_ = std::move(names); }

  // Adds a label, or leaves it out as source.skip_empty_labels says.
  //
  // Errors, INVALID_ARGUMENT with metadata file, row, line, column, found and expected:
  //   EMPTY_ID, EMPTY_ANNOTATOR, EMPTY_LABEL   an empty cell.
  //   ID_TOO_LONG, LABEL_TOO_LONG              longer than what such names are.
  //   UNKNOWN_CLASS                            none of source.classes.
  //   NOT_A_NUMBER                             kNumbers, and it is none.
  //   TOO_MANY_CLASSES, TOO_MANY_NAMES         as LabelTableBuilder.
  absl::Status Add(const LabelRow& row);

  // Makes sure that a class, or an item, is there that need not be among the labels.
  absl::Status AddClass(std::string_view label) { return builder_.AddClass(label); }
  absl::Status AddItem(std::string_view item) { return builder_.AddItem(item); }

  const LabelTableBuilder& builder() const { return builder_; }
  bool has_given_classes() const { return source_.classes_size() > 0; }
  // The classes so far, sorted by their bytes.
  std::vector<std::string> SortedClasses() const;
  int64_t row_count() const { return row_count_; }

  // A label as the table will spell it, or empty where a number is needed and it is none.
  std::string Spelling(std::string_view label) const;

  // The first label that is a number with a fraction, and its row; empty where there is none.
  const std::string& first_fraction() const { return first_fraction_; }
  int64_t first_fraction_row() const { return first_fraction_row_; }

  // The table, once.  Fills in everything of `info` but source and columns.
  //
  // Errors: FAILED_PRECONDITION NO_LABELS  nothing was added.
  absl::StatusOr<LabelTable> Finish(v1::LabelTableInfo& info);

  // Of each annotator the seconds that each label took, as far as known; empty where none is known.
  const std::vector<std::vector<float>>& times() const { return times_; }

  // LabelRow::order of each label of the table that Finish made, NaN where it is not known; empty
  // where none is known.  16 bytes a label while they are collected.
  const std::vector<double>& orders() const { return orders_; }

  // One for each label that came with a cost, in the order in which they came.
  const std::vector<LabelCost>& costs() const { return costs_; }

 private:
  LabelCollector(const v1::LabelSource& source, std::string_view source_name, LabelKind kind)
      : source_(source), source_name_(source_name), kind_(kind) {}

  absl::Status Fail(const LabelRow& row, std::string_view reason, const std::string& column,
                    const std::string& found, const std::string& expected) const;
  absl::Status CheckNames(const LabelRow& row) const;
  // The label as it is added.  Remembers what it has seen.
  absl::StatusOr<std::string_view> CheckLabel(const LabelRow& row);
  absl::Status CheckOrder(const LabelTable& table) const;
  void AddWarnings(const LabelTable& table, v1::LabelTableInfo& info) const;
  void AlignOrders(const LabelTable& table);

  v1::LabelSource source_;
  std::string source_name_;
  LabelKind kind_;
  LabelColumnNames names_;
  LabelTableBuilder builder_;
  // Each label seen so far and how it is spelt in the table.
  absl::flat_hash_map<std::string, std::string> spellings_;
  std::vector<std::vector<float>> times_;
  // (item << 32 | annotator, order) as they came; afterwards by the place in the table.
  std::vector<std::pair<uint64_t, double>> order_rows_;
  std::vector<double> orders_;
  std::vector<LabelCost> costs_;
  std::string first_fraction_;
  int64_t first_fraction_row_ = 0;
  int64_t row_count_ = 0;
  int64_t skipped_count_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_LABEL_COLLECTOR_H_
