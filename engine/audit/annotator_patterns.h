#ifndef ASSAY_ENGINE_AUDIT_ANNOTATOR_PATTERNS_H_
#define ASSAY_ENGINE_AUDIT_ANNOTATOR_PATTERNS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/probability_matrix.h"

namespace assay {

// How one annotator labels, as far as models can tell.
struct AnnotatorFigures {
  int64_t label_count = 0;
  // Expected number of wrong labels, in [0, label_count], and as many as all annotators together
  // would have made on the same items.
  double error_count = 0;
  double usual_error_count = 0;
};

// What is known of N labels by whoever gave them.
struct AnnotatorPatterns {
  // Per item: how many times the odds that its label is wrong are what they would be by just
  // anybody, as a natural logarithm; in [-7, 7].  0 where the annotator is not known.
  std::vector<float> log_odds;
  // Per item: 1 / (1 + e^log_odds (1 - p_g) / p_g), in [0, 1].
  std::vector<float> given_posterior;
  std::vector<AnnotatorFigures> annotators;  // size annotator_count
};

// Learns who confuses what from labels that are given once, with models in the place of truth.
//
//   r_a      = (e_a + c) / (E_a + c)                              errors, found and usual
//   T_a[y,g] = r_a T[y,g] (n_a[y,g] + d) / (r_a T[y,g] n_a[y] + d)            for g != y
//   T_a[y,y] = 1 - r_a E (n_a[y] - n_a[y,y] + d) / (r_a E n_a[y] + d),        E = 1 - T[y,y]
//   log_odds = ln sum_{y != g} p_y T_a[y,g] / T_a[g,g] - the same with T
//
// p are the probabilities of item i; T[y,g] = P(given g | true y) of all annotators together,
// smoothed by 1/K; n_a the expected counts of true and given labels of annotator a, from 5 rounds
// of expectation-maximisation with posteriors in proportion to p_y^1.5 T_a[y,g] (models that learnt
// from wrong labels are less sure than they should be); e_a those off the diagonal, E_a = sum_y
// n_a[y] (1 - T[y,y]).  Rates of error are at most .95.
//
// c and d are shapes of gamma distributions in [1, 100], from how much more the counts differ
// between annotators (between cells) than chance alone makes them: where nobody is different,
// nothing is told apart.  An item's own share is taken out of all counts of its annotator before it
// is judged, so that nobody is convicted by the label in question, and an annotator of one label
// is like all others.  Dividing by T takes out what confuses the models or everybody; only what
// sets an annotator apart is left.
//
// data: out-of-sample probabilities.  annotator: size N, -1 = not known.
//
// Errors:
//   INVALID_ARGUMENT SIZE_MISMATCH           `annotator` has another size than the labels.
//   INVALID_ARGUMENT ANNOTATOR_OUT_OF_RANGE  an annotator is < -1 or >= annotator_count; metadata
//                                            "item", "annotator".
//
// O(N*K) a round; memory: 4 K for each pair of an annotator and a label that occurs (at most N),
// 8 K (K + annotator_count).  Pure.
//
// Source: A. Dawid, A. Skene, "Maximum likelihood estimation of observer error-rates using the EM
// algorithm", Applied Statistics 28 (1979); rates shrunken as in D. Clayton, J. Kaldor, "Empirical
// Bayes estimates of age-standardized relative risks", Biometrics 43 (1987).
absl::StatusOr<AnnotatorPatterns> EstimateAnnotatorPatterns(
    const LabelledProbabilities<float>& data, std::span<const int32_t> annotator,
    size_t annotator_count);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_ANNOTATOR_PATTERNS_H_
