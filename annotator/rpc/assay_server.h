#ifndef ASSAY_ANNOTATOR_RPC_ASSAY_SERVER_H_
#define ASSAY_ANNOTATOR_RPC_ASSAY_SERVER_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/call_log.h"
#include "annotator/rpc/server_credentials.h"
#include "engine/base/clock.h"
#include "grpcpp/channel.h"

namespace assay::rpc {

// Largest message either side takes.  Everything big is streamed in chunks; a page of 1,000
// findings is about 3 MB.
inline constexpr int kMaxMessageBytes = 16 << 20;

struct ServerOptions {
  // Directory of the embedded store; made when absent.
  std::string data_dir = {};
  // "HOST:PORT" to listen on, port 0 for a free one; empty: only the in-process channel.
  std::string listen = {};
  // Certificates; none: in the clear.
  TlsFiles tls = {};
  // "HOST:PORT" of the pages, the calls for browsers, /metrics, /healthz and /readyz; with the same
  // certificates; empty: none.
  std::string http = {};
  // More names that browsers may call it by.
  std::vector<std::string> http_names = {};
  // The origin whose pages may hold ours in a frame, for example "https://www.mturk.com"; empty:
  // none.
  std::string http_frame_ancestor = {};
  // Listening beyond loopback in the clear is refused unless this is set.
  bool allow_insecure = false;
  // Threads of an audit, or a measurement, that does not ask for a number; 0: all cores.
  int thread_count = 0;
  // As CallGate::stream_patience.
  std::chrono::milliseconds stream_patience = kStreamPatience;
  // The log of calls; none as it stands.
  CallLog::Options log = {};
};

// The services over one data directory: datasets, audits, agreement and consensus, operations,
// methods, health checking and reflection.  Thread-safe.
class AssayServer {
 public:
  // Opens the store, mends what a crash left, and starts serving.  `clock` must outlive the
  // server.
  //
  // Errors: those of RocksStore::Open, LoadTlsIdentity, CheckTlsTime, CheckEncryption and
  // CheckCallersKnown; INVALID_ARGUMENT BAD_LISTEN_ADDRESS, BAD_LOG_OPTION; UNAVAILABLE
  // ADDRESS_NOT_AVAILABLE.
  static absl::StatusOr<std::unique_ptr<AssayServer>> Start(const ServerOptions& options,
                                                            const Clock& clock);
  // As Shutdown.
  ~AssayServer();
  AssayServer(const AssayServer&) = delete;
  AssayServer& operator=(const AssayServer&) = delete;

  // Reaches the services without a socket.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Where it listens, with the real port; empty when it does not.
  const std::string& address() const;
  // The same of ServerOptions::http.
  const std::string& http_address() const;

  // Cancels running operations, so that those who watch them are told, refuses new calls, and gives
  // running ones 5 seconds.  Meanwhile /readyz and the health service say that nothing is served.
  void Shutdown();

 private:
  class Parts;
  explicit AssayServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_ASSAY_SERVER_H_
