#include "engine/agreement/chance_corrected.h"
#include "engine/agreement/methods/methods.h"

namespace assay {

absl::StatusOr<AgreementValue> PercentAgreement(const AgreementSample& sample) {
  absl::StatusOr<AgreementValue> result = ChanceCorrected(sample, ChanceDisagreement());
  if (result.ok()) {
    result->expected_by_chance.reset();
  }
  return result;
}

}  // namespace assay
