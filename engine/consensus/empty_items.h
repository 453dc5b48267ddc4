#ifndef ASSAY_ENGINE_CONSENSUS_EMPTY_ITEMS_H_
#define ASSAY_ENGINE_CONSENSUS_EMPTY_ITEMS_H_

#include <vector>

#include "engine/consensus/consensus_registry.h"

namespace assay {

// Gives each item that has neither labels nor a known class the row class_sum / sum(class_sum).
// O(N + K a filled item).
void FillEmptyItems(const ConsensusInput& input, const std::vector<double>& class_sum,
                    std::vector<float>& posterior);

// part[i] / whole[i], 0 where the whole is 0.
std::vector<float> SharesOf(const std::vector<double>& part, const std::vector<double>& whole);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_EMPTY_ITEMS_H_
