#include <cmath>

#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"
#include "engine/base/status.h"

namespace assay {

absl::StatusOr<std::vector<float>> LogOddsSignal(const AuditEvidence& evidence) {
  ASSAY_ASSIGN_OR_RETURN(const LabelledProbabilities<float> data,
                         ReadProbabilities("log_odds", evidence, evidence.out_of_fold));
  std::vector<float> scores = ScoreItems(data, LabelScore::kLogOdds);
  for (float& score : scores) {
    score = 1 / (1 + std::exp(-score));
  }
  return scores;
}

}  // namespace assay
