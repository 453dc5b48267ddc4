#ifndef ASSAY_ENGINE_LABELS_LABEL_TABLE_BUILDER_H_
#define ASSAY_ENGINE_LABELS_LABEL_TABLE_BUILDER_H_

#include <cstddef>
#include <cstdint>
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

  size_t label_count() const { return classes_.size(); }
  // Labels of an (item, annotator) that had one already, as found by the last Build.
  size_t repeat_count() const { return repeat_count_; }

  // The table; the builder is empty afterwards.  An empty table (no labels) is fine here.
  // O(L + K log K); memory: 10 bytes a label while it is collected and 6 more in the table.
  LabelTable Build(RepeatPolicy policy);

 private:
  NameIndex items_;
  NameIndex annotators_;
  NameIndex class_names_;
  std::vector<uint32_t> item_of_;
  std::vector<uint32_t> annotator_of_;
  std::vector<uint16_t> classes_;
  size_t repeat_count_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LABELS_LABEL_TABLE_BUILDER_H_
