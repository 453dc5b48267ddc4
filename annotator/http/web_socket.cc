#include "annotator/http/web_socket.h"

#include <boost/asio/dispatch.hpp>

namespace assay::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

constexpr size_t kMaxMessageBytes = 64 << 10;
// A client that asks and does not listen is not read from while so many answers wait for it.
constexpr size_t kMaxUnsent = 64;
constexpr size_t kMaxReasonBytes = 120;

}  // namespace

template <typename Function>
void OpenWebSocket::Post(Function function) {
  asio::dispatch(
      stream_.get_executor(),
      [self = shared_from_this(), function = std::move(function)]() mutable { function(*self); });
}

OpenWebSocket::OpenWebSocket(SocketStream stream, std::shared_ptr<ConnectionSlot> slot,
                             std::chrono::milliseconds timeout)
    : slot_(std::move(slot)), stream_(std::move(stream)), buffer_(kMaxMessageBytes) {
  // Its own timeouts take over.
  stream_.next_layer().tcp().expires_never();
  stream_.set_option(websocket::stream_base::timeout{timeout, timeout, /*keep_alive_pings=*/true});
  stream_.read_message_max(kMaxMessageBytes);
  stream_.auto_fragment(false);
  stream_.text(true);
}

void OpenWebSocket::Accept(Greeting greeting, const SecurityHeaders& security,
                           std::function<void(std::shared_ptr<WebSocket>)> then) {
  greeting_ = std::make_unique<Greeting>(std::move(greeting));
  stream_.set_option(
      websocket::stream_base::decorator([&security](websocket::response_type& response) {
        for (const auto& [name, value] : security.all()) {
          response.set(name, value);
        }
      }));
  stream_.async_accept(*greeting_,
                       [self = shared_from_this(), then = std::move(then)](const Error& error) {
                         self->greeting_.reset();
                         then(error ? nullptr : self);
                       });
}

void OpenWebSocket::Start(Events events) {
  Post([events = std::move(events)](OpenWebSocket& self) mutable {
    self.events_ = std::move(events);
    self.Read();
  });
}

void OpenWebSocket::Send(std::string text, std::function<void(bool)> sent) {
  Post([text = std::move(text), sent = std::move(sent)](OpenWebSocket& self) mutable {
    if (self.ended_) {
      sent(false);
      return;
    }
    self.unsent_.emplace_back(std::move(text), std::move(sent));
    self.WriteNext();
  });
}

void OpenWebSocket::Close(int code, std::string reason) {
  Post([code, reason = std::move(reason)](OpenWebSocket& self) {
    const websocket::close_reason why(static_cast<websocket::close_code>(code),
                                      reason.substr(0, kMaxReasonBytes));
    self.stream_.async_close(why, [kept = self.shared_from_this()](const Error&) {});
  });
}

void OpenWebSocket::Read() {
  stream_.async_read(
      buffer_, [self = shared_from_this()](const Error& error, size_t) { self->HaveRead(error); });
}

void OpenWebSocket::HaveRead(const Error& error) {
  if (error || !stream_.got_text()) {
    if (!error) {
      Close(websocket::close_code::unknown_data, "only text is understood");
    }
    End();
    return;
  }
  std::string text = beast::buffers_to_string(buffer_.data());
  buffer_.consume(buffer_.size());
  buffer_.shrink_to_fit();
  events_.message(std::move(text));
  if (unsent_.size() < kMaxUnsent) {
    Read();
  } else {
    read_waits_ = true;
  }
}

void OpenWebSocket::WriteNext() {
  if (writing_ || unsent_.empty()) {
    return;
  }
  writing_ = true;
  stream_.async_write(
      asio::buffer(unsent_.front().first),
      [self = shared_from_this()](const Error& error, size_t) { self->HaveWritten(error); });
}

void OpenWebSocket::HaveWritten(const Error& error) {
  writing_ = false;
  const std::function<void(bool)> sent = std::move(unsent_.front().second);
  unsent_.pop_front();
  sent(!error);
  if (error) {
    End();
    return;
  }
  if (read_waits_ && unsent_.size() < kMaxUnsent / 2) {
    read_waits_ = false;
    Read();
  }
  WriteNext();
}

void OpenWebSocket::End() {
  if (ended_) {
    return;
  }
  ended_ = true;
  // One that is being written stays until that has failed.
  while (unsent_.size() > (writing_ ? 1u : 0u)) {
    const std::function<void(bool)> sent = std::move(unsent_.back().second);
    unsent_.pop_back();
    sent(false);
  }
  const Events events = std::exchange(events_, {});
  if (events.closed != nullptr) {
    events.closed();
  }
}

}  // namespace assay::http
