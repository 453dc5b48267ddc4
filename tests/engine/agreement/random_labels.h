#ifndef ASSAY_TESTS_ENGINE_AGREEMENT_RANDOM_LABELS_H_
#define ASSAY_TESTS_ENGINE_AGREEMENT_RANDOM_LABELS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/rng.h"
#include "engine/labels/label_table_builder.h"
#include "tests/reference/agreement/agreement_reference.h"

namespace assay {

struct RandomLabelsOptions {
  size_t item_count = 40;
  int annotator_count = 4;
  int class_count = 4;
  double missing = 0.3;   // chance that an annotator skips an item
  double agreeing = 0.6;  // chance that a label is the class of its item
};

// Items with at least one label each; the same for the same seed.
inline reference::Items RandomLabels(uint64_t seed, const RandomLabelsOptions& options = {}) {
  Rng rng(seed);
  const auto draw_class = [&] {
    return static_cast<int>(rng.Below(static_cast<uint64_t>(options.class_count)));
  };
  reference::Items items;
  while (items.size() < options.item_count) {
    const int truth = draw_class();
    std::vector<reference::Label> item;
    for (int annotator = 0; annotator < options.annotator_count; ++annotator) {
      if (rng.Uniform() >= options.missing) {
        item.push_back({annotator, rng.Uniform() < options.agreeing ? truth : draw_class()});
      }
    }
    if (!item.empty()) {
      items.push_back(item);
    }
  }
  return items;
}

// Class k is named by `name_of`; all of class_count are there, used or not.
inline LabelTable TableOf(const reference::Items& items, int class_count,
                          const std::function<std::string(int)>& name_of,
                          const std::function<std::string(int)>& annotator_of) {
  LabelTableBuilder builder;
  for (int k = 0; k < class_count; ++k) {
    ASSAY_CHECK(builder.AddClass(name_of(k)).ok());
  }
  for (size_t item = 0; item < items.size(); ++item) {
    for (const reference::Label& label : items[item]) {
      ASSAY_CHECK(
          builder
              .Add(std::to_string(item), annotator_of(label.annotator), name_of(label.label_class))
              .ok());
    }
  }
  return builder.Build(RepeatPolicy::kAll);
}

inline LabelTable TableOf(const reference::Items& items, int class_count = 4) {
  return TableOf(
      items, class_count, [](int k) { return std::to_string(k); },
      [](int a) { return "annotator" + std::to_string(a); });
}

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_AGREEMENT_RANDOM_LABELS_H_
