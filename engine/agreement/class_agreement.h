#ifndef ASSAY_ENGINE_AGREEMENT_CLASS_AGREEMENT_H_
#define ASSAY_ENGINE_AGREEMENT_CLASS_AGREEMENT_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/labels/label_table.h"

namespace assay {

// How far annotators agree on one class against all others.
struct ClassAgreement {
  int64_t label_count = 0;  // on items with two labels or more
  // How often another label of the same item is this class too, where one is; absent without
  // labels.
  //   sum_i n_i(k) (n_i(k) - 1) / (n_i - 1)  over  sum_i n_i(k)
  std::optional<double> specific_agreement;
  // Fleiss' kappa and Krippendorff's alpha of the labels as "this class" or "another"; absent where
  // all are the one or all are the other.  With m labels on each item and p = this class's share:
  //   kappa = 1 - sum_i n_i(k) (m - n_i(k)) / (N m (m - 1) p (1 - p))
  std::optional<double> fleiss_kappa;
  std::optional<double> krippendorff_alpha;
};

// One for each class of the table.  Shares as in FleissKappa: items with one label count in them.
//
// Errors: FAILED_PRECONDITION ONE_ANNOTATOR, NO_OVERLAP as AgreementCoefficient::compute.
//
// O(L + K).
//
// Source: J. L. Fleiss, Psychological Bulletin 76 (1971), eq. (21); specific agreement: R. L.
// Spitzer, J. L. Fleiss, British Journal of Psychiatry 125 (1974).
absl::StatusOr<std::vector<ClassAgreement>> AgreementByClass(const LabelTable& labels);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_CLASS_AGREEMENT_H_
