#ifndef ASSAY_ENGINE_AGREEMENT_CHANCE_CORRECTED_H_
#define ASSAY_ENGINE_AGREEMENT_CHANCE_CORRECTED_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/agreement/agreement_sample.h"
#include "engine/agreement/agreement_value.h"

namespace assay {

// How far chance alone would disagree, 1 - pe.
struct ChanceDisagreement {
  double value = 1;
  // e_k, so that an item that counts n_k labels of class k among n has sum_k n_k e_k / n; its mean
  // over items is `value`.  Empty where chance does not depend on the labels so.
  std::vector<double> by_class;
  // What an item moves `value` by, N values of mean 0; or empty.
  std::vector<double> by_item;
};

// Coefficients of the form (pa - pe) / (1 - pe), where pa is the mean over items of the agreement
// among the pairs of an item's labels, and pe depends on the shares of the classes: p_k = the mean
// over items (those with one label count too) of n_ik / n_i.
//
//   pa_i = 1 - sum_{a != b} d(a, b) / (n_i (n_i - 1)),   pa = mean of pa_i over items with n_i >= 2
//
// Standard error, N items with labels, N2 of them with two or more:
//
//   x_i = (N / N2) (pa_i - pe) / (1 - pe) [n_i >= 2] - 2 (1 - value) (pe_i - pe) / (1 - pe)
//   se^2 = sum_i (x_i - value)^2 / (N (N - 1))
//
// Errors: ONE_ANNOTATOR, NO_OVERLAP, ONE_CLASS (1 - pe = 0).  O(L + K^2), see ClassDistance.
//
// Source: K. L. Gwet, "Handbook of Inter-Rater Reliability", 4th ed. (2014), ch. 5.
absl::StatusOr<AgreementValue> ChanceCorrected(const AgreementSample& sample,
                                               const ChanceDisagreement& chance);

// N above.  O(N).
double LabelledItemCount(const AgreementSample& sample);

// p_k above; K values, 0 where there are no labels.
std::vector<double> ClassShares(const AgreementSample& sample);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_CHANCE_CORRECTED_H_
