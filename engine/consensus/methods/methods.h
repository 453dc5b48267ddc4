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

// Votes weighted by how often an annotator agrees with the majority.  Ties of the majority are
// broken by a first such weighting, in which they count in equal shares.  O(L + N K).
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

// IBCC whose annotators may err together (correlated_fit.h): items of a class come in one to three
// kinds, as many as the evidence asks for.  100 rounds a start, mean |dq| < 1e-5.
absl::StatusOr<ConsensusResult> EbccConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress);

// Whether some classes are held to be more usual than others.
enum class ClassPrior { kEstimated, kEven };

// One number an annotator: p_j = P(right), p_j = (sum_i q_i(y_ij) + 4) / (n_j + 6); errors fall on
// the other K - 1 classes alike.
absl::StatusOr<ConsensusResult> OneCoinConsensus(const ConsensusInput& input,
                                                 const ConsensusOptions& options, WorkerPool& pool,
                                                 ProgressSink& progress);

// The same with a choice of the class prior; OneCoinConsensus estimates it.  The even one does not
// collapse onto one class where classes are used unequally, and loses where they truly are.
absl::StatusOr<ConsensusResult> OneCoinConsensus(const ConsensusInput& input,
                                                 const ConsensusOptions& options, WorkerPool& pool,
                                                 ProgressSink& progress, ClassPrior prior);

// Bayesian weighted average, each class against the rest: z_i(k) = (lambda mu_k + sum_j v_j
// [y_ij = k]) / (lambda + sum_j v_j), v_j the precision of annotator j under a Gamma prior.
absl::StatusOr<ConsensusResult> BwaConsensus(const ConsensusInput& input,
                                             const ConsensusOptions& options, WorkerPool& pool,
                                             ProgressSink& progress);

// P(right) = sigma(alpha_j e^beta_i): an ability for each annotator and an ease for each item,
// alpha and beta with N(1, 1) priors; errors fall on the other K - 1 classes alike, all classes are
// equally usual.  EM from the votes with a few damped Newton steps in each M step; 100 rounds.
// O(L) exponentials a step.
absl::StatusOr<ConsensusResult> GladConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress);

// Annotator j copies the truth with probability theta_j and else draws from xi_j:
// P(y | z = k) = theta_j [y = k] + (1 - theta_j) xi_j(y).  Variational Bayes for theta with
// Beta(.5, .5), xi with one pseudo-label a class.  Ten starts, drawn from the seed and the names of
// the annotators (the first one from no draw); the highest marginal likelihood wins.  50 rounds a
// start.  O(L + N K) a round.
absl::StatusOr<ConsensusResult> MaceConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress);

// Mean of the labels.  Standard error: by the labels of the item.  Here and below: gold is taken as
// it is, with standard error 0; reliability is 1 / variance of an annotator's labels around the
// values, next to the highest.
absl::StatusOr<NumberConsensus> MeanConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress);

// Median (mean of the two middle labels where they are even in number).  Standard error:
// sqrt(pi / 2) times that of the mean, which holds for normal labels.
absl::StatusOr<NumberConsensus> MedianConsensus(const ConsensusInput& input,
                                                const ConsensusOptions& options, WorkerPool& pool,
                                                ProgressSink& progress);

// Mean weighted by the precision v_j of each annotator:
//   x_i = sum_j v_j y_ij / sum_j v_j
//   v_j = (a + sum_i h_ij) / (a s^2 + sum_i (y_ij - x_i)^2),  h_ij = 1 - v_j / sum_j' v_j'
// h corrects for the pull of an annotator's own label on x (restricted maximum likelihood), s^2 is
// the variance over all annotators, and a = 2 pseudo-labels keep annotators with few labels near
// it.  Standard error: 1 / sqrt(sum_j v_j).  Stops when no value moves by more than 1e-6 s.
absl::StatusOr<NumberConsensus> ReliabilityWeightedConsensus(const ConsensusInput& input,
                                                             const ConsensusOptions& options,
                                                             WorkerPool& pool,
                                                             ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_METHODS_METHODS_H_
