#ifndef ASSAY_ANNOTATOR_HTTP_HTTP_SERVER_H_
#define ASSAY_ANNOTATOR_HTTP_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/http/router.h"

namespace assay::http {

// PEM texts; an empty certificate: in the clear.
struct TlsTexts {
  std::string certificate;
  std::string key;
  std::string client_ca;  // only clients with a certificate of these get in; empty: everybody
};

// HTTP/1.1, with TLS or without, over a router.  Thread-safe.
//
// A client that sends what is not HTTP gets 400, too long headers 431, a too long body 413, and is
// disconnected; so is one that is slower than the timeouts.  Requests that come before the answer
// to the last are answered in their order.
class HttpServer {
 public:
  struct Options {
    // A name or an address; IPv6 in brackets.
    std::string host = {};
    uint16_t port = 0;  // 0: a free one
    TlsTexts tls = {};
    // More names that the header Host may hold.
    std::vector<std::string> names = {};
    // An origin whose pages may hold ours in a frame; empty: none.
    std::string frame_ancestor = {};
    // For the head of a request to come in, for its body, and for some of an answer to be taken.
    std::chrono::milliseconds timeout{10'000};
    // Between two requests.
    std::chrono::milliseconds idle_timeout{60'000};
    // Of a WebSocket without a sign of life; at half of it the client is asked for one.
    std::chrono::milliseconds socket_timeout{60'000};
    size_t max_header_bytes = 16 << 10;
    // Of routes that do not say their own.
    uint64_t max_body_bytes = 1 << 20;
    // More are disconnected at once.
    size_t max_connections = 4096;
    // Handlers run on these.
    size_t thread_count = 2;
  };

  // Errors:
  //   UNAVAILABLE      ADDRESS_NOT_AVAILABLE  it is in use already, or no address of this machine
  //                                           (metadata field --http, found).
  //   INVALID_ARGUMENT TLS_FILE_MALFORMED     OpenSSL does not take the certificate or the key.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const Options& options, Router router);
  // As Stop; then nobody may use an Exchange or a WebSocket any more.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Takes no more requests and waits for handlers that run.  What is sent from then on goes
  // nowhere.
  void Stop();

  // HOST:PORT, with the real port.
  const std::string& address() const;

 private:
  class Core;
  explicit HttpServer(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_HTTP_SERVER_H_
