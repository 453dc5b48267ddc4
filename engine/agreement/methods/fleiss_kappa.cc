#include <span>

#include "engine/agreement/chance_corrected.h"
#include "engine/agreement/methods/methods.h"

namespace assay {
namespace {

ChanceDisagreement TwoLabelsAtRandom(std::span<const double> shares,
                                     const ClassDistance& distance) {
  ChanceDisagreement chance;
  chance.by_class.resize(shares.size());
  distance.Apply(shares, chance.by_class);
  chance.value = 0;
  for (size_t k = 0; k < shares.size(); ++k) {
    chance.value += shares[k] * chance.by_class[k];
  }
  return chance;
}

}  // namespace

absl::StatusOr<AgreementValue> FleissKappa(const AgreementSample& sample) {
  return ChanceCorrected(sample, TwoLabelsAtRandom(ClassShares(sample), sample.distance));
}

}  // namespace assay
