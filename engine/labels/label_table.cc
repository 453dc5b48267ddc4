#include "engine/labels/label_table.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace assay {

LabelTable::LabelTable(std::vector<uint64_t> item_begin, std::vector<uint32_t> annotators,
                       std::vector<uint16_t> classes, NameList item_names, NameList annotator_names,
                       NameList class_names, std::vector<double> class_values)
    : item_begin_(std::move(item_begin)),
      annotators_(std::move(annotators)),
      classes_(std::move(classes)),
      item_names_(std::move(item_names)),
      annotator_names_(std::move(annotator_names)),
      class_names_(std::move(class_names)),
      class_values_(std::move(class_values)) {
  ASSAY_CHECK(!item_begin_.empty() && item_begin_.front() == 0 &&
              item_begin_.back() == classes_.size());
  ASSAY_CHECK(std::is_sorted(item_begin_.begin(), item_begin_.end()));
  ASSAY_CHECK(item_names_.size() == item_count() && annotators_.size() == classes_.size());
  ASSAY_CHECK(annotators_.empty() ||
              *std::max_element(annotators_.begin(), annotators_.end()) < annotator_names_.size());
  ASSAY_CHECK(classes_.empty() ||
              *std::max_element(classes_.begin(), classes_.end()) < class_names_.size());
  ASSAY_CHECK(class_values_.empty() || class_values_.size() == class_names_.size());
}

LabelsByAnnotator GroupByAnnotator(const LabelTable& table) {
  LabelsByAnnotator grouped;
  grouped.annotator_begin.assign(table.annotator_count() + 1, 0);
  for (const uint32_t annotator : table.annotators()) {
    ++grouped.annotator_begin[annotator + 1];
  }
  for (size_t a = 0; a < table.annotator_count(); ++a) {
    grouped.annotator_begin[a + 1] += grouped.annotator_begin[a];
  }
  grouped.items.resize(table.label_count());
  grouped.classes.resize(table.label_count());
  std::vector<uint64_t> next(grouped.annotator_begin.begin(), grouped.annotator_begin.end() - 1);
  for (size_t item = 0; item < table.item_count(); ++item) {
    for (uint64_t at = table.item_begin()[item]; at < table.item_begin()[item + 1]; ++at) {
      const uint64_t place = next[table.annotators()[at]]++;
      grouped.items[place] = static_cast<uint32_t>(item);
      grouped.classes[place] = table.classes()[at];
    }
  }
  return grouped;
}

}  // namespace assay
