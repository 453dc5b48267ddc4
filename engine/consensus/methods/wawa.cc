#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/empty_items.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/rounds.h"
#include "engine/consensus/row_math.h"
#include "engine/consensus/vote_em.h"

namespace assay {
namespace {

// Weights that decide between classes with equally many votes and nothing else: 1 and so little
// more that all labels of an item together stay below one vote.
std::vector<float> TieBreakers(const LabelTable& labels, const std::vector<float>& weights) {
  size_t most = 1;
  for (size_t item = 0; item < labels.item_count(); ++item) {
    most = std::max(most, labels.classes_of(item).size());
  }
  std::vector<float> breakers(weights.size());
  for (size_t j = 0; j < weights.size(); ++j) {
    breakers[j] = 1.0f + weights[j] / static_cast<float>(2 * most);
  }
  return breakers;
}

// How often each annotator says the class with the most weight, equal ones counting in shares.
// At least 1e-6: plain votes decide where nobody on an item has ever agreed with a majority.
std::vector<float> AgreementWith(VoteEm& votes, const std::vector<float>& weights,
                                 size_t class_count) {
  const std::vector<float> base(class_count, 0.0f);
  const VoteEm::Round round = votes.Run(
      weights, base, [](std::span<float> row, float) { RowHarden(row.data(), row.size()); });
  std::vector<float> agreement = SharesOf(round.agreement, votes.label_counts());
  for (float& share : agreement) {
    share = std::max(share, 1e-6f);
  }
  return agreement;
}

}  // namespace

absl::StatusOr<ConsensusResult> WawaConsensus(const ConsensusInput& input, const ConsensusOptions&,
                                              WorkerPool& pool, ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  ASSAY_RETURN_IF_ERROR(CheckCancelled(progress));
  VoteEm votes(input, pool);
  // Ties of the plain votes count in equal shares, and then by the votes that this weights.
  std::vector<float> weights = AgreementWith(
      votes, std::vector<float>(input.labels.annotator_count(), 1.0f), input.labels.class_count());
  weights = AgreementWith(votes, TieBreakers(input.labels, weights), input.labels.class_count());
  const std::vector<float> base(input.labels.class_count(), 0.0f);
  const VoteEm::Round last =
      votes.Run(weights, base, [](std::span<float> row, float) { ShareRow(row); });
  ConsensusResult result;
  result.reliability = std::move(weights);
  result.posterior = votes.TakePosterior();
  FillEmptyItems(input, last.class_sum, result.posterior);
  result.iterations = 1;
  return result;
}

}  // namespace assay
