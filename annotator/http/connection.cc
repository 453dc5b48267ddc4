#include "annotator/http/connection.h"

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <limits>
#include <string_view>
#include <utility>

#include "annotator/http/gzip.h"
#include "annotator/http/head_scan.h"

namespace assay::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

constexpr size_t kReadBytes = 64 << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// As gRPC says it.
std::string PeerText(const tcp::socket& socket) {
  beast::error_code error;
  const tcp::endpoint peer = socket.remote_endpoint(error);
  if (error) {
    return "";
  }
  const std::string address = peer.address().to_string();
  const std::string port = std::to_string(peer.port());
  return peer.address().is_v6() ? "ipv6:[" + address + "]:" + port : "ipv4:" + address + ":" + port;
}

// The request under way on a connection, in the hands of whoever answers it.
class ConnectionExchange final : public Exchange {
 public:
  ConnectionExchange(std::shared_ptr<Connection> connection, Request request)
      : connection_(std::move(connection)), request_(std::move(request)) {}
  ~ConnectionExchange() override {
    if (!answered_) {
      connection_->Abandon();
    }
  }

  const Request& request() const override { return request_; }
  void Send(Response response) override {
    if (!answered_.exchange(true)) {
      connection_->Send(std::move(response));
    }
  }
  void Begin(Response head) override { connection_->Begin(std::move(head)); }
  void Write(std::string bytes, std::function<void(bool)> sent) override {
    connection_->Write(std::move(bytes), std::move(sent));
  }
  void Finish(bool whole) override {
    if (!answered_.exchange(true)) {
      connection_->Finish(whole);
    }
  }
  void ReadBody(std::function<void(Part)> then) override { connection_->ReadBody(std::move(then)); }
  void WhenGone(std::function<void()> gone) override { connection_->WhenGone(std::move(gone)); }
  void Upgrade(std::function<void(std::shared_ptr<WebSocket>)> then) override {
    if (!answered_.exchange(true)) {
      connection_->Upgrade(std::move(then));
    }
  }

 private:
  const std::shared_ptr<Connection> connection_;
  const Request request_;
  std::atomic<bool> answered_{false};
};

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

// What is wrong with the headers that say where the request ends and whom it is for; nothing: they
// can be read in one way alone.
std::optional<Response> CheckFraming(const Request& request, bool is_http11) {
  const size_t lengths = request.CountHeaders("Content-Length");
  const size_t codings = request.CountHeaders("Transfer-Encoding");
  if (lengths + codings > 1 || (lengths == 1 && !IsNumber(request.Header("Content-Length")))) {
    return ErrorResponse(400, "BAD_FRAMING", "the length of the body is not well-formed");
  }
  if (codings == 1 && (!is_http11 || !SameName(request.Header("Transfer-Encoding"), "chunked"))) {
    return ErrorResponse(400, "BAD_FRAMING", "only the transfer coding \"chunked\" is understood");
  }
  if (request.CountHeaders("Host") > 1 || (is_http11 && request.CountHeaders("Host") == 0)) {
    return ErrorResponse(400, "BAD_HOST", "the header Host must stand once");
  }
  if (request.CountHeaders("Expect") != 0 && !SameName(request.Header("Expect"), "100-continue")) {
    return ErrorResponse(417, "BAD_EXPECTATION", "only \"100-continue\" can be expected");
  }
  return std::nullopt;
}

Response TooLong() { return ErrorResponse(413, "BODY_TOO_LONG", "the body is too long"); }

Response NotHttp() { return ErrorResponse(400, "NOT_HTTP", "this is not an HTTP request"); }

}  // namespace

template <typename Function>
void Connection::Post(Function function) {
  asio::dispatch(
      stream_.get_executor(),
      [self = shared_from_this(), function = std::move(function)]() mutable { function(*self); });
}

Connection::Connection(tcp::socket socket, ServerContext& context)
    : context_(context),
      slot_(std::make_shared<ConnectionSlot>(context.connection_count)),
      stream_(std::move(socket), context.tls.get()),
      peer_(PeerText(stream_.tcp().socket())),
      buffer_(context.options.max_header_bytes + 2 * kReadBytes),
      look_timer_(stream_.get_executor()) {}

