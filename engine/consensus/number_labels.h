#ifndef ASSAY_ENGINE_CONSENSUS_NUMBER_LABELS_H_
#define ASSAY_ENGINE_CONSENSUS_NUMBER_LABELS_H_

#include <cstddef>
#include <vector>

#include "engine/consensus/consensus_registry.h"

namespace assay {

// NaN values and errors; values of known items set, with error 0.
NumberConsensus StartNumbers(const ConsensusInput& input);

// What label number `label` of an item is worth.
inline double ValueOf(const ConsensusInput& input, uint16_t label_class) {
  return input.labels.class_values()[label_class];
}

// 1 / (mean square of an annotator's labels around the values of their items), next to the highest;
// one pseudo-label of the overall mean square each, so that nobody is perfect by chance.
std::vector<float> PrecisionOf(const ConsensusInput& input, const std::vector<double>& values);

// values / max(values), where the maximum is positive.
std::vector<float> NextToHighest(const std::vector<double>& values);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_NUMBER_LABELS_H_
