#ifndef ASSAY_ENGINE_LABELS_LABEL_TABLE_BUILDER_H_
#define ASSAY_ENGINE_LABELS_LABEL_TABLE_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/labels/label_table.h"
#include "engine/labels/name_list.h"

namespace assay {

// Which labels count where an annotator labelled an item more than once.
enum class RepeatPolicy {
  kLast,   // the last one: it supersedes the others
  kFirst,  // the first one
  kAll,    // each of them, as if from several annotators who happen to be one
};

// The finite number that a whole label is, in decimal or scientific notation; nothing around it.
std::optional<double> LabelNumber(std::string_view label);

// Collects labels in any order.  Not thread-safe.
class LabelTableBuilder {
 public:
  static constexpr size_t kMaxClassCount = 65'535;

  // Adds a label.  Texts are taken as they are; an empty class is a class of its own, so leave
  // missing labels out.
  //
  // Errors:
  //   INVALID_ARGUMENT TOO_MANY_CLASSES  the label is one class more than kMaxClassCount; metadata
  //                                      found, expected.
  //   INVALID_ARGUMENT TOO_MANY_NAMES    more than 2^32 - 2 items or annotators.
  absl::Status Add(std::string_view item, std::string_view annotator, std::string_view label);

  // Makes sure that a class, or an item without labels (for example of a truth file), is there.
  absl::Status AddClass(std::string_view label);
  absl::Status AddItem(std::string_view item);

  // Classes that are not all numbers will stand in the order in which they were added, not sorted,
  // and count as the numbers 0, 1, 2, ...: for labels with an order of their own.
  void KeepClassOrder() { keeps_class_order_ = true; }

  size_t label_count() const { return label_count_; }
  // What was named so far.
  size_t item_count() const { return items_.names().size(); }
  size_t annotator_count() const { return annotators_.names().size(); }
  size_t class_count() const { return class_names_.names().size(); }
  // In the order in which they came.
  const NameList& class_names() const { return class_names_.names(); }

  // The number that an item or an annotator has, also in the table, or NameIndex::kAbsent.
  uint32_t FindItem(std::string_view item) const { return items_.Find(item); }
  uint32_t FindAnnotator(std::string_view annotator) const { return annotators_.Find(annotator); }
  // Whether a class of that name was added.
  bool HasClass(std::string_view label) const {
    return class_names_.Find(label) != NameIndex::kAbsent;
  }
  // Labels of an (item, annotator) that had one already, as found by the last Build.
  size_t repeat_count() const { return repeat_count_; }

  // The table; the builder is empty afterwards.  An empty table (no labels) is fine here.
  // O(L + K log K); memory: 10 bytes a label while it is collected; while the table is laid out 6
  // bytes a label for it, and what was collected goes as it is used.
  LabelTable Build(RepeatPolicy policy);

 private:
  // Labels as they came.  In blocks, so that they neither move while they grow nor all stay until
  // the last is used.
  struct Block {
    std::vector<uint32_t> items;
    std::vector<uint32_t> annotators;
    std::vector<uint16_t> classes;
  };

  // TOO_MANY_NAMES.
  absl::Status CheckRoom() const;
  Block& OpenBlock();
  // Positions at which the labels of each item begin.
  std::vector<uint64_t> CountLabels(size_t item_count) const;

  NameIndex items_;
  NameIndex annotators_;
  NameIndex class_names_;
  std::vector<Block> blocks_;
  size_t label_count_ = 0;
  size_t repeat_count_ = 0;
  bool keeps_class_order_ = false;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LABELS_LABEL_TABLE_BUILDER_H_
