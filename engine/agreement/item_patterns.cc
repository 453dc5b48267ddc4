#include "engine/agreement/item_patterns.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/labels/name_list.h"

namespace assay {
namespace {

// What makes an item: its classes ascending, or its classes in the order of the annotators.
std::vector<uint16_t> OrderedClasses(std::span<const uint16_t> classes, bool by_annotator) {
  std::vector<uint16_t> ordered(classes.begin(), classes.end());
  if (!by_annotator) {
    std::sort(ordered.begin(), ordered.end());
  }
  return ordered;
}

template <typename T>
void AppendBytes(std::span<const T> values, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

}  // namespace

ItemPatterns GroupItems(const LabelTable& labels, bool by_annotator) {
  NameIndex index;
  std::vector<uint64_t> begin = {0};
  std::vector<uint32_t> annotators;
  std::vector<uint16_t> classes;
  std::vector<uint32_t> sizes;
  std::vector<uint32_t> pattern_of;
  NameList names;
  std::string key;
  for (size_t item = 0; item < labels.item_count(); ++item) {
    if (labels.classes_of(item).empty()) {
      continue;
    }
    const std::vector<uint16_t> ordered = OrderedClasses(labels.classes_of(item), by_annotator);
    key.clear();
    AppendBytes(std::span(ordered), key);
    if (by_annotator) {
      AppendBytes(labels.annotators_of(item), key);
    }
    const uint32_t pattern = index.Intern(key);
    if (pattern == sizes.size()) {
      sizes.push_back(0);
      classes.insert(classes.end(), ordered.begin(), ordered.end());
      const std::span<const uint32_t> who = labels.annotators_of(item);
      annotators.insert(annotators.end(), who.begin(), who.end());
      begin.push_back(classes.size());
      names.Append("");
    }
    ++sizes[pattern];
    pattern_of.push_back(pattern);
  }
  const std::span<const double> values = labels.class_values();
  return {LabelTable(std::move(begin), std::move(annotators), std::move(classes), std::move(names),
                     labels.annotator_names(), labels.class_names(),
                     std::vector<double>(values.begin(), values.end())),
          std::move(sizes), std::move(pattern_of)};
}

}  // namespace assay
