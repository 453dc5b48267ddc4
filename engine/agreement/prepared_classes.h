#ifndef ASSAY_ENGINE_AGREEMENT_PREPARED_CLASSES_H_
#define ASSAY_ENGINE_AGREEMENT_PREPARED_CLASSES_H_

#include "absl/status/statusor.h"
#include "engine/agreement/agreement_input.h"
#include "engine/agreement/agreement_registry.h"
#include "engine/agreement/class_distance.h"

namespace assay {

// The distances that a coefficient which uses them so reads from the classes of `input`.
// Errors: as ClassDistance::Create.
absl::StatusOr<ClassDistance> PrepareClasses(const AgreementInput& input, DistanceUse use);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_PREPARED_CLASSES_H_
