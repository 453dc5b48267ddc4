#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/base/rng.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/consensus_registry.h"
#include "engine/consensus/name_hash.h"

namespace assay {
namespace {

constexpr float kTie = 1e-6f;

// Among equals the class whose name draws the highest number, so that the order of classes says
// nothing.
int32_t BreakTie(const LabelTable& labels, size_t item, std::span<const int32_t> equals,
                 uint64_t seed) {
  const uint64_t item_hash = HashOfName(labels.item_names()[item]);
  int32_t best = equals.front();
  uint64_t best_draw = 0;
  for (const int32_t k : equals) {
    const uint64_t class_hash = HashOfName(labels.class_names()[static_cast<size_t>(k)]);
    const uint64_t draw = Rng(seed ^ item_hash, class_hash).Next();
    if (draw >= best_draw) {
      best = k;
      best_draw = draw;
    }
  }
  return best;
}

}  // namespace

std::vector<int32_t> ConsensusLabels(const ConsensusInput& input, const ConsensusResult& result,
                                     uint64_t seed) {
  const LabelTable& labels = input.labels;
  const size_t class_count = labels.class_count();
  std::vector<int32_t> chosen(labels.item_count(), kNoClass);
  std::vector<int32_t> equals;
  for (size_t item = 0; item < labels.item_count(); ++item) {
    chosen[item] = GoldOf(input, item);
    if (chosen[item] != kNoClass || labels.classes_of(item).empty()) {
      continue;
    }
    const float* row = result.posterior.data() + item * class_count;
    const float floor = *std::max_element(row, row + class_count) - kTie;
    equals.clear();
    for (size_t k = 0; k < class_count; ++k) {
      if (row[k] >= floor) {
        equals.push_back(static_cast<int32_t>(k));
      }
    }
    chosen[item] = equals.size() == 1 ? equals.front() : BreakTie(labels, item, equals, seed);
  }
  return chosen;
}

}  // namespace assay
