#ifndef ASSAY_ENGINE_AUDIT_LABEL_SCORES_H_
#define ASSAY_ENGINE_AUDIT_LABEL_SCORES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/audit/probability_matrix.h"

namespace assay {

// How well the label of one item fits its probabilities.  Low = suspicious, everywhere.
// row: K >= 2 probabilities p; given: index g of the given class, < K.  T is float or double.
// O(K).  Pure.

// p_g.  In [0, 1].
template <typename T>
T SelfConfidence(std::span<const T> row, size_t given);

// (p_g - max_{k != g} p_k + 1) / 2.  In [0, 1]; above 1/2 where the given class is the largest.
template <typename T>
T NormalizedMargin(std::span<const T> row, size_t given);

// log(x + 1) / x with x = H(p) / log K / p_g, p_g at least 1e-6; H is the entropy in nats.
// In [0, 1].  Follows cleanlab down to its corner: where x = 0 (all mass on one class) the score
// is 0, though the limit is 1.
// Source: Kuan, Mueller, "Model-agnostic label quality scoring to detect real-world label errors",
// ICML DataPerf workshop (2022).
template <typename T>
T ConfidenceWeightedEntropy(std::span<const T> row, size_t given);

// log p_g - log max_{k != g} p_k, probabilities at least 1e-30.  In [-70, 70], not in [0, 1].
template <typename T>
T LogOdds(std::span<const T> row, size_t given);

enum class LabelScore {
  kSelfConfidence,
  kNormalizedMargin,
  kConfidenceWeightedEntropy,
  kLogOdds,
};

// The score of every item; size N.  O(N*K).  Pure.
template <typename T>
std::vector<T> ScoreItems(const LabelledProbabilities<T>& data, LabelScore score);

// Probabilities freed from how sure the model tends to be of each class:
//
//   p'[i,k] = (p[i,k] - t_k + max t) / (the row's sum of these)
//
// thresholds: of ClassThresholds, size K.  The result is N x K, row-major.  O(N*K).  Pure.
// Source: Northcutt et al. (2021), section 5, as cleanlab's adjust_pred_probs.
template <typename T>
std::vector<T> AdjustForThresholds(const LabelledProbabilities<T>& data,
                                   std::span<const double> thresholds);

// The flagged items (flags[i] != 0), most suspicious first; equal scores in ascending item order.
// scores and flags have one entry per item.  O(n log n) of the n flagged items, plus O(N).
template <typename T>
std::vector<size_t> RankFlagged(std::span<const T> scores, std::span<const uint8_t> flags);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_LABEL_SCORES_H_
