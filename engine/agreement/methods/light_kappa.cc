#include <span>

#include "engine/agreement/class_pairs.h"
#include "engine/agreement/methods/methods.h"
#include "engine/base/status.h"

namespace assay {

absl::StatusOr<AgreementValue> LightKappa(const AgreementSample& sample) {
  const PairableCounts pairable = CountPairable(sample);
  ASSAY_RETURN_IF_ERROR(CheckPairable(sample, pairable));
  PairTable table(sample.labels.class_count());
  double sum = 0;
  int64_t defined_count = 0;
  int64_t pair_count = 0;
  ForEachAnnotatorPair(sample, [&](std::span<const ClassPair> pairs) {
    table.Fill(pairs, sample.distance);
    const double chance = table.ChanceDisagreement(sample.distance);
    ++pair_count;
    if (chance > 0) {
      sum += 1 - table.disagreement / chance;
      ++defined_count;
    }
  });
  if (pair_count == 0) {
    return NoOverlapError();
  }
  if (defined_count == 0) {
    return OneClassError();
  }
  AgreementValue result;
  result.value = sum / static_cast<double>(defined_count);
  result.item_count = pairable.item_count;
  result.label_count = pairable.label_count;
  return result;
}

}  // namespace assay
