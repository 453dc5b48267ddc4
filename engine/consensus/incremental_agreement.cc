#include "engine/consensus/incremental_agreement.h"

#include <algorithm>

#include "engine/base/status.h"

namespace assay {

void AgreementTally::Count(std::span<const uint16_t> classes, int sign) {
  if (classes.empty()) {
    return;
  }
  const size_t needed = size_t{1} + *std::max_element(classes.begin(), classes.end());
  if (needed > votes_.size()) {
    votes_.resize(needed, 0);
    share_sum_.resize(needed, 0);
    shared_counts_.resize(needed, 0);
  }
  const bool shared = classes.size() > 1;
  const auto labels = static_cast<double>(classes.size());
  int64_t equal_pairs = 0;
  for (const uint16_t said : classes) {
    equal_pairs += 2 * votes_[said]++;
    share_sum_[said] += sign / labels;
    shared_counts_[said] += shared ? sign : 0;
  }
  for (const uint16_t said : classes) {
    votes_[said] = 0;
  }
  items_ += sign;
  if (shared) {
    const double per_label = static_cast<double>(equal_pairs) / (labels - 1);
    shared_items_ += sign;
    shared_labels_ += sign * static_cast<int64_t>(classes.size());
    percent_sum_ += sign * per_label / labels;
    alpha_sum_ += sign * per_label;
  }
}

absl::StatusOr<RunningAgreement> AgreementTally::Agreement() const {
  if (shared_items_ == 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_OVERLAP",
                     "no item has two labels, so nothing can agree");
  }
  double by_chance = 0;
  double equal_by_chance = 0;
  const auto n = static_cast<double>(shared_labels_);
  bool one_class = false;
  for (size_t k = 0; k < share_sum_.size(); ++k) {
    const double share = share_sum_[k] / static_cast<double>(items_);
    const auto count = static_cast<double>(shared_counts_[k]);
    by_chance += share * share;
    equal_by_chance += count * count;
    one_class = one_class || shared_counts_[k] == shared_labels_;
  }
  if (one_class) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ONE_CLASS",
                     "every shared label is the same class, so chance alone agrees always");
  }
  RunningAgreement result;
  result.percent_agreement = percent_sum_ / static_cast<double>(shared_items_);
  result.fleiss_kappa = (result.percent_agreement - by_chance) / (1 - by_chance);
  result.krippendorff_alpha = 1 - (n - 1) * (n - alpha_sum_) / (n * n - equal_by_chance);
  result.item_count = shared_items_;
  result.label_count = shared_labels_;
  return result;
}

}  // namespace assay
