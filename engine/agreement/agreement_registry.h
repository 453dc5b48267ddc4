#ifndef ASSAY_ENGINE_AGREEMENT_AGREEMENT_REGISTRY_H_
#define ASSAY_ENGINE_AGREEMENT_AGREEMENT_REGISTRY_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/agreement/agreement_input.h"
#include "engine/agreement/agreement_sample.h"
#include "engine/agreement/agreement_value.h"

namespace assay {

// Which distances between classes a coefficient reads.
enum class DistanceUse {
  kGiven,          // those of AgreementInput::weights
  kGivenForAlpha,  // the same, but kOrdinal by its own formula
  kNominal,        // only equal or not counts
  kSpans,          // classes are lists of spans
  kNumbers,        // classes are numbers
};

// A way to say in one number how far annotators agree.
struct AgreementCoefficient {
  std::string_view name;         // on the wire and in files, for ever
  std::string_view description;  // one line, for a lead of a labelling team
  std::string_view source;       // paper

  // Whether it compares classes by AgreementInput::weights.  Where false, distance_use says what it
  // reads in their place.
  bool weighted;
  // Whether it is defined for exactly two annotators only.
  bool two_annotators_only;
  // Whether it matters who gave a label, and not only how many gave each class.
  bool reads_annotators;
  // Whether it goes through the pairs of annotators one after another.
  bool reads_pairs;
  DistanceUse distance_use;

  // Undefined is an answer: FAILED_PRECONDITION with a reason that says why, never NaN:
  //   NO_OVERLAP           no item has labels of two annotators.
  //   ONE_ANNOTATOR        fewer than two annotators.
  //   ONE_CLASS            every label is the same class, so chance alone agrees always.
  //   NOT_TWO_ANNOTATORS   two_annotators_only, and there are more; metadata "found".
  //   TOO_FEW_COMPARABLE_ITEMS   the coefficient compares items, and fewer than two have what it
  //   needs. NO_VARIATION         numbers: every label is the same number, or all that varies is
  //   what the
  //                        coefficient divides by.
  //   CLASSES_NOT_NUMBERS, CLASSES_BELOW_ZERO, CLASSES_NOT_SETS, CLASSES_NOT_SPANS
  //                        the classes do not fit the weights; metadata "found".
  absl::StatusOr<AgreementValue> (*compute)(const AgreementInput& input);

  // The same from a sample that is prepared already, for many computations over one table; the
  // errors of the classes have been found before.
  absl::StatusOr<AgreementValue> (*estimate)(const AgreementSample& sample);
};

// All coefficients, in the order in which they are shown.
std::span<const AgreementCoefficient> AgreementCoefficients();

// NOT_FOUND UNKNOWN_COEFFICIENT, with the known names in the message; metadata "found".
absl::StatusOr<const AgreementCoefficient*> FindAgreementCoefficient(std::string_view name);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_AGREEMENT_REGISTRY_H_
