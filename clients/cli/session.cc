#include "clients/cli/session.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "annotator/operation/system_clock.h"
#include "clients/cli/input_file.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

constexpr size_t kMaxKeyFileBytes = 4096;

const Clock& MachineClock() {
  static const SystemClock clock;
  return clock;
}

// The secret of the key file, or of the environment; never printed.
absl::StatusOr<std::string> ReadKey(const std::string& file) {
  std::string key;
  if (!file.empty()) {
    ASSAY_ASSIGN_OR_RETURN(key, ReadSmallFile(file, kMaxKeyFileBytes));
  } else if (const char* from_environment = std::getenv("ASSAY_KEY")) {
    key = from_environment;
  }
  return std::string(absl::StripAsciiWhitespace(key));
}

absl::StatusOr<client::ConnectOptions> ConnectOptionsOf(const GlobalOptions& options) {
  client::ConnectOptions connect;
  connect.address = options.server;
  ASSAY_ASSIGN_OR_RETURN(connect.key, ReadKey(options.key_file));
  connect.allow_insecure_key = options.allow_insecure_key;
  connect.tls = options.tls;
  connect.tls_ca = options.tls_ca;
  connect.tls_cert = options.tls_cert;
  connect.tls_key = options.tls_key;
  return connect;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> Session::Channel() {
  if (channel_ != nullptr) {
    return channel_;
  }
  if (options_.server.empty()) {
    rpc::ServerOptions server_options;
    server_options.data_dir = options_.data_dir;
    server_options.thread_count = options_.thread_count;
    ASSAY_ASSIGN_OR_RETURN(embedded_, rpc::AssayServer::Start(server_options, MachineClock()));
    channel_ = embedded_->InProcessChannel();
    return channel_;
  }
  ASSAY_ASSIGN_OR_RETURN(const client::ConnectOptions connect, ConnectOptionsOf(options_));
  ASSAY_ASSIGN_OR_RETURN(channel_, client::OpenChannel(connect));
  return channel_;
}

absl::StatusOr<client::Client> Session::Client() {
  ASSAY_ASSIGN_OR_RETURN(auto channel, Channel());
  return client::Client(std::move(channel), client::CallOptions());
}

int ExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kPermissionDenied:
      return 2;
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDataLoss:
      // The data directory that was named is at fault, not the program.
      return ErrorReason(status) == "DISK_FULL" || ErrorReason(status) == "DATA_DIR_DAMAGED" ? 2
                                                                                             : 1;
    default:
      return 1;
  }
}

void ReportError(const absl::Status& status, const GlobalOptions& options) {
  // The service says nothing about calls that it does not know.
  const std::string message = status.message().empty() ? absl::StatusCodeToString(status.code())
                                                       : std::string(status.message());
  std::cerr << "assay: " << OneLine(message, 2000) << '\n';
  if (!options.json) {
    return;
  }
  nlohmann::ordered_json error;
  error["code"] = absl::StatusCodeToString(status.code());
  error["reason"] = ErrorReason(status);
  error["message"] = std::string(status.message());
  error["metadata"] = GetErrorMetadata(status);
  using Json = nlohmann::ordered_json;
  std::cout << Json{{"error", error}}.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace assay::cli
