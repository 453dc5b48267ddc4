#include <vector>

#include "engine/agreement/chance_corrected.h"
#include "engine/agreement/methods/methods.h"

namespace assay {
namespace {

std::vector<double> PooledShares(const AgreementSample& sample) {
  std::vector<double> shares(sample.labels.class_count(), 0.0);
  double count = 0;
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const double times = sample.multiplicity(item);
    for (const uint16_t k : sample.labels.classes_of(item)) {
      shares[k] += times;
      count += times;
    }
  }
  for (double& share : shares) {
    share = count > 0 ? share / count : 0;
  }
  return shares;
}

}  // namespace

absl::StatusOr<AgreementValue> FleissKappaPooled(const AgreementSample& sample) {
  const std::vector<double> shares = PooledShares(sample);
  std::vector<double> from_all(shares.size());
  sample.distance.Apply(shares, from_all);
  ChanceDisagreement chance;
  chance.value = 0;
  for (size_t k = 0; k < shares.size(); ++k) {
    chance.value += shares[k] * from_all[k];
  }
  absl::StatusOr<AgreementValue> result = ChanceCorrected(sample, chance);
  if (result.ok()) {
    result->standard_error.reset();
  }
  return result;
}

}  // namespace assay
