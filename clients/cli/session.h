#ifndef ASSAY_CLIENTS_CLI_SESSION_H_
#define ASSAY_CLIENTS_CLI_SESSION_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/rpc/assay_server.h"
#include "assay/client/client.h"
#include "clients/cli/options.h"
#include "grpcpp/channel.h"

namespace assay::cli {

// One run of the program: the options and the way to the services.  Not thread-safe.
class Session {
 public:
  explicit Session(GlobalOptions options) : options_(std::move(options)) {}

  const GlobalOptions& options() const { return options_; }

  // A channel to the service at --server, or to the same services in this process over the
  // embedded store, which is opened at the first call.
  // Errors: those of rpc::AssayServer::Start and client::OpenChannel; INVALID_ARGUMENT
  // FILE_NOT_READABLE (the file with the key).
  absl::StatusOr<std::shared_ptr<grpc::Channel>> Channel();

  // The same services by the client library.  Errors as Channel.
  absl::StatusOr<client::Client> Client();

  // Of a command that did its work and has bad news; 0 unless it is set.
  int exit_code() const { return exit_code_; }
  void set_exit_code(int code) { exit_code_ = code; }

 private:
  GlobalOptions options_;
  int exit_code_ = 0;
  std::unique_ptr<rpc::AssayServer> embedded_;
  std::shared_ptr<grpc::Channel> channel_;
};

// A command's exit code: 0 done, 1 the command failed, 2 the input or the arguments are wrong.
int ExitCode(const absl::Status& status);

// Says on stderr what went wrong, and with --json on stdout as {"error": {...}}.
void ReportError(const absl::Status& status, const GlobalOptions& options);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_SESSION_H_
