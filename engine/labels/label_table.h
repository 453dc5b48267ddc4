#ifndef ASSAY_ENGINE_LABELS_LABEL_TABLE_H_
#define ASSAY_ENGINE_LABELS_LABEL_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/labels/name_list.h"

namespace assay {

// The labels of N items by A annotators, sparse: L labels, each a class out of K.  Made by
// LabelTableBuilder (label_table_builder.h); never changes.  Thread-safe to read.
//
// The labels stand item after item; within an item by annotator, repeated labels of one annotator
// in the order in which they came.  Classes are sorted: by value where every class is a number,
// otherwise by their bytes, or as they were named where the builder was told so.  Items and
// annotators have the order of their first label.
//
// Memory: 6 bytes a label (annotator 4, class 2), 8 bytes an item, and the names.
class LabelTable {
 public:
  // item_begin: N + 1 ascending positions, from 0 to L.  annotators[i] < annotator_names.size(),
  // classes[i] < class_names.size() (ASSAY_CHECK).  class_values: empty, or K finite ascending
  // numbers.
  LabelTable(std::vector<uint64_t> item_begin, std::vector<uint32_t> annotators,
             std::vector<uint16_t> classes, NameList item_names, NameList annotator_names,
             NameList class_names, std::vector<double> class_values);

  LabelTable(const LabelTable&) = delete;
  LabelTable& operator=(const LabelTable&) = delete;
  LabelTable(LabelTable&&) = default;
  LabelTable& operator=(LabelTable&&) = default;

  size_t item_count() const { return item_begin_.size() - 1; }
  size_t annotator_count() const { return annotator_names_.size(); }
  size_t class_count() const { return class_names_.size(); }
  size_t label_count() const { return classes_.size(); }

  // Positions of the labels of item i: [item_begin()[i], item_begin()[i + 1]).  N + 1 values.
  // Every item of a built table has at least one label, unless it was added for its truth alone.
  std::span<const uint64_t> item_begin() const { return item_begin_; }
  // Of each label: who gave it.  L values.
  std::span<const uint32_t> annotators() const { return annotators_; }
  // Of each label: the class.  L values.
  std::span<const uint16_t> classes() const { return classes_; }

  // The labels of one item.
  std::span<const uint32_t> annotators_of(size_t item) const {
    return annotators().subspan(item_begin_[item], item_begin_[item + 1] - item_begin_[item]);
  }
  std::span<const uint16_t> classes_of(size_t item) const {
    return classes().subspan(item_begin_[item], item_begin_[item + 1] - item_begin_[item]);
  }

  const NameList& item_names() const { return item_names_; }
  const NameList& annotator_names() const { return annotator_names_; }
  const NameList& class_names() const { return class_names_; }

  // What the classes are worth as numbers, ascending; empty where some class is not a number and
  // the builder was not told an order.
  std::span<const double> class_values() const { return class_values_; }

 private:
  std::vector<uint64_t> item_begin_;
  std::vector<uint32_t> annotators_;
  std::vector<uint16_t> classes_;
  NameList item_names_;
  NameList annotator_names_;
  NameList class_names_;
  std::vector<double> class_values_;
};

// The same labels, annotator after annotator, within an annotator by item.  For what goes through
// the labels of each annotator.  6 bytes a label and 8 an annotator.
struct LabelsByAnnotator {
  std::vector<uint64_t> annotator_begin;  // A + 1
  std::vector<uint32_t> items;            // L
  std::vector<uint16_t> classes;          // L
};

// O(L).
LabelsByAnnotator GroupByAnnotator(const LabelTable& table);

// No class, as a known label.
inline constexpr int32_t kNoClass = -1;

}  // namespace assay

#endif  // ASSAY_ENGINE_LABELS_LABEL_TABLE_H_
