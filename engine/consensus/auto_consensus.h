#ifndef ASSAY_ENGINE_CONSENSUS_AUTO_CONSENSUS_H_
#define ASSAY_ENGINE_CONSENSUS_AUTO_CONSENSUS_H_

#include "absl/status/statusor.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

// The default: a mean of the posteriors of unlike models,
//
//   q_i = sum_m w_m q_i^m / sum_m w_m,   w_m = exp(-20 max(0, KL(votes || m)))
//
// m in Wawa with one more label of any class alike, hierarchical Dawid-Skene, one-coin with the
// estimated and with the even class prior, and MACE.  Where the labels prove that annotators err
// together (correlated_fit.h: the evidence for several kinds of items in a class exceeds 5 nats),
// weight moves from the models of independent errors to the one that knows; labels above a million
// are not asked.  KL is between the class shares of all votes
// and those that model m finds: models that collapse onto few classes lose their say.  The
// vote-like leg keeps probabilities away from 0 and 1, where the errors of annotators on an item
// are not independent, which all the others assume.  docs/decisions/0005-consensus-auto.md has what
// was measured.
//
// iterations: of all legs together; converged: all of them did.  explanation: the weights.
// Errors: those of ConsensusMethod.  Cost: that of the six methods; memory: seven N x K posteriors
// of floats and what the methods need one after another.
absl::StatusOr<ConsensusResult> AutoConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_AUTO_CONSENSUS_H_
