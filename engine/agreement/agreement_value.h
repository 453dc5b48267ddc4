#ifndef ASSAY_ENGINE_AGREEMENT_AGREEMENT_VALUE_H_
#define ASSAY_ENGINE_AGREEMENT_AGREEMENT_VALUE_H_

#include <cstdint>
#include <optional>

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

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_AGREEMENT_VALUE_H_
