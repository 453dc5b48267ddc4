#ifndef ASSAY_ANNOTATOR_GATEWAY_UPLOAD_PAGES_H_
#define ASSAY_ANNOTATOR_GATEWAY_UPLOAD_PAGES_H_

#include <cstdint>

#include "annotator/gateway/call_bridge.h"
#include "annotator/http/router.h"

namespace assay::gateway {

// Adds the imports of the contract, whose requests are spec, chunks of a file and end:
//
//   POST /upload/assay.v1.SERVICE/METHOD?spec=JSON   the file -> JSON
//
// The file goes on as it comes, and no faster than the store takes it; one that breaks off is not
// imported.  Errors are those of the call, and
//   400 BAD_QUERY       there is no one spec.
//   404 NO_SUCH_CALL    the contract has none of that name.
//   400 NO_UPLOAD       it is no such import.
//   400 BAD_TIMEOUT, BAD_JSON
//   400 BODY_BROKEN     the body is not well-formed, or longer than it may be.
//   413 BODY_TOO_LONG   more than `max_bytes` are announced.
// `bridge` must outlive the router.
void AddUploadPages(http::Router& router, CallBridge& bridge, uint64_t max_bytes);

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_UPLOAD_PAGES_H_
