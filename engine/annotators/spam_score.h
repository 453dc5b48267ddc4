#ifndef ASSAY_ENGINE_ANNOTATORS_SPAM_SCORE_H_
#define ASSAY_ENGINE_ANNOTATORS_SPAM_SCORE_H_

#include <span>
#include <vector>

#include "engine/annotators/soft_confusion.h"

namespace assay {

// The probability, for each annotator, that his labels have nothing to do with the items.
//
//   score = 1 / (1 + exp(H - S) (1 - s) / s),   s = .1
//   S = log D(n_.; 2 m),   H = sum_k log D(n_k.; 6 t_k)
//   log D(n; a) = lgamma(A) - lgamma(A + N) + sum_l lgamma(a_l + n_l) - lgamma(a_l)
//
// n are his counts by the others' consensus (SoftConfusion), N and A sums over l.  S: he draws
// labels by shares of his own, whatever the item.  H: his rows differ from class to class as they
// like, around those of the other annotators together: t_kl = p [k = l] + (1 - p) m_l, with m_l the
// share of label l among theirs and p what their agreement with the consensus is above chance.
// Whoever is wrong in a regular way is no spammer.  .1 where he has no labels that can be judged;
// the fewer, the nearer to .1.  In [0, 1]; high = spammer.
//
// O(K * classes said) an annotator.  Pure.
//
// Source: the Dirichlet-multinomial evidence of two models; the spammer as in V. Raykar, S. Yu,
// "Eliminating spammers and ranking annotators for crowdsourced labeling tasks", JMLR 13 (2012).
std::vector<double> SpamScores(std::span<const SoftConfusion> confusions);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_SPAM_SCORE_H_
