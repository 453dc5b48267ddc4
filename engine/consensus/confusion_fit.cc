#include "engine/consensus/confusion_fit.h"

#include <cmath>

#include "engine/base/status.h"
#include "engine/consensus/confusion_tables.h"
#include "engine/consensus/consensus_checks.h"

namespace assay {

absl::StatusOr<ConsensusResult> FitConfusions(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress, const ConfusionFit& fit) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  ConfusionEm em(input, pool);
  bool harden = std::isinf(fit.harden_below);
  em.CountVotes(harden);
  ASSAY_ASSIGN_OR_RETURN(const RoundsDone done, RunRounds(options, fit.limits, progress, [&](int) {
                           fit.maximise(em);
                           const double change = em.Run(harden).change;
                           if (!harden && change < fit.harden_below) {
                             harden = true;
                             return 1.0;
                           }
                           return change;
                         }));
  ConsensusResult result;
  result.reliability = ReliabilityOf(em);
  result.posterior = em.TakePosterior();
  result.iterations = done.iterations;
  result.converged = done.converged;
  return result;
}

}  // namespace assay
