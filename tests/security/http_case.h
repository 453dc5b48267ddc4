#ifndef ASSAY_TESTS_SECURITY_HTTP_CASE_H_
#define ASSAY_TESTS_SECURITY_HTTP_CASE_H_

#include <memory>
#include <string>

#include "tests/security/http_client.h"
#include "tests/security/socket_case.h"
#include "tests/security/work_case.h"

namespace assay::rpc {

// A case of a server, spoken to over HTTP.
template <typename Case>
class HttpOver : public Case {
 protected:
  using Case::Case;

  // One request over a connection of its own.
  HttpAnswer Ask(const std::string& method, const std::string& target,
                 const HttpHeaders& headers = {}, const std::string& body = "") {
    return HttpClient(this->server_->http_address()).Ask(method, target, headers, body);
  }

  // A call as one of our pages makes it; `secret`: as its cookie, empty: none.
  HttpAnswer Post(const std::string& call, const std::string& json, const std::string& secret = "",
                  HttpHeaders headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("X-Assay-Request", "1");
    if (!secret.empty()) {
      headers.emplace_back("Cookie", "assay_session=" + secret);
    }
    return Ask("POST", "/assay.v1." + call, headers, json);
  }
};

// Without keys, and with a campaign and keys of every role.
using BareHttpCase = HttpOver<SocketCase>;
using HttpCase = HttpOver<WorkCase>;

}  // namespace assay::rpc

#endif  // ASSAY_TESTS_SECURITY_HTTP_CASE_H_
