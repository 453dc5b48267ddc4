#include "engine/cost/amount_checks.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/cost/money.h"

namespace assay {

absl::Status CheckNotNegative(std::initializer_list<std::pair<std::string_view, int64_t>> numbers) {
  for (const auto& [field, number] : numbers) {
    if (number < 0) {
      const std::string name(field);
      return MakeError(absl::StatusCode::kInvalidArgument, "NEGATIVE_AMOUNT",
                       absl::StrCat(name, " is ", number, "; expected 0 or more"),
                       {{"field", name}, {"found", absl::StrCat(number)}});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckWhole(std::string_view field, int64_t micros, int64_t unit_micros) {
  if (micros % unit_micros == 0) {
    return absl::OkStatus();
  }
  const std::string name(field);
  const std::string found = MoneyText({micros, Currency()});
  return MakeError(absl::StatusCode::kInvalidArgument, "AMOUNT_NOT_WHOLE",
                   absl::StrCat(name, " is ", found, "; expected a multiple of ",
                                MoneyText({unit_micros, Currency()})),
                   {{"field", name}, {"found", found}});
}

}  // namespace assay
