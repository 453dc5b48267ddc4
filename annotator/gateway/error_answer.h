#ifndef ASSAY_ANNOTATOR_GATEWAY_ERROR_ANSWER_H_
#define ASSAY_ANNOTATOR_GATEWAY_ERROR_ANSWER_H_

#include <string>

#include "absl/status/status.h"
#include "annotator/http/message.h"

namespace assay::gateway {

// {"code":"not_found","message":"...","reason":"CAMPAIGN_NOT_FOUND","metadata":{...}}, with the
// names that the Connect protocol has for codes.
std::string ErrorJson(const absl::Status& status);

// The same with the HTTP status that the Connect protocol has for the code.
http::Response ErrorAnswer(const absl::Status& status);

http::Response JsonAnswer(std::string json);

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_ERROR_ANSWER_H_
