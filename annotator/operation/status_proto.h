#ifndef ASSAY_ANNOTATOR_OPERATION_STATUS_PROTO_H_
#define ASSAY_ANNOTATOR_OPERATION_STATUS_PROTO_H_

#include <string_view>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace assay {

// ErrorInfo.domain of every error of ours.
inline constexpr std::string_view kErrorDomain = "assay.dev";

// A status as it goes over the wire: code and message, one google.rpc.ErrorInfo with the reason
// and the metadata, and a google.rpc.BadRequest where the metadata names a "field".
// Long texts are cut (messages at about 1000 bytes, metadata at about 200), and bytes that are not
// UTF-8 replaced, so that every error fits and can be read.
google::rpc::Status StatusToProto(const absl::Status& status);

// The way back: a status with the reason and the metadata of the first ErrorInfo.
absl::Status StatusFromProto(const google::rpc::Status& proto);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_OPERATION_STATUS_PROTO_H_
