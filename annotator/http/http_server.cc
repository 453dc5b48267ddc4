#include "annotator/http/http_server.h"

#include <array>
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <exception>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/status.h"

namespace assay::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Parser = beast::http::request_parser<beast::http::string_body>;
using Answer = beast::http::response<beast::http::string_body>;

constexpr unsigned kHttp11 = 11;
// After an accept that failed, for example for want of files.
constexpr std::chrono::milliseconds kAcceptPause{100};

std::string PeerOf(const beast::tcp_stream& stream) {
  beast::error_code error;
  const tcp::endpoint peer = stream.socket().remote_endpoint(error);
  return error ? "" : peer.address().to_string() + ":" + std::to_string(peer.port());
}

// What to say to a client that sent no request; nothing where there is nobody to say it to.
std::optional<Response> AnswerTo(const beast::error_code& error) {
  if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) {
    return TextResponse(431, "the headers are too long");
  }
  if (error == beast::http::error::body_limit) {
    return TextResponse(413, "the body is too long");
  }
  const bool is_http =
      error.category() == beast::error_code(beast::http::error::bad_method).category();
  if (is_http && error != beast::http::error::end_of_stream &&
      error != beast::http::error::partial_message) {
    return TextResponse(400, "this is not an HTTP request");
  }
  return std::nullopt;
}

// One connection.  Lives as long as something is under way on it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const HttpServer::Options& options, const Router& router,
             std::atomic<size_t>& count)
      : stream_(std::move(socket)),
        buffer_(options.max_header_bytes + options.max_body_bytes),
        options_(options),
        router_(router),
        count_(count),
        peer_(PeerOf(stream_)) {}
  ~Connection() { --count_; }

  void Start() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->Read(); });
  }

 private:
  void Read() {
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(options_.max_header_bytes));
    parser_->body_limit(options_.max_body_bytes);
    stream_.expires_after(options_.timeout);
    beast::http::async_read(stream_, buffer_, *parser_,
                            [self = shared_from_this()](const beast::error_code& error, size_t) {
                              self->HaveRead(error);
                            });
  }

  void HaveRead(const beast::error_code& error) {
    if (error) {
      const std::optional<Response> response = AnswerTo(error);
      if (response.has_value()) {
        Write(*response, /*head_only=*/false, /*keep_alive=*/false);
      }
      return;
    }
    const auto& message = parser_->get();
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.authorization = std::string(message[beast::http::field::authorization]);
    request.body = message.body();
    request.peer = peer_;
    Write(router_.Handle(request), message.method() == beast::http::verb::head,
          message.keep_alive());
  }

  void Write(const Response& response, bool head_only, bool keep_alive) {
    answer_ = Answer(static_cast<beast::http::status>(response.status), kHttp11);
    answer_.set(beast::http::field::server, "assay");
    answer_.set(beast::http::field::content_type, response.content_type);
    answer_.set(beast::http::field::cache_control, "no-store");
    answer_.set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : response.headers) {
      answer_.set(name, value);
    }
    answer_.keep_alive(keep_alive);
    answer_.content_length(response.body.size());
    if (!head_only) {
      answer_.body() = response.body;
    }
    stream_.expires_after(options_.timeout);
    beast::http::async_write(stream_, answer_,
                             [self = shared_from_this()](const beast::error_code& error, size_t) {
                               self->HaveWritten(error);
                             });
  }

  void HaveWritten(const beast::error_code& error) {
    if (error) {
      return;
    }
    if (answer_.keep_alive()) {
      Read();
    } else {
      Drain();
    }
  }

  // Closing with bytes unread would reset the connection, and the client could lose the answer.
  void Drain() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(std::chrono::seconds(1));
    Discard();
  }

  void Discard() {
    stream_.async_read_some(
        asio::buffer(discarded_),
        [self = shared_from_this()](const beast::error_code& error, size_t size) {
          self->discarded_count_ += size;
          if (!error && self->discarded_count_ < self->options_.max_body_bytes) {
            self->Discard();
          }
        });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  const HttpServer::Options& options_;
  const Router& router_;
  std::atomic<size_t>& count_;
  const std::string peer_;
  std::optional<Parser> parser_;
  Answer answer_;
  std::array<char, 4096> discarded_;
  size_t discarded_count_ = 0;
};

std::string WithoutBrackets(const std::string& host) {
  return host.size() > 2 && host.front() == '[' ? host.substr(1, host.size() - 2) : host;
}

absl::Status CannotListen(const std::string& address, const beast::error_code& error) {
  return MakeError(absl::StatusCode::kUnavailable, "ADDRESS_NOT_AVAILABLE",
                   "cannot listen at " + address + ": " + error.message(),
                   {{"field", "--http"}, {"found", address}, {"detail", error.message()}});
}

}  // namespace

class HttpServer::Core {
 public:
  Core(const Options& options, Router router)
      : options_(options), router_(std::move(router)), acceptor_(context_), pause_(context_) {}

  ~Core() {
    context_.stop();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }

  absl::Status Listen() {
    const std::string wanted = options_.host + ":" + std::to_string(options_.port);
    beast::error_code error;
    tcp::resolver resolver(context_);
    const auto found =
        resolver.resolve(WithoutBrackets(options_.host), std::to_string(options_.port),
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
    address_ = options_.host + ":" + std::to_string(acceptor_.local_endpoint(error).port());
    return absl::OkStatus();
  }

  void Run() {
    Accept();
    for (size_t i = 0; i < options_.thread_count; ++i) {
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
    if (++connection_count_ <= options_.max_connections) {
      const auto connection =
          std::make_shared<Connection>(std::move(socket), options_, router_, connection_count_);
      connection->Start();
    } else {
      --connection_count_;
    }
    Accept();
  }

  const Options options_;
  const Router router_;
  std::atomic<size_t> connection_count_{0};
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

const std::string& HttpServer::address() const { return core_->address(); }

}  // namespace assay::http
