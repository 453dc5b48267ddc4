#include "engine/consensus/auto_consensus.h"

#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/consensus/auto_blend.h"
#include "engine/consensus/correlated_fit.h"
#include "engine/consensus/methods/methods.h"

namespace assay {
namespace {

absl::StatusOr<ConsensusResult> EvenOneCoin(const ConsensusInput& input,
                                            const ConsensusOptions& options, WorkerPool& pool,
                                            ProgressSink& progress) {
  return OneCoinConsensus(input, options, pool, progress, ClassPrior::kEven);
}

struct LegSource {
  std::string_view name;
  absl::StatusOr<ConsensusResult> (*compute)(const ConsensusInput& input,
                                             const ConsensusOptions& options, WorkerPool& pool,
                                             ProgressSink& progress);
  bool soften;
};

// Of more labels the search for correlated errors would take most of the time.
constexpr size_t kMostLabelsForCorrelation = 1'000'000;

constexpr LegSource kLegs[] = {
    {"wawa", &WawaConsensus, true},
    {"hierarchical_dawid_skene", &HierarchicalDawidSkeneConsensus, false},
    {"one_coin", &OneCoinConsensus, false},
    {"one_coin with even classes", &EvenOneCoin, false},
    {"mace", &MaceConsensus, false},
};

}  // namespace

absl::StatusOr<ConsensusResult> AutoConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress) {
  ConsensusResult result;
  std::vector<AutoLeg> legs;
  for (const LegSource& source : kLegs) {
    ASSAY_ASSIGN_OR_RETURN(ConsensusResult leg, source.compute(input, options, pool, progress));
    if (source.soften) {
      SoftenVotes(input, leg.posterior);
    }
    result.iterations += leg.iterations;
    result.converged = result.converged && leg.converged;
    std::vector<double> shares = PosteriorShares(input.labels, leg.posterior);
    legs.push_back({source.name, std::move(leg.posterior), std::move(shares), !source.soften, 0.0});
  }
  const std::vector<double> votes = VoteShares(input.labels);
  WeighLegs(votes, legs);
  if (input.labels.label_count() <= kMostLabelsForCorrelation) {
    ASSAY_ASSIGN_OR_RETURN(CorrelatedFit fit, FitCorrelated(input, options, pool, progress));
    result.iterations += fit.result.iterations;
    if (const double proof = CorrelationProof(fit.evidence); proof > 0) {
      std::vector<double> shares = PosteriorShares(input.labels, fit.result.posterior);
      AddCorrelatedLeg(votes, proof,
                       {"ebcc", std::move(fit.result.posterior), std::move(shares), false, 0.0},
                       legs);
    }
  }
  result.posterior = BlendLegs(input.labels, legs, pool);
  result.reliability = BlendReliability(input.labels, result.posterior);
  result.explanation = ExplainBlend(input.labels, votes, legs);
  return result;
}

}  // namespace assay
