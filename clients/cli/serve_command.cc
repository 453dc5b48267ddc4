#include <unistd.h>

#include <csignal>
#include <iostream>
#include <thread>

#include "annotator/operation/system_clock.h"
#include "annotator/rpc/assay_server.h"
#include "clients/cli/commands.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

// Blocks the signals that end the service in this thread and all that it starts, so that one
// sigwait receives them.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

rpc::ServerOptions ServerOptionsOf(const GlobalOptions& global, const ServeOptions& options) {
  rpc::ServerOptions server;
  server.data_dir = global.data_dir;
  server.thread_count = global.thread_count;
  server.listen = options.listen.empty() ? kDefaultListen : options.listen;
  server.http = options.http;
  if (options.http == "none") {
    server.http.clear();
  } else if (options.http.empty() && options.listen.empty()) {
    server.http = kDefaultHttp;
  }
  server.http_names = options.http_hosts;
  server.http_frame_ancestor = options.http_frame_ancestor;
  server.tls = {global.tls_cert, global.tls_key, options.tls_client_ca};
  server.allow_insecure = options.allow_insecure;
  server.log.format = options.log_format;
  server.log.level = options.log_level;
  return server;
}

// Where the service can be found; programs wait for this line.
void SayAddress(const rpc::AssayServer& server, const GlobalOptions& global) {
  if (global.json) {
    nlohmann::ordered_json line{{"address", server.address()}};
    if (!server.http_address().empty()) {
      line["http_address"] = server.http_address();
    }
    std::cout << line.dump() << std::endl;
    return;
  }
  if (!server.http_address().empty()) {
    std::cout << (global.tls_cert.empty() ? "http://" : "https://") << server.http_address() << "/"
              << '\n';
  }
  std::cout << "assay serves " << global.data_dir << " at " << server.address() << std::endl;
}

// Ends the process at the second signal, whatever is under way; what was acknowledged is on disk.
void EndAtNextSignal(const sigset_t& signals) {
  std::thread([signals] {
    int signal = 0;
    sigwait(&signals, &signal);
    _exit(1);
  }).detach();
}

}  // namespace

absl::Status RunServe(Session& session, const ServeOptions& options) {
  const sigset_t signals = BlockStopSignals();
  const SystemClock clock;
  ASSAY_ASSIGN_OR_RETURN(
      const auto server,
      rpc::AssayServer::Start(ServerOptionsOf(session.options(), options), clock));
  SayAddress(*server, session.options());
  int signal = 0;
  sigwait(&signals, &signal);
  EndAtNextSignal(signals);
  server->Shutdown();
  return absl::OkStatus();
}

}  // namespace assay::cli
