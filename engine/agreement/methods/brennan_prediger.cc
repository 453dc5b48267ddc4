#include "engine/agreement/chance_corrected.h"
#include "engine/agreement/methods/methods.h"

namespace assay {
namespace {

ChanceDisagreement EveryClassAlike(const ClassDistance& distance) {
  const double class_count = static_cast<double>(distance.class_count());
  ChanceDisagreement chance;
  chance.value = distance.Total() / (class_count * class_count);
  return chance;
}

}  // namespace

absl::StatusOr<AgreementValue> BrennanPrediger(const AgreementSample& sample) {
  return ChanceCorrected(sample, EveryClassAlike(sample.distance));
}

}  // namespace assay
