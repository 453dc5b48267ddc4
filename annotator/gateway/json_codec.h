#ifndef ASSAY_ANNOTATOR_GATEWAY_JSON_CODEC_H_
#define ASSAY_ANNOTATOR_GATEWAY_JSON_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

namespace assay::gateway {

// A message of the contract as JSON, in protobuf's mapping, and back.  Thread-safe.

// The bytes of a message on the wire.  Empty text is an empty message.
//
// Errors:
//   INVALID_ARGUMENT BAD_JSON  not UTF-8, not JSON, nested too deep, a field that the message has
//                              not, or a value that the field does not take (metadata detail).
absl::StatusOr<std::string> JsonToBytes(const google::protobuf::Descriptor& type,
                                        std::string_view json);

// With camelCase names, fields that have their default value included.
//
// Errors: INTERNAL BAD_MESSAGE  the bytes are no such message.
absl::StatusOr<std::string> BytesToJson(const google::protobuf::Descriptor& type,
                                        const std::string& bytes);

// Whether arrays and objects are nested deeper than any message of the contract needs; to be asked
// before a parser that recurses.
bool IsTooDeep(std::string_view json);

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_JSON_CODEC_H_
