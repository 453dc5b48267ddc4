#ifndef ASSAY_TESTS_ENGINE_COST_PILOT_DRAW_H_
#define ASSAY_TESTS_ENGINE_COST_PILOT_DRAW_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/rng.h"
#include "engine/labels/label_table.h"

namespace assay {

// Items with a known class and many labels each, cut at random into a pilot and the rest, the
// labels of each item in random order.
struct PilotDraw {
  std::vector<size_t> pilot_items;
  std::vector<size_t> other_items;
  // Of each item of the table: the places of its labels.
  std::vector<std::vector<size_t>> label_places;
};

// The items of the table that have a truth >= 0 and at least so many labels.
std::vector<size_t> WellLabelledItems(const LabelTable& labels, std::span<const int32_t> truth,
                                      size_t least_labels);

PilotDraw DrawPilot(const LabelTable& labels, std::vector<size_t> items, size_t pilot_item_count,
                    Rng& rng);

// The first `label_count` labels of these items as a table with the same classes, and their truth
// in its order.
struct SmallTable {
  LabelTable labels;
  std::vector<int32_t> truth;
};
SmallTable FirstLabels(const LabelTable& labels, std::span<const int32_t> truth,
                       const PilotDraw& draw, std::span<const size_t> items, size_t label_count);

// Share of the items whose first `label_count` labels have the true class for majority, ties in
// expectation.
double VoteAccuracy(const LabelTable& labels, std::span<const int32_t> truth, const PilotDraw& draw,
                    std::span<const size_t> items, size_t label_count);

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_COST_PILOT_DRAW_H_
