#include <utility>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/empty_items.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/vote_em.h"

namespace assay {

absl::StatusOr<ConsensusResult> MajorityConsensus(const ConsensusInput& input,
                                                  const ConsensusOptions&, WorkerPool& pool,
                                                  ProgressSink&) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  VoteEm votes(input, pool);
  const VoteEm::Round round = votes.CountVotes();
  ConsensusResult result;
  result.reliability = SharesOf(round.agreement, votes.label_counts());
  result.posterior = votes.TakePosterior();
  FillEmptyItems(input, round.class_sum, result.posterior);
  result.iterations = 1;
  return result;
}

}  // namespace assay
