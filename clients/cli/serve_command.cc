#include <csignal>
#include <iostream>

#include "annotator/operation/system_clock.h"
#include "annotator/rpc/assay_server.h"
#include "clients/cli/commands.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"
#include "spdlog/spdlog.h"

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

}  // namespace

absl::Status RunServe(Session& session, const ServeOptions& options) {
  const sigset_t signals = BlockStopSignals();
  const SystemClock clock;
  rpc::ServerOptions server_options;
  server_options.data_dir = session.options().data_dir;
  server_options.thread_count = session.options().thread_count;
  server_options.listen = options.listen;
  server_options.allow_insecure = options.allow_insecure;
  ASSAY_ASSIGN_OR_RETURN(const auto server, rpc::AssayServer::Start(server_options, clock));
  if (session.options().json) {
    std::cout << nlohmann::ordered_json{{"address", server->address()}}.dump() << std::endl;
  } else {
    std::cout << "assay serves " << session.options().data_dir << " at " << server->address()
              << std::endl;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("signal {}: ending the running calls", signal);
  server->Shutdown();
  return absl::OkStatus();
}

}  // namespace assay::cli
