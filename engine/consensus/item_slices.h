#ifndef ASSAY_ENGINE_CONSENSUS_ITEM_SLICES_H_
#define ASSAY_ENGINE_CONSENSUS_ITEM_SLICES_H_

#include <cstddef>
#include <vector>

#include "engine/labels/label_table.h"

namespace assay {

// Cuts the items into at most slice_count consecutive slices of about as many labels, none smaller
// than min_work labels and items together.  Slice s is [result[s], result[s + 1]).  Depends on the
// table alone, so that sums made slice by slice do not depend on the number of threads.
// O(slice_count log N).
std::vector<size_t> CutItems(const LabelTable& table, size_t slice_count, size_t min_work);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_ITEM_SLICES_H_
