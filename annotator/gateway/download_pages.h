#ifndef ASSAY_ANNOTATOR_GATEWAY_DOWNLOAD_PAGES_H_
#define ASSAY_ANNOTATOR_GATEWAY_DOWNLOAD_PAGES_H_

#include <string>
#include <string_view>

#include "annotator/gateway/call_bridge.h"
#include "annotator/http/router.h"

namespace assay::gateway {

// Adds the exports of the contract, whose answers are chunks of a file:
//
//   GET /download/assay.v1.SERVICE/METHOD?request=JSON&name=FILE[&inline=1]
//
// The file comes as it is made, and no faster than the client takes it; where the export fails in
// the middle, the connection is broken off.  It is an attachment called `name`; with inline=1 a
// browser shows it, in a sandbox where its scripts run and can reach nothing of ours.  Errors are
// those of the call, and
//   400 BAD_QUERY      there is no one request, or no one name.
//   404 NO_SUCH_CALL   the contract has none of that name.
//   400 NO_DOWNLOAD    it is no such export.
//   400 BAD_TIMEOUT, BAD_JSON
// `bridge` must outlive the router.
void AddDownloadPages(http::Router& router, CallBridge& bridge);

// By the ending of a file's name; bytes where that is unknown.
std::string ContentTypeOf(std::string_view file_name);

// The value of Content-Disposition for a file of that name, whatever bytes are in it.
std::string DispositionOf(std::string_view file_name, bool is_inline);

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_DOWNLOAD_PAGES_H_
