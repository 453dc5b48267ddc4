#include <span>

#include "engine/agreement/chance_corrected.h"
#include "engine/agreement/methods/methods.h"

namespace assay {
namespace {

ChanceDisagreement HardItemsAtRandom(std::span<const double> shares,
                                     const ClassDistance& distance) {
  const double class_count = static_cast<double>(shares.size());
  ChanceDisagreement chance;
  if (shares.size() < 2) {
    chance.value = 0;
    return chance;
  }
  const double weight_sum = class_count * class_count - distance.Total();
  const double factor = weight_sum / (class_count * (class_count - 1));
  double agreement = 0;
  for (const double share : shares) {
    agreement += factor * share * (1 - share);
    chance.by_class.push_back(1 - factor * (1 - share));
  }
  chance.value = 1 - agreement;
  return chance;
}

}  // namespace

absl::StatusOr<AgreementValue> GwetAc(const AgreementSample& sample) {
  return ChanceCorrected(sample, HardItemsAtRandom(ClassShares(sample), sample.distance));
}

}  // namespace assay
