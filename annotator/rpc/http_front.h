#ifndef ASSAY_ANNOTATOR_RPC_HTTP_FRONT_H_
#define ASSAY_ANNOTATOR_RPC_HTTP_FRONT_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/gateway/gateway.h"
#include "annotator/http/http_server.h"
#include "annotator/rpc/call_metrics.h"
#include "annotator/rpc/executor.h"
#include "annotator/rpc/listen_address.h"
#include "annotator/rpc/server_credentials.h"
#include "engine/base/clock.h"
#include "grpcpp/channel.h"

namespace assay::rpc {

struct HttpFrontOptions {
  ListenAddress listen;
  std::optional<TlsIdentity> identity;  // none: in the clear
  std::vector<std::string> names;       // more that it goes by
  std::string frame_ancestor;           // an origin; empty: none
  std::string forward_secret;           // CallGate::forward_secret
  std::function<bool()> keys_required;
};

// What a service offers over HTTP: its status pages, the calls of the contract for browsers, and
// the pages that make them.  Thread-safe.
class HttpFront {
 public:
  // `channel` reaches the services.  `metrics`, `serving` and `clock` must outlive it.
  //
  // Errors: as HttpServer::Start.
  static absl::StatusOr<std::unique_ptr<HttpFront>> Start(const HttpFrontOptions& options,
                                                          std::shared_ptr<grpc::Channel> channel,
                                                          const CallMetrics& metrics,
                                                          const std::atomic<bool>& serving,
                                                          const Clock& clock);
  // Ends its calls, then disconnects everybody.
  ~HttpFront();
  HttpFront(const HttpFront&) = delete;
  HttpFront& operator=(const HttpFront&) = delete;

  // HOST:PORT, with the real port.
  const std::string& address() const { return server_->address(); }

 private:
  HttpFront(std::shared_ptr<grpc::Channel> channel, const std::string& forward_secret,
            const Clock& clock);

  gateway::Gateway gateway_;
  std::unique_ptr<http::HttpServer> server_;
  // What they still hold answers exchanges of the server, so they end before it.
  ThreadExecutor ml_reads_;
  ThreadExecutor ml_imports_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_HTTP_FRONT_H_
