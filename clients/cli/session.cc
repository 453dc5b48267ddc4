#include "clients/cli/session.h"

#include <chrono>
#include <iostream>
#include <string>

#include "annotator/operation/system_clock.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

constexpr std::chrono::seconds kConnectTimeout{5};

const Clock& MachineClock() {
  static const SystemClock clock;
  return clock;
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
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(rpc::kMaxMessageBytes);
  auto channel =
      grpc::CreateCustomChannel(options_.server, grpc::InsecureChannelCredentials(), arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + kConnectTimeout)) {
    return MakeError(absl::StatusCode::kUnavailable, "SERVER_UNREACHABLE",
                     "no assay service answers at " + options_.server +
                         "; start one with `assay serve`, or leave out --server",
                     {{"server", options_.server}});
  }
  channel_ = std::move(channel);
  return channel_;
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
  std::cerr << "assay: " << OneLine({status.message().data(), status.message().size()}, 2000)
            << '\n';
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
