#include "annotator/rpc/http_front.h"

#include <sys/resource.h>

#include <utility>

#include "annotator/http/static_pages.h"
#include "annotator/label_studio/ml_pages.h"
#include "annotator/rpc/status_pages.h"
#include "engine/base/status.h"

namespace assay::rpc {
namespace {

constexpr size_t kMlReadThreads = 2;
constexpr size_t kMlQueue = 256;

// Every client takes a file; most systems let a process have more than they give it.
void AllowManyFiles() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

http::HttpServer::Options ServerOptionsOf(const HttpFrontOptions& options) {
  http::HttpServer::Options server;
  server.host = options.listen.host;
  server.port = options.listen.port;
  server.names = options.names;
  server.frame_ancestor = options.frame_ancestor;
  if (options.identity.has_value()) {
    server.tls = {options.identity->certificate_pem, options.identity->key_pem,
                  options.identity->client_ca_pem};
  }
  return server;
}

}  // namespace

HttpFront::HttpFront(std::shared_ptr<grpc::Channel> channel, const std::string& forward_secret,
                     const Clock& clock)
    : gateway_(std::move(channel), forward_secret, clock),
      ml_reads_(kMlReadThreads, kMlQueue),
      ml_imports_(1, kMlQueue) {}

HttpFront::~HttpFront() {
  // So that those who wait are told that the service ends.
  gateway_.Stop();
  if (server_ != nullptr) {
    server_->Stop();
  }
  // What came in between; it may use the server until it has ended.
  gateway_.Stop();
}

absl::StatusOr<std::unique_ptr<HttpFront>> HttpFront::Start(const HttpFrontOptions& options,
                                                            std::shared_ptr<grpc::Channel> channel,
                                                            const CallMetrics& metrics,
                                                            const std::atomic<bool>& serving,
                                                            const Clock& clock) {
  AllowManyFiles();
  std::unique_ptr<HttpFront> front(
      new HttpFront(std::move(channel), options.forward_secret, clock));
  http::Router router = MakeStatusPages(metrics, serving);
  front->gateway_.AddRoutes(router, {.secure = options.identity.has_value(),
                                     .in_frames = !options.frame_ancestor.empty(),
                                     .keys_required = options.keys_required});
  label_studio::AddMlPages(router, front->gateway_.bridge(),
                           {.reads = front->ml_reads_, .imports = front->ml_imports_});
  http::AddStaticPages(router, http::CompiledPages());
  ASSAY_ASSIGN_OR_RETURN(front->server_,
                         http::HttpServer::Start(ServerOptionsOf(options), std::move(router)));
  return front;
}

}  // namespace assay::rpc
