#include "engine/agreement/class_agreement.h"

#include <span>

#include "engine/agreement/agreement_sample.h"
#include "engine/agreement/chance_corrected.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// Sums over items with two labels or more, n = n_i, c = n_i(k).
struct ClassSums {
  uint64_t labels = 0;
  double agreeing = 0;           // c (c - 1) / (n - 1)
  double disagreeing = 0;        // c (n - c) / (n - 1)
  double disagreeing_share = 0;  // 2 c (n - c) / (n (n - 1))
};

void AddItem(std::span<const uint16_t> classes, std::vector<uint32_t>& counts,
             std::vector<ClassSums>& sums) {
  for (const uint16_t k : classes) {
    ++counts[k];
  }
  const double size = static_cast<double>(classes.size());
  for (const uint16_t k : classes) {
    // The first label of a class stands for all of it.
    const double count = counts[k];
    counts[k] = 0;
    if (count == 0) {
      continue;
    }
    ClassSums& sum = sums[k];
    sum.labels += static_cast<uint64_t>(count);
    sum.agreeing += count * (count - 1) / (size - 1);
    sum.disagreeing += count * (size - count) / (size - 1);
    sum.disagreeing_share += 2 * count * (size - count) / (size * (size - 1));
  }
}

ClassAgreement FromSums(const ClassSums& sums, double share, const PairableCounts& pairable) {
  ClassAgreement result;
  result.label_count = static_cast<int64_t>(sums.labels);
  const double own = static_cast<double>(sums.labels);
  const double all = static_cast<double>(pairable.label_count);
  if (sums.labels > 0) {
    result.specific_agreement = sums.agreeing / own;
  }
  const double chance = 2 * share * (1 - share);
  if (chance > 0) {
    result.fleiss_kappa =
        1 - sums.disagreeing_share / static_cast<double>(pairable.item_count) / chance;
  }
  if (own > 0 && own < all) {
    result.krippendorff_alpha = 1 - (all - 1) * sums.disagreeing / (own * (all - own));
  }
  return result;
}

}  // namespace

absl::StatusOr<std::vector<ClassAgreement>> AgreementByClass(const LabelTable& labels) {
  ASSAY_ASSIGN_OR_RETURN(const ClassDistance nominal,
                         ClassDistance::Create(labels, ClassWeights::kNominal));
  const AgreementSample sample{labels, nominal};
  const PairableCounts pairable = CountPairable(sample);
  ASSAY_RETURN_IF_ERROR(CheckPairable(sample, pairable));
  std::vector<uint32_t> counts(labels.class_count(), 0);
  std::vector<ClassSums> sums(labels.class_count());
  for (size_t item = 0; item < labels.item_count(); ++item) {
    if (labels.classes_of(item).size() >= 2) {
      AddItem(labels.classes_of(item), counts, sums);
    }
  }
  const std::vector<double> shares = ClassShares(sample);
  std::vector<ClassAgreement> result;
  for (size_t k = 0; k < labels.class_count(); ++k) {
    result.push_back(FromSums(sums[k], shares[k], pairable));
  }
  return result;
}

}  // namespace assay
