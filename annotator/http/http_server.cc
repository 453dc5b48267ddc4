#include "annotator/http/http_server.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

#include "annotator/http/connection.h"
#include "engine/base/status.h"

namespace assay::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

// After an accept that failed, for example for want of files.
constexpr std::chrono::milliseconds kAcceptPause{100};

std::string WithoutBrackets(const std::string& host) {
  return host.size() > 2 && host.front() == '[' ? host.substr(1, host.size() - 2) : host;
}

absl::Status CannotListen(const std::string& address, const beast::error_code& error) {
  return MakeError(absl::StatusCode::kUnavailable, "ADDRESS_NOT_AVAILABLE",
                   "cannot listen at " + address + ": " + error.message(),
                   {{"field", "--http"}, {"found", address}, {"detail", error.message()}});
}

absl::Status CannotEncrypt(const beast::error_code& error) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, "TLS_FILE_MALFORMED",
      "OpenSSL does not take the certificate, its key or the authorities: " + error.message(),
      {{"field", "--tls-cert"}, {"detail", error.message()}});
}

// Only TLS 1.2 and later, as gRPC does it.
absl::StatusOr<std::unique_ptr<asio::ssl::context>> MakeTlsContext(const TlsTexts& texts) {
  if (texts.certificate.empty()) {
    return nullptr;
  }
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                       asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1);
  // Buffers that an idle connection does not need.
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  beast::error_code error;
  context->use_certificate_chain(asio::buffer(texts.certificate), error);
  if (!error) {
    context->use_private_key(asio::buffer(texts.key), asio::ssl::context::pem, error);
  }
  if (!error && !texts.client_ca.empty()) {
    context->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert,
                             error);
    context->add_certificate_authority(asio::buffer(texts.client_ca), error);
    // Without a name of its own for sessions OpenSSL refuses those that a client resumes.
    SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_TICKET);
  }
  if (error) {
    return CannotEncrypt(error);
  }
  return context;
}

}  // namespace

class HttpServer::Core {
 public:
  Core(const Options& options, Router router)
      : shared_{options, std::move(router), RequestGuard(options.host, options.names),
                SecurityHeaders(options.frame_ancestor, !options.tls.certificate.empty()), nullptr},
        acceptor_(context_),
        pause_(context_) {}

  ~Core() { Stop(); }

  void Stop() {
    context_.stop();
    for (std::thread& thread : threads_) {
      thread.join();
    }
    threads_.clear();
  }

  absl::Status Listen() {
    const Options& options = shared_.options;
    ASSAY_ASSIGN_OR_RETURN(shared_.tls, MakeTlsContext(options.tls));
    const std::string wanted = options.host + ":" + std::to_string(options.port);
    beast::error_code error;
    tcp::resolver resolver(context_);
    const auto found = resolver.resolve(WithoutBrackets(options.host), std::to_string(options.port),
                                        tcp::resolver::passive, error);
    if (error || found.empty()) {
      return CannotListen(wanted, error);
    }
    const tcp::endpoint endpoint = *found.begin();
    acceptor_.open(endpoint.protocol(), error);
    if (!error) {
      // Otherwise a restart would have to wait for the last connections to be forgotten.
      acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error) {
      acceptor_.bind(endpoint, error);
    }
    if (!error) {
      acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    }
    if (error) {
      return CannotListen(wanted, error);
    }
    address_ = options.host + ":" + std::to_string(acceptor_.local_endpoint(error).port());
    return absl::OkStatus();
  }

  void Run() {
    Accept();
    for (size_t i = 0; i < shared_.options.thread_count; ++i) {
      threads_.emplace_back([this] { RunContext(); });
    }
  }

  const std::string& address() const { return address_; }

 private:
  // A handler that throws ends run(), and with it nothing but the work of that handler.
  void RunContext() {
    while (!context_.stopped()) {
      try {
        context_.run();
      } catch (const std::exception&) {
        continue;
      }
    }
  }

  void Accept() {
    acceptor_.async_accept(asio::make_strand(context_),
                           [this](const beast::error_code& error, tcp::socket socket) {
                             HaveAccepted(error, std::move(socket));
                           });
  }

  void HaveAccepted(const beast::error_code& error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) {
      return;
    }
    if (error) {
      pause_.expires_after(kAcceptPause);
      pause_.async_wait([this](const beast::error_code&) { Accept(); });
      return;
    }
    if (shared_.connection_count < shared_.options.max_connections) {
      std::make_shared<Connection>(std::move(socket), shared_)->Start();
    }
    Accept();
  }

  ServerContext shared_;
  // Destroys the connections, which use what stands above.
  asio::io_context context_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::string address_;
  std::vector<std::thread> threads_;
};

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const Options& options,
                                                              Router router) {
  auto core = std::make_unique<Core>(options, std::move(router));
  ASSAY_RETURN_IF_ERROR(core->Listen());
  core->Run();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(core)));
}

HttpServer::HttpServer(std::unique_ptr<Core> core) : core_(std::move(core)) {}

HttpServer::~HttpServer() = default;

void HttpServer::Stop() { core_->Stop(); }

const std::string& HttpServer::address() const { return core_->address(); }

}  // namespace assay::http
