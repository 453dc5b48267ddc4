#ifndef ASSAY_TESTS_REFERENCE_ANNOTATORS_SIMULATED_CROWD_H_
#define ASSAY_TESTS_REFERENCE_ANNOTATORS_SIMULATED_CROWD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "engine/labels/label_table.h"
#include "engine/labels/label_table_builder.h"

namespace assay::reference {

// A crowd of which everything is known.  Annotator j of the first `annotators` labels each item
// with probability `coverage`; `say` says what.
struct SimulatedCrowd {
  LabelTable labels;
  std::vector<int32_t> truth;
  std::vector<double> times;  // of each label: the number of the item
};

// What annotator `who` says of item `item` of class `truth`; `said` are the labels so far, by
// annotator, -1 where there is none.
using Say = std::function<uint16_t(uint32_t who, uint32_t item, uint16_t truth,
                                   const std::vector<int>& said, Rng& rng)>;

// Right with probability `accuracy`, else one of the other classes.
inline uint16_t HonestAnswer(uint16_t truth, double accuracy, size_t class_count, Rng& rng) {
  const auto other = static_cast<uint16_t>((truth + 1 + rng.Below(class_count - 1)) % class_count);
  return rng.Uniform() < accuracy ? truth : other;
}

inline SimulatedCrowd Simulate(uint32_t items, uint32_t annotators, size_t class_count,
                               double coverage, uint64_t seed, const Say& say) {
  Rng rng(seed);
  LabelTableBuilder builder;
  std::vector<int32_t> truth;
  for (size_t k = 0; k < class_count; ++k) {
    (void)builder.AddClass(std::to_string(k));
  }
  // All annotators are known from the first item on, so that they keep their numbers.
  for (uint32_t item = 0; item < items; ++item) {
    const auto right = static_cast<uint16_t>(rng.Below(class_count));
    truth.push_back(right);
    (void)builder.AddItem(std::to_string(item));
    std::vector<int> said(annotators, -1);
    for (uint32_t who = 0; who < annotators; ++who) {
      if (item == 0 || rng.Uniform() < coverage) {
        said[who] = say(who, item, right, said, rng);
        (void)builder.Add(std::to_string(item), std::to_string(who), std::to_string(said[who]));
      }
    }
  }
  SimulatedCrowd crowd{builder.Build(RepeatPolicy::kAll), std::move(truth), {}};
  for (uint32_t item = 0; item < items; ++item) {
    crowd.times.insert(crowd.times.end(), crowd.labels.classes_of(item).size(), item);
  }
  return crowd;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_ANNOTATORS_SIMULATED_CROWD_H_
