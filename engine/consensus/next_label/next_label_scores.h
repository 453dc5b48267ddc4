#ifndef ASSAY_ENGINE_CONSENSUS_NEXT_LABEL_NEXT_LABEL_SCORES_H_
#define ASSAY_ENGINE_CONSENSUS_NEXT_LABEL_NEXT_LABEL_SCORES_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/consensus/next_label/next_label_registry.h"

namespace assay {

// The methods of the registry (next_label_registry.h has what all promise).  q is the posterior of
// the item.

// How many errors fewer to expect when annotator j, with confusions T, labels the item and the most
// probable class is taken then:
//
//   sum_l max_k q(k) T(k, l) - max_k q(k)
//
// 0 where no answer of his would change the consensus.  O(K^2).
double ExpectedGain(const NextLabelInput& input, size_t item, size_t annotator);

// -sum_k q(k) log q(k) / log K; 0 where K = 1.  O(N K).
absl::StatusOr<std::vector<double>> EntropyScores(const NextLabelInput& input);

// (1 - max_k q(k)) K / (K - 1).  O(N K).
absl::StatusOr<std::vector<double>> LeastConfidenceScores(const NextLabelInput& input);

// 1 - (the largest q less the second largest); 0 where K = 1.  O(N K).
absl::StatusOr<std::vector<double>> MarginScores(const NextLabelInput& input);

// 1 - ActiveLab's score (active_lab.h), which has the errors and the cost.  Does not read q.
absl::StatusOr<std::vector<double>> ActiveLabNeed(const NextLabelInput& input);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_NEXT_LABEL_NEXT_LABEL_SCORES_H_
