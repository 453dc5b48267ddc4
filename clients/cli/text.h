#ifndef ASSAY_CLIENTS_CLI_TEXT_H_
#define ASSAY_CLIENTS_CLI_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "assay/v1/datasets.pb.h"
#include "nlohmann/json_fwd.hpp"

namespace assay::cli {

// "12,345".
std::string Count(int64_t value);
// Rounded to a whole number.
std::string Count(double value);
// "7 + 6 + 6" with the mark " + ".
std::string JoinedCounts(const google::protobuf::RepeatedField<int32_t>& counts,
                         const std::string& mark);
// "19.8 %" for 0.198.
std::string Percent(double share);
// White space folded, control characters dropped (they could drive the terminal), cut to `width`
// code points with an ellipsis.
std::string OneLine(std::string_view text, size_t width);
// [{"name", "role", "reason"}].
nlohmann::ordered_json ColumnsJson(const v1::Dataset& dataset);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_TEXT_H_
