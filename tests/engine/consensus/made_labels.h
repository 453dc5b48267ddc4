#ifndef ASSAY_TESTS_ENGINE_CONSENSUS_MADE_LABELS_H_
#define ASSAY_TESTS_ENGINE_CONSENSUS_MADE_LABELS_H_

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/progress.h"
#include "engine/base/rng.h"
#include "engine/base/worker_pool.h"
#include "engine/consensus/consensus_registry.h"
#include "engine/labels/label_table.h"
#include "engine/labels/label_table_builder.h"

namespace assay {

struct MadeLabel {
  std::string item, annotator, label;
};

inline LabelTable BuildTable(const std::vector<MadeLabel>& labels,
                             const std::vector<std::string>& more_items = {}) {
  LabelTableBuilder builder;
  for (const MadeLabel& label : labels) {
    ASSAY_CHECK(builder.Add(label.item, label.annotator, label.label).ok());
  }
  for (const std::string& item : more_items) {
    ASSAY_CHECK(builder.AddItem(item).ok());
  }
  return builder.Build(RepeatPolicy::kAll);
}

struct MadeShape {
  size_t items = 60;
  size_t annotators = 8;
  size_t classes = 3;
  size_t labels_of_item = 5;
  uint64_t seed = 1;
};

// Annotator j is right with probability .5 to .95 and else says the next class with .7 and any
// class with .3; class k is as usual as k + 1.
inline std::vector<MadeLabel> MakeLabels(const MadeShape& shape) {
  Rng rng(shape.seed);
  std::vector<MadeLabel> labels;
  std::vector<size_t> annotators(shape.annotators);
  std::iota(annotators.begin(), annotators.end(), size_t{0});
  for (size_t item = 0; item < shape.items; ++item) {
    size_t truth = 0;
    for (uint64_t draw = rng.Below(shape.classes * (shape.classes + 1) / 2); draw > truth;
         ++truth) {
      draw -= truth + 1;
    }
    rng.Shuffle(std::span<size_t>(annotators));
    for (size_t j = 0; j < shape.labels_of_item; ++j) {
      const double accuracy =
          0.5 + 0.45 * static_cast<double>(annotators[j]) / static_cast<double>(shape.annotators);
      size_t said = truth;
      if (rng.Uniform() > accuracy) {
        said = rng.Uniform() < 0.7 ? (truth + 1) % shape.classes : rng.Below(shape.classes);
      }
      labels.push_back({"item" + std::to_string(item), "annotator" + std::to_string(annotators[j]),
                        "class" + std::to_string(said)});
    }
  }
  return labels;
}

inline ConsensusResult RunMethod(std::string_view name, const ConsensusInput& input,
                                 const ConsensusOptions& options = {}, int threads = 1) {
  WorkerPool pool(threads);
  NullProgress progress;
  const auto method = FindConsensusMethod(name);
  ASSAY_CHECK(method.ok());
  auto result = (*method)->compute(input, options, pool, progress);
  ASSAY_CHECK(result.ok());
  return *std::move(result);
}

inline NumberConsensus RunNumbers(std::string_view name, const ConsensusInput& input,
                                  const ConsensusOptions& options = {}) {
  WorkerPool pool(1);
  NullProgress progress;
  const auto method = FindConsensusMethod(name);
  ASSAY_CHECK(method.ok());
  auto result = (*method)->compute_numbers(input, options, pool, progress);
  ASSAY_CHECK(result.ok());
  return *std::move(result);
}

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_CONSENSUS_MADE_LABELS_H_
