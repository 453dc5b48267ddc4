#include "engine/agreement/prepared_classes.h"

#include "engine/base/status.h"

namespace assay {

absl::StatusOr<ClassDistance> PrepareClasses(const AgreementInput& input, DistanceUse use) {
  ClassWeights weights = ClassWeights::kNominal;
  switch (use) {
    case DistanceUse::kGiven:
      weights = input.weights;
      break;
    case DistanceUse::kGivenForAlpha:
      if (input.weights == ClassWeights::kOrdinal) {
        // Alpha makes these distances from the labels; all it takes from the classes is their
        // order.
        ASSAY_RETURN_IF_ERROR(CheckClassesAreNumbers(input.labels));
      } else {
        weights = input.weights;
      }
      break;
    case DistanceUse::kNominal:
      break;
    case DistanceUse::kSpans:
      weights = ClassWeights::kSpans;
      break;
    case DistanceUse::kNumbers:
      ASSAY_RETURN_IF_ERROR(CheckClassesAreNumbers(input.labels));
      break;
  }
  return ClassDistance::Create(input.labels, weights);
}

}  // namespace assay
