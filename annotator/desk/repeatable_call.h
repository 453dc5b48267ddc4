#ifndef ASSAY_ANNOTATOR_DESK_REPEATABLE_CALL_H_
#define ASSAY_ANNOTATOR_DESK_REPEATABLE_CALL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/work_calls.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/request_repository.h"

namespace assay {

// Runs a call that may be repeated under its request_id: the first that succeeds is remembered, and
// later ones get its answer.  `body` must itself refuse to be done twice (a name that is taken): of
// two equal calls at once, both may run it.
//
// Errors: those of `body`, and BAD_REQUEST_ID, REQUEST_ID_REUSED (RequestRepository::Find).
template <typename Response, typename Request, typename Body>
absl::StatusOr<Response> RunRepeatable(RequestRepository& requests, std::string_view call,
                                       const Request& request, int64_t now_us, const Body& body) {
  const uint64_t hash = RequestHash(call, request);
  const auto first = [&]() -> absl::StatusOr<std::optional<Response>> {
    ASSAY_ASSIGN_OR_RETURN(const auto bytes, requests.Find(request.request_id(), hash));
    if (!bytes.has_value()) {
      return std::nullopt;
    }
    std::optional<Response> response(std::in_place);
    ASSAY_RETURN_IF_ERROR(DecodeMessage(KeyKind::kRequest, *bytes, *response));
    return response;
  };
  ASSAY_ASSIGN_OR_RETURN(const std::optional<Response> known, first());
  if (known.has_value()) {
    return *known;
  }
  ASSAY_ASSIGN_OR_RETURN(Response response, body());
  if (request.request_id().empty()) {
    return response;
  }
  ASSAY_ASSIGN_OR_RETURN(std::string bytes, EncodeMessage(response));
  const absl::Status kept = requests.Put({request.request_id(), hash, std::move(bytes), now_us});
  if (absl::IsAborted(kept)) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<Response> other, first());
    return other.has_value() ? *other : response;
  }
  ASSAY_RETURN_IF_ERROR(kept);
  return response;
}

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_REPEATABLE_CALL_H_
