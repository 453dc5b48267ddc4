#ifndef ASSAY_ANNOTATOR_GATEWAY_SESSION_PAGES_H_
#define ASSAY_ANNOTATOR_GATEWAY_SESSION_PAGES_H_

#include <functional>

#include "annotator/gateway/call_bridge.h"
#include "annotator/gateway/login_limit.h"
#include "annotator/http/router.h"

namespace assay::gateway {

struct SessionOptions {
  // The cookie goes over TLS alone.
  bool secure = false;
  // The cookie is sent in frames of other sites' pages too; needs `secure`.
  bool in_frames = false;
  // Whether the store has keys, so that every call needs one.
  std::function<bool()> keys_required;
};

// Adds the login of browsers.  The server keeps nothing: the cookie holds the key, so it ends when
// the key does.
//
//   POST /session {"key":"assay_..."}  sets the cookie where the key is good
//   GET /session                       who the caller is
//   DELETE /session                    forgets the cookie
//
// The first two answer {"caller":{...GetCallerResponse...},"keysRequired":true}.  Errors are those
// of KeyService.GetCaller, and
//   400 BAD_JSON         the body is not {"key": text}.
//   401 KEY_INVALID      the key is none.
//   429 TOO_MANY_LOGINS  too many failed from this address; the header Retry-After says how long.
// `bridge` and `limit` must outlive the router.
void AddSessionPages(http::Router& router, CallBridge& bridge, LoginLimit& limit,
                     SessionOptions options);

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_SESSION_PAGES_H_
