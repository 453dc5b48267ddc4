#ifndef ASSAY_ENGINE_CONSENSUS_CONFUSION_TABLES_H_
#define ASSAY_ENGINE_CONSENSUS_CONFUSION_TABLES_H_

#include <cstddef>
#include <vector>

#include "engine/consensus/confusion_em.h"

namespace assay {

// Counts added to those of every annotator, K x K: entry [label * K + true class].
struct PseudoCounts {
  std::vector<double> values;

  static PseudoCounts Of(size_t class_count, double off_diagonal, double diagonal);
};

// Writes the next round's tables of `em`:
//
//   T_j(k, l) = max(clip, (n_jkl + b_kl) / sum_l (n_jkl + b_kl))
//
// An annotator who never met a class by the model (sum = 0) is held to guess there: T = 1 / K.
// clip > 0 where a b_kl is 0.  O(A K^2).
void UpdateConfusions(ConfusionEm& em, const PseudoCounts& pseudo, double clip);

// Writes the next round's prior: pi_k = (m_k + a) / (M + K a), at least 1e-30.
void UpdateClassShares(ConfusionEm& em, double pseudo_count);

// Of each annotator, the probability of a right label: sum_k pi_k T_j(k, k) by the tables that
// `em` holds, pi being exp(log_prior) made to sum to 1.
std::vector<float> ReliabilityOf(ConfusionEm& em);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_CONFUSION_TABLES_H_
