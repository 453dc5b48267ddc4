#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/empty_items.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/row_math.h"
#include "engine/consensus/vote_em.h"

namespace assay {

absl::StatusOr<ConsensusResult> WawaConsensus(const ConsensusInput& input, const ConsensusOptions&,
                                              WorkerPool& pool, ProgressSink&) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  VoteEm votes(input, pool);
  const std::vector<float> base(input.labels.class_count(), 0.0f);
  const std::vector<float> equal(input.labels.annotator_count(), 1.0f);
  const VoteEm::Round first = votes.Run(equal, base, [](std::span<float> row, float) {
    ShareRow(row);
    RowHarden(row.data(), row.size());
  });
  std::vector<float> weights = SharesOf(first.agreement, votes.label_counts());
  // Keeps the order of plain votes where nobody on an item has ever agreed with a majority.
  for (float& weight : weights) {
    weight = std::max(weight, 1e-6f);
  }
  const VoteEm::Round second =
      votes.Run(weights, base, [](std::span<float> row, float) { ShareRow(row); });
  ConsensusResult result;
  result.reliability = std::move(weights);
  result.posterior = votes.TakePosterior();
  FillEmptyItems(input, second.class_sum, result.posterior);
  result.iterations = 1;
  return result;
}

}  // namespace assay