void Connection::Start() {
  Post([](Connection& self) {
    beast::error_code ignored;
    self.stream_.tcp().socket().set_option(tcp::no_delay(true), ignored);
    self.stream_.tcp().expires_after(self.context_.options.timeout);
    if (self.stream_.is_tls()) {
      self.Shake();
    } else {
      self.ReadHead();
    }
  });
}

void Connection::Send(Response response) {
  Post([response = std::move(response)](Connection& self) mutable {
    self.SendNow(std::move(response));
  });
}

void Connection::Begin(Response head) {
  Post([head = std::move(head)](Connection& self) mutable { self.BeginNow(std::move(head)); });
}

void Connection::Write(std::string bytes, std::function<void(bool)> sent) {
  Post([bytes = std::move(bytes), sent = std::move(sent)](Connection& self) mutable {
    self.WriteNow(std::move(bytes), std::move(sent));
  });
}

void Connection::Finish(bool whole) {
  Post([whole](Connection& self) { self.FinishNow(whole); });
}

void Connection::ReadBody(std::function<void(Exchange::Part)> then) {
  Post([then = std::move(then)](Connection& self) mutable { self.ReadPiece(std::move(then)); });
}

void Connection::WhenGone(std::function<void()> gone) {
  Post([gone = std::move(gone)](Connection& self) mutable {
    self.gone_ = std::move(gone);
    self.Watch();
  });
}

void Connection::Upgrade(std::function<void(std::shared_ptr<WebSocket>)> then) {
  Post([then = std::move(then)](Connection& self) { self.UpgradeNow(then); });
}

void Connection::Abandon() {
  Post([](Connection& self) { self.stream_.tcp().close(); });
}

void Connection::Shake() {
  stream_.async_handshake([self = shared_from_this()](const Error& error) {
    if (!error) {
      self->stream_.tcp().expires_after(self->context_.options.timeout);
      self->ReadHead();
    }
  });
}

void Connection::ReadHead() {
  parser_.reset();
  response_ = {};
  request_ = {};
  match_ = {};
  body_size_ = 0;
  head_seen_ = 0;
  keep_alive_ = false;
  if (buffer_.size() == 0) {
    // A large body may have come through it.
    if (buffer_.capacity() > kReadBytes) {
      buffer_.shrink_to_fit();
    }
    if (!is_first_) {
      stream_.tcp().expires_after(context_.options.idle_timeout);
    }
    ReadMoreHead();
    return;
  }
  stream_.tcp().expires_after(context_.options.timeout);
  CheckHead();
}

void Connection::ReadMoreHead() {
  stream_.async_read_some(
      buffer_.prepare(std::min<size_t>(4096, buffer_.max_size() - buffer_.size())),
      [self = shared_from_this()](const Error& error, size_t size) {
        if (error) {
          return;
        }
        if (self->buffer_.size() == 0 && !self->is_first_) {
          self->stream_.tcp().expires_after(self->context_.options.timeout);
        }
        self->buffer_.commit(size);
        self->CheckHead();
      });
}

void Connection::CheckHead() {
  const auto data = buffer_.data();
  const std::string_view bytes(static_cast<const char*>(data.data()), data.size());
  const HeadScan scan = ScanHead(bytes, head_seen_);
  const size_t limit = context_.options.max_header_bytes;
  if (scan.state == HeadScan::State::kMalformed) {
    Refuse(NotHttp());
  } else if (scan.state == HeadScan::State::kComplete && scan.size <= limit) {
    ParseHead(scan.size);
  } else if (bytes.size() > limit) {
    Refuse(ErrorResponse(431, "HEADERS_TOO_LONG", "the headers are too long"));
  } else {
    head_seen_ = bytes.size();
    ReadMoreHead();
  }
}

void Connection::ParseHead(size_t size) {
  is_first_ = false;
  parser_.emplace();
  parser_->header_limit(static_cast<uint32_t>(size + 1));
  parser_->body_limit(std::numeric_limits<uint64_t>::max());
  Error error;
  const size_t used = parser_->put(asio::const_buffer(buffer_.data().data(), size), error);
  buffer_.consume(used);
  if (error || used != size || !parser_->is_header_done()) {
    Refuse(NotHttp());
    return;
  }
  TakeRequest();
}

