#ifndef ASSAY_ENGINE_CONSENSUS_CONFUSION_FIT_H_
#define ASSAY_ENGINE_CONSENSUS_CONFUSION_FIT_H_

#include <functional>

#include "absl/status/statusor.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/consensus/confusion_em.h"
#include "engine/consensus/consensus_registry.h"
#include "engine/consensus/rounds.h"

namespace assay {

// How a member of the Dawid-Skene family differs from the others.
struct ConfusionFit {
  // Writes the next round's tables from the counts of the last one.
  std::function<void(ConfusionEm&)> maximise;
  // A round counts the most probable class alone once the mean change of the posterior has been
  // below this.  Infinite: from the votes on; 0: never.
  double harden_below = 0;
  RoundLimits limits;
};

// Checks the input, starts from the votes, and alternates maximise and the E step.  reliability
// comes from the last tables (ReliabilityOf).
absl::StatusOr<ConsensusResult> FitConfusions(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress, const ConfusionFit& fit);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_CONFUSION_FIT_H_
