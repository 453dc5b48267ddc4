#ifndef ASSAY_CLIENTS_CLI_MESSAGE_JSON_H_
#define ASSAY_CLIENTS_CLI_MESSAGE_JSON_H_

#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "nlohmann/json_fwd.hpp"

namespace assay::cli {

// A message as scripts like it: fields by their names in the contract, all of them that cannot be
// told apart from absent ones; 64-bit numbers as numbers; NaN as null; enums as "running" for
// STATE_RUNNING; points in time as RFC 3339; durations as seconds.  Absent messages and oneofs are
// left out.
nlohmann::ordered_json MessageJson(const google::protobuf::Message& message);

// "running" for "STATE_RUNNING" with the prefix "STATE_"; "unspecified" for the value 0.
std::string EnumWord(std::string_view value_name, std::string_view prefix);

// Prints the JSON on stdout, bytes that are not UTF-8 replaced.
void PrintJson(const nlohmann::ordered_json& json);
// The same on one line.
void PrintJsonLine(const nlohmann::ordered_json& json);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_MESSAGE_JSON_H_
