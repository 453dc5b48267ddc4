#ifndef ASSAY_ANNOTATOR_HTTP_REQUEST_GUARD_H_
#define ASSAY_ANNOTATOR_HTTP_REQUEST_GUARD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annotator/http/message.h"
#include "annotator/http/router.h"

namespace assay::http {

// The cookie that carries a key.
inline constexpr std::string_view kSessionCookie = "assay_session";

// Who a request says it is from.
struct Credential {
  // As gRPC's metadata wants it, "Bearer KEY"; empty: nobody says.
  std::string authorization;
  // A browser added it by itself, so it does not show that the user meant the request.
  bool ambient = true;
};

// The header Authorization, or X-Api-Key: KEY, or the cookie, or nothing.  Of several cookies of
// that name none counts.  HTTP's Basic is its password as a bearer, whoever the user is; a browser
// may have added it by itself.
Credential CredentialOf(const Request& request);

// What of the headers says that a browser on another site's errand, or one that was led here by a
// false name, has sent a request.  A request with a bearer or the header X-Api-Key passes: no page
// of another site can make a browser send one.  Thread-safe.
class RequestGuard {
 public:
  // `listen_host`: what the server listens at; where that is every address, any address is a name
  // of ours.  `names`: more that it may be called by.
  RequestGuard(const std::string& listen_host, std::vector<std::string> names);

  // The answer to a request that is kept out; nothing: it may pass.  In the order of checks:
  //   421 WRONG_HOST      not kOpen: the header Host is none of our names, whatever its port.  With
  //                       Basic any name passes: what a browser adds by itself it was told for
  //                       that name.
  //   403 WRONG_ORIGIN    kChange, kSocket: it was sent by a page of another origin; kHook: by a
  //                       page.
  //   403 NO_CSRF_HEADER  kChange: the header "X-Assay-Request: 1" is not there.
  std::optional<Response> Check(const Request& request, Access access) const;

 private:
  bool IsOurs(std::string_view host) const;

  const std::string listen_host_;
  const std::vector<std::string> names_;
};

// The host of "HOST", "HOST:PORT" or "[IPV6]:PORT", in small letters.
std::string HostWithoutPort(std::string_view host);

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_REQUEST_GUARD_H_
