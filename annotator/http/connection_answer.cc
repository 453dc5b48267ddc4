#include <poll.h>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <string_view>
#include <utility>

#include "annotator/http/connection.h"
#include "annotator/http/gzip.h"
#include "annotator/http/web_socket.h"

namespace assay::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

constexpr size_t kLeastGzipBytes = 1024;
constexpr std::chrono::seconds kCloseTime{1};
constexpr std::chrono::seconds kLookTime{1};
constexpr uint64_t kMostDiscardedBytes = 1 << 20;
constexpr std::string_view kLastChunk = "0\r\n\r\n";

bool HasBody(int status) { return status != 204 && status != 304; }

std::string ChunkHead(size_t size) {
  char text[24];
  return {text, static_cast<size_t>(std::snprintf(text, sizeof(text), "%zx\r\n", size))};
}

// Packs a long text for a client that can unpack it.
void Pack(Response& response) {
  const bool is_text = response.content_type.rfind("application/json", 0) == 0 ||
                       response.content_type.rfind("text/", 0) == 0;
  if (!is_text || response.body.size() <= kLeastGzipBytes) {
    return;
  }
  std::string packed = Gzip(response.body);
  if (!packed.empty() && packed.size() < response.body.size()) {
    response.body = std::move(packed);
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.headers.emplace_back("Vary", "Accept-Encoding");
  }
}

}  // namespace

std::string Connection::HeadOf(const Response& response, const Framing& framing) const {
  return WriteAnswerHead(response, context_.security, framing);
}

void Connection::SendNow(Response response) {
  StopWatching();
  response_ = std::move(response);
  if (accepts_gzip_) {
    Pack(response_);
  }
  // What is left of the body would be taken for the next request.
  keep_alive_ = keep_alive_ && parser_->is_done();
  Framing framing;
  framing.keep_alive = keep_alive_;
  if (HasBody(response_.status)) {
    framing.content_length = response_.bytes().size();
  }
  head_text_ = HeadOf(response_, framing);
  const std::string_view body =
      head_only_ || !HasBody(response_.status) ? std::string_view() : response_.bytes();
  stream_.tcp().expires_after(context_.options.timeout);
  asio::async_write(
      stream_,
      std::array<asio::const_buffer, 2>{asio::buffer(head_text_),
                                        asio::const_buffer(body.data(), body.size())},
      [self = shared_from_this()](const Error& error, size_t) { self->HaveAnswered(error); });
}

void Connection::BeginNow(Response head) {
  Framing framing;
  chunked_ = parser_->get().version() == 11;
  keep_alive_ = keep_alive_ && chunked_ && parser_->is_done();
  framing.chunked = chunked_;
  framing.keep_alive = keep_alive_;
  // Leaves with the first bytes.
  head_text_ = HeadOf(head, framing);
}

void Connection::WriteNow(std::string bytes, std::function<void(bool)> sent) {
  if (is_gone_) {
    sent(false);
    return;
  }
  piece_ = std::exchange(head_text_, {});
  if (!head_only_ && !bytes.empty()) {
    piece_ += chunked_ ? ChunkHead(bytes.size()) : "";
    piece_ += bytes;
    piece_ += chunked_ ? "\r\n" : "";
  }
  stream_.tcp().expires_after(context_.options.timeout);
  asio::async_write(
      stream_, asio::buffer(piece_),
      [self = shared_from_this(), sent = std::move(sent)](const Error& error, size_t) {
        self->is_gone_ = self->is_gone_ || error;
        sent(!error);
      });
}

void Connection::FinishNow(bool whole) {
  StopWatching();
  if (!whole) {
    stream_.tcp().close();
    return;
  }
  piece_ = std::exchange(head_text_, {});
  piece_ += chunked_ && !head_only_ ? kLastChunk : "";
  stream_.tcp().expires_after(context_.options.timeout);
  asio::async_write(
      stream_, asio::buffer(piece_),
      [self = shared_from_this()](const Error& error, size_t) { self->HaveAnswered(error); });
}

void Connection::HaveAnswered(const Error& error) {
  if (error) {
    return;
  }
  if (keep_alive_) {
    ReadHead();
  } else {
    Close();
  }
}

// Closing with bytes unread would reset the connection, and the client could lose the answer.
void Connection::Close() {
  Error ignored;
  stream_.tcp().expires_after(kCloseTime);
  if (stream_.is_tls()) {
    stream_.async_tls_shutdown([self = shared_from_this()](const Error&) {});
    return;
  }
  stream_.tcp().socket().shutdown(tcp::socket::shutdown_send, ignored);
  Discard();
}

void Connection::Discard() {
  stream_.async_read_some(asio::buffer(discarded_),
                          [self = shared_from_this()](const Error& error, size_t size) {
                            self->discarded_size_ += size;
                            if (!error && self->discarded_size_ < kMostDiscardedBytes) {
                              self->Discard();
                            }
                          });
}

void Connection::Watch() {
  if (is_gone_) {
    LookWhetherGone();
    return;
  }
  watching_ = true;
  stream_.tcp().socket().async_wait(tcp::socket::wait_read,
                                    [weak = weak_from_this()](const Error& error) {
                                      const auto self = weak.lock();
                                      if (!error && self != nullptr && self->watching_) {
                                        self->LookWhetherGone();
                                      }
                                    });
}

// There is something to read: the end of the connection, or the next request, behind which an end
// would be hidden.
void Connection::LookWhetherGone() {
  pollfd look{stream_.tcp().socket().native_handle(), POLLRDHUP, 0};
  if (!is_gone_ && poll(&look, 1, 0) == 0) {
    look_timer_.expires_after(kLookTime);
    look_timer_.async_wait([weak = weak_from_this()](const Error& error) {
      const auto self = weak.lock();
      if (!error && self != nullptr && self->watching_) {
        self->LookWhetherGone();
      }
    });
    return;
  }
  is_gone_ = true;
  watching_ = false;
  const std::function<void()> gone = std::exchange(gone_, nullptr);
  if (gone != nullptr) {
    gone();
  }
}

void Connection::StopWatching() {
  gone_ = nullptr;
  if (watching_) {
    watching_ = false;
    look_timer_.cancel();
    Error ignored;
    stream_.tcp().socket().cancel(ignored);
  }
}

void Connection::UpgradeNow(const std::function<void(std::shared_ptr<WebSocket>)>& then) {
  if (!beast::websocket::is_upgrade(parser_->get()) || buffer_.size() != 0) {
    keep_alive_ = false;
    SendNow(ErrorResponse(400, "NO_WEBSOCKET", "only a WebSocket can be opened here"));
    then(nullptr);
    return;
  }
  const auto socket = std::make_shared<OpenWebSocket>(std::move(stream_), std::move(slot_),
                                                      context_.options.socket_timeout);
  socket->Accept(parser_->release(), context_.security, then);
}

}  // namespace assay::http
