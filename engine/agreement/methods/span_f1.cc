#include "engine/agreement/methods/methods.h"

namespace assay {

absl::StatusOr<AgreementValue> SpanF1(const AgreementSample& sample) {
  return PercentAgreement(sample);
}

}  // namespace assay
