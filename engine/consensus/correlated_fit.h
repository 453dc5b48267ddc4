#ifndef ASSAY_ENGINE_CONSENSUS_CORRELATED_FIT_H_
#define ASSAY_ENGINE_CONSENSUS_CORRELATED_FIT_H_

#include "absl/status/statusor.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {

// A consensus in which annotators may err together.
struct CorrelatedFit {
  ConsensusResult result;
  // Kinds of items in each class; 1: errors are independent.
  int kind_count = 1;
  // By how many nats the lower bound of the marginal likelihood is above that of one kind a class:
  // the evidence that annotators err together.  At least 0.
  double evidence = 0;
};

// Items of a class come in M kinds, each with confusions of its own, so that annotators who fall
// for the same items are not counted as independent witnesses.
//
//   tau ~ Dir(1), pi_k ~ Dir(.1 / M), v_jkm ~ Dir(4 on the class k, 1 off it)
//   z_i ~ tau, g_i ~ pi_{z_i}, y_ij ~ v_{j, z_i, g_i}
//
// Mean-field variational Bayes from the votes, dealt to the kinds at random: M = 1 once, M = 2 and
// 3 from two starts each, drawn from the seed and the names of items and classes.  The fit with the
// highest lower bound is returned.  100 rounds, mean |dq| < 1e-5.
//
// Errors: those of ConsensusMethod.  O(L K M) a round and start.  Memory: 12 bytes a label,
// 20 bytes for each of (annotator, label it gives, class, kind), and N K floats.
//
// Source: Y. Li, B. Rubinstein, T. Cohn, "Exploiting Worker Correlation for Label Aggregation in
// Crowdsourcing", ICML 2019 (EBCC), with the number of kinds chosen.
absl::StatusOr<CorrelatedFit> FitCorrelated(const ConsensusInput& input,
                                            const ConsensusOptions& options, WorkerPool& pool,
                                            ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_CORRELATED_FIT_H_
