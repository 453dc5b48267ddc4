#ifndef ASSAY_ENGINE_AGREEMENT_AGREEMENT_REGISTRY_H_
#define ASSAY_ENGINE_AGREEMENT_AGREEMENT_REGISTRY_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/agreement/agreement_input.h"

namespace assay {

// One coefficient, computed.
struct AgreementValue {
  double value = 0;
  // Standard error by the coefficient's own formula, for the items as a sample of many.  Absent
  // where no formula is known or the sample is too small for it.
  std::optional<double> standard_error;
  // Agreement that was seen, and that chance alone would give; absent where the coefficient does
  // not split so.
  std::optional<double> observed;
  std::optional<double> expected_by_chance;
  // What the value rests on: items with at least two labels, and the labels on them.
  int64_t item_count = 0;
  int64_t label_count = 0;
};

// A way to say in one number how far annotators agree.
struct AgreementCoefficient {
  std::string_view name;         // on the wire and in files, for ever
  std::string_view description;  // one line, for a lead of a labelling team
  std::string_view source;       // paper

  // Whether it compares classes by AgreementInput::weights.  Where false, only equal or not counts.
  bool weighted;
  // Whether it is defined for exactly two annotators only.
  bool two_annotators_only;

  // Undefined is an answer: FAILED_PRECONDITION with a reason that says why, never NaN:
  //   NO_OVERLAP           no item has labels of two annotators.
  //   ONE_ANNOTATOR        fewer than two annotators.
  //   ONE_CLASS            every label is the same class, so chance alone agrees always.
  //   NOT_TWO_ANNOTATORS   two_annotators_only, and there are more; metadata "found".
  //   CLASSES_NOT_NUMBERS  the weights need numbers, and some class is none; metadata "found".
  absl::StatusOr<AgreementValue> (*compute)(const AgreementInput& input);
};

// All coefficients, in the order in which they are shown.
std::span<const AgreementCoefficient> AgreementCoefficients();

// NOT_FOUND UNKNOWN_COEFFICIENT, with the known names in the message; metadata "found".
absl::StatusOr<const AgreementCoefficient*> FindAgreementCoefficient(std::string_view name);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_AGREEMENT_REGISTRY_H_