void Connection::TakeRequest() {
  const auto& message = parser_->get();
  request_.method = std::string(message.method_string());
  request_.target = std::string(message.target());
  request_.peer = peer_;
  for (const auto& field : message) {
    request_.headers.emplace_back(field.name_string(), field.value());
  }
  head_only_ = request_.method == "HEAD";
  accepts_gzip_ = AcceptsGzip(request_.Header("Accept-Encoding"));
  const bool is_http11 = message.version() == 11;
  if (std::optional<Response> refusal = CheckFraming(request_, is_http11)) {
    Refuse(*std::move(refusal));
    return;
  }
  keep_alive_ = message.keep_alive();
  auto found = context_.router.Find(request_.method, request_.target);
  if (auto* const refusal = std::get_if<Response>(&found)) {
    SendNow(std::move(*refusal));
    return;
  }
  auto& match = std::get<Router::Match>(found);
  if (std::optional<Response> refusal =
          context_.guard.Check(request_, match.route->options.access)) {
    SendNow(*std::move(refusal));
    return;
  }
  AllowBody(std::move(match));
}

void Connection::AllowBody(Router::Match match) {
  match_ = std::move(match);
  const auto length = parser_->content_length();
  if (length.has_value() && *length > BodyLimit()) {
    SendNow(TooLong());
    return;
  }
  const auto go_on = [](Connection& self) {
    if (self.match_.route->options.streams_body || self.parser_->is_done()) {
      self.Dispatch();
    } else {
      self.ReadWholeBody();
    }
  };
  if (parser_->is_done() || request_.CountHeaders("Expect") == 0) {
    go_on(*this);
    return;
  }
  asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                    [self = shared_from_this(), go_on](const Error& error, size_t) {
                      if (!error) {
                        go_on(*self);
                      }
                    });
}

uint64_t Connection::BodyLimit() const {
  const uint64_t own = match_.route->options.max_body_bytes;
  return own == 0 ? context_.options.max_body_bytes : own;
}

void Connection::ReadWholeBody() {
  stream_.tcp().expires_after(context_.options.timeout);
  beast::http::async_read_some(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](const Error& error, size_t) { self->HaveReadBody(error); });
}

void Connection::HaveReadBody(const Error& error) {
  const uint64_t size = parser_->get().body().size();
  if (error) {
    const bool is_nonsense = error.category() == Error(beast::http::error::bad_method).category() &&
                             error != beast::http::error::end_of_stream &&
                             error != beast::http::error::partial_message;
    if (is_nonsense) {
      Refuse(NotHttp());
    }
  } else if (size > BodyLimit()) {
    Refuse(TooLong());
  } else if (parser_->is_done()) {
    Dispatch();
  } else {
    beast::http::async_read_some(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](const Error& next, size_t) { self->HaveReadBody(next); });
  }
}

void Connection::Dispatch() {
  if (!match_.route->options.streams_body) {
    request_.body = std::move(parser_->get().body());
    parser_->get().body().clear();
  }
  if (match_.route->handler != nullptr) {
    SendNow(RunHandler(match_, request_));
    return;
  }
  const auto exchange =
      std::make_shared<ConnectionExchange>(shared_from_this(), std::move(request_));
  try {
    match_.route->exchange_handler(exchange, match_.path_values);
  } catch (const std::exception&) {
    exchange->Send(ErrorResponse(500, "INTERNAL_ERROR", "the service failed"));
  }
}

void Connection::Refuse(Response response) {
  keep_alive_ = false;
  SendNow(std::move(response));
}

void Connection::ReadPiece(std::function<void(Exchange::Part)> then) {
  if (parser_->is_done()) {
    then({.bytes = {}, .end = true});
    return;
  }
  stream_.tcp().expires_after(context_.options.timeout);
  beast::http::async_read_some(stream_, buffer_, *parser_,
                               [self = shared_from_this(), then = std::move(then)](
                                   const Error& error, size_t) { self->HavePiece(error, then); });
}

void Connection::HavePiece(const Error& error, const std::function<void(Exchange::Part)>& then) {
  std::string bytes = std::move(parser_->get().body());
  parser_->get().body().clear();
  body_size_ += bytes.size();
  if (error || body_size_ > BodyLimit()) {
    keep_alive_ = false;
    then({.bytes = {}, .end = true, .broken = true});
  } else if (bytes.empty() && !parser_->is_done()) {
    ReadPiece(then);
  } else {
    then({.bytes = std::move(bytes), .end = parser_->is_done()});
  }
}

}  // namespace assay::http
