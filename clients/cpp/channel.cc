#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "assay/client/client.h"
#include "clients/cpp/connection.h"
#include "engine/base/status.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/support/client_interceptor.h"

namespace assay::client {
namespace {

// A page of 1,000 findings is about 3 MB; the service sends nothing above this.
constexpr int kMaxMessageBytes = 16 << 20;

// Puts the key on every call.  Call credentials of gRPC would do it over TLS only.
class KeyInterceptor : public grpc::experimental::Interceptor {
 public:
  explicit KeyInterceptor(const std::string& authorization) : authorization_(authorization) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            grpc::experimental::InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->insert({"authorization", authorization_});
    }
    methods->Proceed();
  }

 private:
  const std::string& authorization_;  // owned by the factory, which the channel owns
};

class KeyInterceptorFactory : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit KeyInterceptorFactory(const std::string& key) : authorization_("Bearer " + key) {}

  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo*) override {
    return new KeyInterceptor(authorization_);
  }

 private:
  const std::string authorization_;
};

absl::Status BadConnection(std::string_view field, std::string_view found,
                           std::string_view expected) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_CONNECTION",
      std::string(field) + ": found " + std::string(found) + ", expected " + std::string(expected),
      {{"field", std::string(field)},
       {"found", std::string(found)},
       {"expected", std::string(expected)}});
}

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  if (path.empty()) {
    return std::string();
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || text.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "FILE_NOT_READABLE",
                     path + ": found no readable file with content, expected PEM",
                     {{"file", path}});
  }
  return text;
}

bool WantsTls(const ConnectOptions& options) {
  return options.tls || !options.tls_ca.empty() || !options.tls_cert.empty() ||
         !options.tls_key.empty();
}

bool IsLoopback(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  return host == "localhost" || host == "[::1]" || host == "::1" || address.starts_with("unix:") ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

// A key goes into a header: printable, without white space.
bool IsHeaderText(const std::string& key) {
  return key.size() <= 1024 &&
         key.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=:") ==
             std::string::npos;
}

absl::Status CheckOptions(const ConnectOptions& options) {
  if (options.address.empty()) {
    return BadConnection("address", "nothing", "HOST:PORT");
  }
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return BadConnection(options.tls_cert.empty() ? "tls_cert" : "tls_key", "nothing",
                         "a certificate and its private key, or neither");
  }
  if (!IsHeaderText(options.key)) {
    return BadConnection("key", "characters that no key has", "the secret as it was shown");
  }
  if (!options.key.empty() && !options.allow_insecure_key && !WantsTls(options) &&
      !IsLoopback(options.address)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "INSECURE_KEY",
                     "the key would go to " + options.address +
                         " in the clear, where others can read it; use TLS, or allow it by name",
                     {{"address", options.address}});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(
    const ConnectOptions& options) {
  if (!WantsTls(options)) {
    return grpc::InsecureChannelCredentials();
  }
  grpc::SslCredentialsOptions tls;
  ASSAY_ASSIGN_OR_RETURN(tls.pem_root_certs, ReadPem(options.tls_ca));
  ASSAY_ASSIGN_OR_RETURN(tls.pem_cert_chain, ReadPem(options.tls_cert));
  ASSAY_ASSIGN_OR_RETURN(tls.pem_private_key, ReadPem(options.tls_key));
  return grpc::SslCredentials(tls);
}

// A service that is started again is found within a second: gRPC by itself waits for up to two
// minutes between two attempts to connect, and 30 seconds before it looks up an address anew.
grpc::ChannelArguments MakeArguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, 100);
  return arguments;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const ConnectOptions& options) {
  ASSAY_RETURN_IF_ERROR(CheckOptions(options));
  ASSAY_ASSIGN_OR_RETURN(const auto credentials, MakeCredentials(options));
  const grpc::ChannelArguments arguments = MakeArguments();
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> interceptors;
  if (!options.key.empty()) {
    interceptors.push_back(std::make_unique<KeyInterceptorFactory>(options.key));
  }
  auto channel = grpc::experimental::CreateCustomChannelWithInterceptors(
      options.address, credentials, arguments, std::move(interceptors));
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + options.connect_timeout)) {
    return MakeError(absl::StatusCode::kUnavailable, "SERVER_UNREACHABLE",
                     "no assay service answers at " + options.address +
                         (WantsTls(options) ? " over TLS" : " in the clear") +
                         "; start one with `assay serve`, or look at the address and its TLS",
                     {{"server", options.address}});
  }
  return channel;
}

Client::Client(std::shared_ptr<grpc::Channel> channel, const CallOptions& options)
    : connection_(std::make_shared<Connection>(std::move(channel), options)) {}

Work Client::work(std::string_view campaign, std::string_view annotator) const {
  return {connection_, ResourceName("campaigns/", campaign),
          ResourceName("annotators/", annotator)};
}

absl::StatusOr<Client> Connect(const ConnectOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(auto channel, OpenChannel(options));
  return Client(std::move(channel), options.calls);
}

std::string ErrorReason(const absl::Status& status) { return assay::ErrorReason(status); }

std::map<std::string, std::string> ErrorMetadata(const absl::Status& status) {
  return assay::GetErrorMetadata(status);
}

}  // namespace assay::client
