#include <algorithm>
#include <cmath>
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

// Pseudo-labels of every annotator, and how many of them are right.
constexpr double kPseudoLabels = 6.0;
constexpr double kPseudoRight = 4.0;

std::vector<double> RightShares(const VoteEm::Round& round, const std::vector<double>& labels) {
  std::vector<double> shares(labels.size());
  for (size_t j = 0; j < labels.size(); ++j) {
    shares[j] = (round.agreement[j] + kPseudoRight) / (labels[j] + kPseudoLabels);
  }
  return shares;
}

// log p_j - log((1 - p_j) / (K - 1)): what a vote adds to its class next to any other one.
std::vector<float> LogOdds(const std::vector<double>& right, size_t class_count) {
  std::vector<float> odds(right.size(), 0.0f);
  if (class_count > 1) {
    for (size_t j = 0; j < right.size(); ++j) {
      const double wrong = (1.0 - right[j]) / static_cast<double>(class_count - 1);
      odds[j] = static_cast<float>(std::log(right[j] / wrong));
    }
  }
  return odds;
}

std::vector<float> LogShares(const VoteEm::Round& round, size_t counted_items) {
  const size_t class_count = round.class_sum.size();
  const double pseudo = 1.0 / static_cast<double>(class_count);
  std::vector<float> shares(class_count);
  for (size_t k = 0; k < class_count; ++k) {
    shares[k] = static_cast<float>(
        std::log((round.class_sum[k] + pseudo) / (static_cast<double>(counted_items) + 1.0)));
  }
  return shares;
}

void Softmax(std::span<float> row, float) {
  RowSoftmax(row.data(), RowMax(row.data(), row.size()), row.size());
}

}  // namespace

absl::StatusOr<ConsensusResult> OneCoinConsensus(const ConsensusInput& input,
                                                 const ConsensusOptions& options, WorkerPool& pool,
                                                 ProgressSink& progress) {
  return OneCoinConsensus(input, options, pool, progress, ClassPrior::kEstimated);
}

absl::StatusOr<ConsensusResult> OneCoinConsensus(const ConsensusInput& input,
                                                 const ConsensusOptions& options, WorkerPool& pool,
                                                 ProgressSink& progress, ClassPrior prior) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  VoteEm votes(input, pool);
  VoteEm::Round round = votes.CountVotes();
  std::vector<double> right;
  const std::vector<float> even(input.labels.class_count(), 0.0f);
  ASSAY_ASSIGN_OR_RETURN(
      const RoundsDone done, RunRounds(options, {}, progress, [&](int) {
        right = RightShares(round, votes.label_counts());
        round = votes.Run(
            LogOdds(right, input.labels.class_count()),
            prior == ClassPrior::kEven ? even : LogShares(round, votes.counted_items()), Softmax);
        return round.change;
      }));
  ConsensusResult result;
  result.posterior = votes.TakePosterior();
  FillEmptyItems(input, round.class_sum, result.posterior);
  result.reliability.assign(right.begin(), right.end());
  result.iterations = done.iterations;
  result.converged = done.converged;
  return result;
}

}  // namespace assay
