#ifndef ASSAY_ENGINE_CONSENSUS_ROUNDS_H_
#define ASSAY_ENGINE_CONSENSUS_ROUNDS_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/progress.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

// A method's own answers to the zeros of ConsensusOptions.
struct RoundLimits {
  int max_iterations = 200;
  double tolerance = 1e-6;
};

struct RoundsDone {
  int iterations = 0;
  bool converged = false;
};

// CANCELLED once progress.cancelled() is true.
absl::Status CheckCancelled(const ProgressSink& progress);

// Calls round(1), round(2), ... until one returns a change below the tolerance, or the limit is
// reached.  CANCELLED soon after progress.cancelled() turns true.
absl::StatusOr<RoundsDone> RunRounds(const ConsensusOptions& options, const RoundLimits& own,
                                     ProgressSink& progress,
                                     const std::function<double(int)>& round);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_ROUNDS_H_
