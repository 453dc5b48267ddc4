#ifndef ASSAY_TESTS_ENGINE_COST_SIMULATED_PILOT_H_
#define ASSAY_TESTS_ENGINE_COST_SIMULATED_PILOT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "engine/labels/label_table.h"
#include "engine/labels/label_table_builder.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay {

struct SimulatedPilot {
  LabelTable labels;
  std::vector<int32_t> truth;
};

// Adds items 0 to item_count - 1 labelled by `label_count` annotators named prefix0, prefix1, ...,
// each right with this probability, wrong ones spread evenly; the true class of item i is i %
// class_count.
inline void AddCrowd(LabelTableBuilder& builder, const std::string& prefix, size_t item_count,
                     size_t class_count, size_t label_count, double accuracy, Rng& rng) {
  for (size_t item = 0; item < item_count; ++item) {
    const size_t truth = item % class_count;
    for (size_t annotator = 0; annotator < label_count; ++annotator) {
      const bool right = rng.Uniform() < accuracy;
      const size_t said = right ? truth : (truth + 1 + rng.Below(class_count - 1)) % class_count;
      ASSERT_THAT(builder.Add("item" + std::to_string(item), prefix + std::to_string(annotator),
                              "class" + std::to_string(said)),
                  IsOk());
    }
  }
}

// One crowd whose classes are named in order, so that the truth of item i is class i % class_count.
inline SimulatedPilot SimulatePilot(size_t item_count, size_t class_count, size_t label_count,
                                    double accuracy, uint64_t seed) {
  Rng rng(seed);
  LabelTableBuilder builder;
  for (size_t k = 0; k < class_count; ++k) {
    EXPECT_THAT(builder.AddClass("class" + std::to_string(k)), IsOk());
  }
  AddCrowd(builder, "a", item_count, class_count, label_count, accuracy, rng);
  SimulatedPilot pilot{builder.Build(RepeatPolicy::kAll), {}};
  for (size_t item = 0; item < item_count; ++item) {
    pilot.truth.push_back(static_cast<int32_t>(item % class_count));
  }
  return pilot;
}

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_COST_SIMULATED_PILOT_H_
