#ifndef ASSAY_ANNOTATOR_GATEWAY_CALL_TABLE_H_
#define ASSAY_ANNOTATOR_GATEWAY_CALL_TABLE_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

namespace assay::gateway {

using Method = google::protobuf::MethodDescriptor;

// The call of the contract "assay.v1.SERVICE/METHOD", given as "assay.v1.SERVICE" and "METHOD".
//
// Errors: NOT_FOUND NO_SUCH_CALL  the contract has none of that name (metadata call).
absl::StatusOr<const Method*> FindCall(const std::string& service, const std::string& method);

// The same of "assay.v1.SERVICE/METHOD".
absl::StatusOr<const Method*> FindCall(const std::string& call);

// "/assay.v1.SERVICE/METHOD".
std::string PathOf(const Method& method);

// The field "chunk" that holds bytes of a file; nullptr: the message has none.
const google::protobuf::FieldDescriptor* FindChunkField(const google::protobuf::Descriptor& type);

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_CALL_TABLE_H_
