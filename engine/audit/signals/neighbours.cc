#include "engine/learn/neighbours.h"

#include <algorithm>

#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// Draws rows with few and distant neighbours towards 1/2.
constexpr float kSmoothing = 0.5f;

}  // namespace

absl::StatusOr<std::vector<float>> NeighboursSignal(const AuditEvidence& evidence) {
  ASSAY_ASSIGN_OR_RETURN(const NeighbourLists* lists, ReadNeighbours("neighbours", evidence));
  std::vector<float> scores(evidence.given.size());
  std::vector<float> similarity(evidence.class_count, 0.0f);
  for (size_t i = 0; i < scores.size(); ++i) {
    float sum = 0;
    for (const SimilarRow& neighbour : lists->row(i)) {
      similarity[static_cast<size_t>(evidence.given[neighbour.row])] += neighbour.similarity;
      sum += neighbour.similarity;
    }
    const float agreeing = similarity[static_cast<size_t>(evidence.given[i])];
    float rival = 0;
    for (const SimilarRow& neighbour : lists->row(i)) {
      const int32_t label = evidence.given[neighbour.row];
      if (label != evidence.given[i]) {
        rival = std::max(rival, similarity[static_cast<size_t>(label)]);
      }
    }
    for (const SimilarRow& neighbour : lists->row(i)) {
      similarity[static_cast<size_t>(evidence.given[neighbour.row])] = 0;
    }
    scores[i] = std::clamp(0.5f * (1 + (agreeing - rival) / (sum + kSmoothing)), 0.0f, 1.0f);
  }
  return scores;
}

}  // namespace assay
