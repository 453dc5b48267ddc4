#include <utility>

#include "engine/base/status.h"
#include "engine/consensus/active_lab.h"
#include "engine/consensus/next_label/next_label_scores.h"

namespace assay {

absl::StatusOr<std::vector<double>> ActiveLabNeed(const NextLabelInput& input) {
  ASSAY_ASSIGN_OR_RETURN(ActiveLabScores scores,
                         ScoreActiveLab({.labels = input.labels,
                                         .gold = input.gold,
                                         .model_probabilities = input.model_probabilities},
                                        {}, 0));
  for (double& score : scores.labelled) {
    score = 1 - score;
  }
  return std::move(scores.labelled);
}

}  // namespace assay
