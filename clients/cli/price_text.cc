#include "clients/cli/price_text.h"

#include "engine/base/status.h"
#include "engine/cost/money.h"

namespace assay::cli {
absl::Status BadPrice(const std::string& option, const std::string& found,
                      const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_COST",
                   option + ": found '" + found.substr(0, 40) + "', expected " + expected,
                   {{"field", option}, {"found", found.substr(0, 40)}, {"expected", expected}});
}

absl::StatusOr<int64_t> ParsePrice(const std::string& option, const std::string& text) {
  const auto micros = ParseMicros(text.starts_with('.') ? "0" + text : text);
  return micros.ok() && !text.starts_with('-')
             ? micros
             : BadPrice(option, text, "a price such as 0.05, with at most 6 decimals");
}

}  // namespace assay::cli
