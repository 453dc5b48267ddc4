#ifndef ASSAY_ENGINE_CONSENSUS_CONSENSUS_CHECKS_H_
#define ASSAY_ENGINE_CONSENSUS_CONSENSUS_CHECKS_H_

#include "absl/status/status.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

// What every method asks of its input; the errors are those of ConsensusMethod.  O(N).
absl::Status CheckConsensusInput(const ConsensusInput& input);

// Also that every class is a number, and that gold is a number's class.
absl::Status CheckNumberInput(const ConsensusInput& input);

// The known class of an item, or kNoClass.
inline int32_t GoldOf(const ConsensusInput& input, size_t item) {
  return input.gold.empty() ? kNoClass : input.gold[item];
}

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_CONSENSUS_CHECKS_H_
