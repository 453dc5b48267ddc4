#ifndef ASSAY_ENGINE_COST_AMOUNT_CHECKS_H_
#define ASSAY_ENGINE_COST_AMOUNT_CHECKS_H_

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "absl/status/status.h"

namespace assay {

// INVALID_ARGUMENT NEGATIVE_AMOUNT of the first number below 0; metadata "field", "found".
absl::Status CheckNotNegative(std::initializer_list<std::pair<std::string_view, int64_t>> numbers);

// INVALID_ARGUMENT AMOUNT_NOT_WHOLE where an amount is no multiple of the unit; metadata "field",
// "found".
absl::Status CheckWhole(std::string_view field, int64_t micros, int64_t unit_micros);

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_AMOUNT_CHECKS_H_
