#ifndef ASSAY_ENGINE_CONSENSUS_METHODS_METHODS_H_
#define ASSAY_ENGINE_CONSENSUS_METHODS_METHODS_H_

#include "absl/status/statusor.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

// The methods of the registry (consensus_registry.h has what all promise).  N items, K classes, A
// annotators, L labels; y_ij the label of annotator j on item i, q_i(k) the posterior.  Where a
// limit or tolerance of ConsensusOptions is 0: 200 rounds, mean |dq| < 1e-6.

// Shares of the votes.  O(L + N K).
absl::StatusOr<ConsensusResult> MajorityConsensus(const ConsensusInput& input,
                                                  const ConsensusOptions& options, WorkerPool& pool,
                                                  ProgressSink& progress);

// Votes weighted by how often an annotator agrees with the majority (equal classes in equal
// shares).  An item on which all weights are 0 keeps its plain shares.  O(L + N K).
absl::StatusOr<ConsensusResult> WawaConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress);

// Maximum likelihood of pi_k = P(k) and T_j(k, l) = P(j says l | k), by EM from the votes; T is
// kept above 1e-10.  O(L K) a round (confusion_em.h).
absl::StatusOr<ConsensusResult> DawidSkeneConsensus(const ConsensusInput& input,
                                                    const ConsensusOptions& options,
                                                    WorkerPool& pool, ProgressSink& progress);

// The same with pseudo-counts b_kl = 1/K + [k = l] on T and 1/K on pi.
absl::StatusOr<ConsensusResult> DawidSkeneMapConsensus(const ConsensusInput& input,
                                                       const ConsensusOptions& options,
                                                       WorkerPool& pool, ProgressSink& progress);

// Dawid-Skene whose M step counts the most probable class of each item alone (equal ones in equal
// shares).
absl::StatusOr<ConsensusResult> FastDawidSkeneConsensus(const ConsensusInput& input,
                                                        const ConsensusOptions& options,
                                                        WorkerPool& pool, ProgressSink& progress);

// Dawid-Skene until mean |dq| < .005, then Fast Dawid-Skene.
absl::StatusOr<ConsensusResult> HybridDawidSkeneConsensus(const ConsensusInput& input,
                                                          const ConsensusOptions& options,
                                                          WorkerPool& pool, ProgressSink& progress);

// T_j(k, l) = (n_jkl + s T0(k, l)) / (n_jk + s) with s = 3 and T0 the confusion matrix of all
// annotators together: who labelled little is held to be like the others.
absl::StatusOr<ConsensusResult> HierarchicalDawidSkeneConsensus(const ConsensusInput& input,
                                                                const ConsensusOptions& options,
                                                                WorkerPool& pool,
                                                                ProgressSink& progress);

// Independent Bayesian classifier combination by variational Bayes: Dirichlet priors, 4 on and 1
// off the diagonal of each T_j, 1 on pi.
absl::StatusOr<ConsensusResult> IbccConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress);

// One number an annotator: p_j = P(right), p_j = (sum_i q_i(y_ij) + 4) / (n_j + 6); errors fall on
// the other K - 1 classes alike.
absl::StatusOr<ConsensusResult> OneCoinConsensus(const ConsensusInput& input,
                                                 const ConsensusOptions& options, WorkerPool& pool,
                                                 ProgressSink& progress);

// Bayesian weighted average, each class against the rest: z_i(k) = (lambda mu_k + sum_j v_j
// [y_ij = k]) / (lambda + sum_j v_j), v_j the precision of annotator j under a Gamma prior.
absl::StatusOr<ConsensusResult> BwaConsensus(const ConsensusInput& input,
                                             const ConsensusOptions& options, WorkerPool& pool,
                                             ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_METHODS_METHODS_H_
