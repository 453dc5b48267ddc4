#ifndef ASSAY_CLIENTS_CLI_PRICE_GROUP_OPTION_H_
#define ASSAY_CLIENTS_CLI_PRICE_GROUP_OPTION_H_

#include <string>

#include "absl/status/statusor.h"
#include "assay/v1/costs.pb.h"

namespace assay::cli {

// How people write a group and its price.
inline constexpr char kPriceGroupForm[] = "NAME=PRICE[+PRICE...][@FEES][:ANNOTATOR,...]";

// Reads kPriceGroupForm.  A PRICE is 0.05 for a label, 18/hour, or 3/input*400 and 15/output*20: of
// a million tokens that a model reads or writes, and how many a label takes.
//
// INVALID_ARGUMENT BAD_COST; --group is to blame.
absl::StatusOr<v1::PriceGroup> ParsePriceGroup(const std::string& option);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_PRICE_GROUP_OPTION_H_
