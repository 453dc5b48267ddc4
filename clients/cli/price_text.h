#ifndef ASSAY_CLIENTS_CLI_PRICE_TEXT_H_
#define ASSAY_CLIENTS_CLI_PRICE_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay::cli {

// INVALID_ARGUMENT BAD_COST; `option` is to blame.
absl::Status BadPrice(const std::string& option, const std::string& found,
                      const std::string& expected);

// Millionths of a currency: 50000 for "0.05".  BAD_COST for what is no such number.
absl::StatusOr<int64_t> ParsePrice(const std::string& option, const std::string& text);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_PRICE_TEXT_H_
