#include "engine/consensus/item_slices.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace assay {

std::vector<size_t> CutItems(const LabelTable& table, size_t slice_count, size_t min_work) {
  const size_t item_count = table.item_count();
  const auto begin = table.item_begin();
  const size_t work = table.label_count() + item_count;
  const size_t count =
      std::clamp<size_t>(work / std::max<size_t>(min_work, 1), 1, std::max<size_t>(slice_count, 1));
  std::vector<size_t> bounds = {0};
  for (size_t slice = 1; slice < count; ++slice) {
    const size_t target = work / count * slice;
    // The work before an item ascends with the item.
    size_t low = bounds.back();
    size_t high = item_count;
    while (low < high) {
      const size_t middle = std::midpoint(low, high);
      if (static_cast<size_t>(begin[middle]) + middle < target) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    bounds.push_back(low);
  }
  bounds.push_back(item_count);
  return bounds;
}

}  // namespace assay
