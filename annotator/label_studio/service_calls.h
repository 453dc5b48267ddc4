#ifndef ASSAY_ANNOTATOR_LABEL_STUDIO_SERVICE_CALLS_H_
#define ASSAY_ANNOTATOR_LABEL_STUDIO_SERVICE_CALLS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/gateway/call_bridge.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/base/status.h"
#include "google/protobuf/message.h"

namespace assay::label_studio {

// Calls of the services of this process that wait for the answer; not for threads that others need.

// The bytes of the answer.
absl::StatusOr<std::string> AskBytes(gateway::CallBridge& bridge, const std::string& call,
                                     const google::protobuf::Message& request,
                                     const gateway::CallFor& caller);

// `call`: "assay.v1.SERVICE/METHOD", one with one answer.
template <typename Response>
absl::StatusOr<Response> Ask(gateway::CallBridge& bridge, const std::string& call,
                             const google::protobuf::Message& request,
                             const gateway::CallFor& caller) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, AskBytes(bridge, call, request, caller));
  Response response;
  if (!response.ParseFromString(bytes)) {
    return MakeError(absl::StatusCode::kInternal, "BAD_MESSAGE",
                     "the service answered with something else");
  }
  return response;
}

// CampaignService.ImportLabels of these rows.  The errors of it.
absl::StatusOr<v1::ImportLabelsResponse> ImportRows(gateway::CallBridge& bridge,
                                                    const v1::ImportLabelsSpec& spec,
                                                    v1::ImportedLabels rows,
                                                    const gateway::CallFor& caller);

}  // namespace assay::label_studio

#endif  // ASSAY_ANNOTATOR_LABEL_STUDIO_SERVICE_CALLS_H_
