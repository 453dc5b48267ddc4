#ifndef ASSAY_ANNOTATOR_HTTP_HTTP_SERVER_H_
#define ASSAY_ANNOTATOR_HTTP_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "annotator/http/router.h"

namespace assay::http {

// HTTP/1.1 without encryption over a router.  Thread-safe.
//
// A client that sends what is not HTTP gets 400, too long headers 431, a too long body 413, and is
// disconnected.  One that is slower than `timeout` is disconnected.
class HttpServer {
 public:
  struct Options {
    // A name or an address; IPv6 in brackets.
    std::string host = {};
    uint16_t port = 0;  // 0: a free one
    // For a whole request to come in, counted from the end of the one before, and for an answer to
    // be taken.
    std::chrono::milliseconds timeout{10'000};
    size_t max_header_bytes = 16 << 10;
    size_t max_body_bytes = 1 << 20;
    // More are disconnected at once.
    size_t max_connections = 256;
    // Handlers run on these.
    size_t thread_count = 2;
  };

  // Errors:
  //   UNAVAILABLE ADDRESS_NOT_AVAILABLE  it is in use already, or no address of this machine
  //                                      (metadata field --http, found).
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const Options& options, Router router);
  // Disconnects everybody; waits for handlers that run.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // HOST:PORT, with the real port.
  const std::string& address() const;

 private:
  class Core;
  explicit HttpServer(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_HTTP_SERVER_H_
