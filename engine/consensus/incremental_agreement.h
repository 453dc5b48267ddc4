#ifndef ASSAY_ENGINE_CONSENSUS_INCREMENTAL_AGREEMENT_H_
#define ASSAY_ENGINE_CONSENSUS_INCREMENTAL_AGREEMENT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

// How far annotators agree, as of now.
struct RunningAgreement {
  double percent_agreement = 0;
  double fleiss_kappa = 0;
  double krippendorff_alpha = 0;  // nominal
  int64_t item_count = 0;         // items with at least two labels
  int64_t label_count = 0;        // labels on them
};

// Sums from which percent agreement, Fleiss' kappa and Krippendorff's alpha follow, kept item by
// item.  With c_ik labels of class k among the R_i of item i, and S_i = sum_k c_ik (c_ik - 1):
//
//   percent = mean of S_i / (R_i (R_i - 1)) over items with R_i >= 2
//   Fleiss  = (percent - pe) / (1 - pe), pe = sum_k p_k^2, p_k = mean of c_ik / R_i over all items
//   alpha   = 1 - (n - 1) (n - sum_i S_i / (R_i - 1)) / (n^2 - sum_k n_k^2) over items with R_i >=
//   2
//
// Adding what was removed, or removing what was added, restores the sums up to rounding.
// Not thread-safe.
class AgreementTally {
 public:
  // The labels of one item.  O(R_i).
  void Add(std::span<const uint16_t> classes) { Count(classes, 1); }
  void Remove(std::span<const uint16_t> classes) { Count(classes, -1); }

  // Errors:
  //   FAILED_PRECONDITION NO_OVERLAP  no item has two labels.
  //   FAILED_PRECONDITION ONE_CLASS   every label is the same class, so chance alone agrees always.
  // O(K).
  absl::StatusOr<RunningAgreement> Agreement() const;

 private:
  void Count(std::span<const uint16_t> classes, int sign);

  int64_t items_ = 0;         // with any label
  int64_t shared_items_ = 0;  // with two or more
  int64_t shared_labels_ = 0;
  double percent_sum_ = 0;
  double alpha_sum_ = 0;
  std::vector<double> share_sum_;       // of each class, over items_
  std::vector<int64_t> shared_counts_;  // of each class, over shared_labels_
  std::vector<int64_t> votes_;          // scratch, all 0 between calls
};

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_INCREMENTAL_AGREEMENT_H_
