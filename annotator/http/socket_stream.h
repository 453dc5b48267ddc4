#ifndef ASSAY_ANNOTATOR_HTTP_SOCKET_STREAM_H_
#define ASSAY_ANNOTATOR_HTTP_SOCKET_STREAM_H_

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core.hpp>
#include <memory>
#include <utility>

namespace assay::http {

// A TCP connection, with TLS or without, as one type, so that what stands on it is compiled once.
// A Beast AsyncStream; not thread-safe.
class SocketStream {
 public:
  using Tcp = boost::beast::tcp_stream;
  using executor_type = Tcp::executor_type;

  // `tls`: nullptr: in the clear.
  SocketStream(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls) {
    if (tls == nullptr) {
      plain_ = std::make_unique<Tcp>(std::move(socket));
    } else {
      tls_ = std::make_unique<Tls>(Tcp(std::move(socket)), *tls);
    }
  }

  bool is_tls() const { return tls_ != nullptr; }
  Tcp& tcp() { return is_tls() ? tls_->next_layer() : *plain_; }
  executor_type get_executor() { return tcp().get_executor(); }

  template <typename Buffers, typename Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (is_tls()) {
      tls_->async_read_some(buffers, std::forward<Handler>(handler));
    } else {
      plain_->async_read_some(buffers, std::forward<Handler>(handler));
    }
  }

  template <typename Buffers, typename Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (is_tls()) {
      tls_->async_write_some(buffers, std::forward<Handler>(handler));
    } else {
      plain_->async_write_some(buffers, std::forward<Handler>(handler));
    }
  }

  // Where is_tls().
  template <typename Handler>
  void async_handshake(Handler&& handler) {
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Handler>(handler));
  }
  template <typename Handler>
  void async_tls_shutdown(Handler&& handler) {
    tls_->async_shutdown(std::forward<Handler>(handler));
  }

 private:
  using Tls = boost::asio::ssl::stream<Tcp>;

  std::unique_ptr<Tcp> plain_;
  std::unique_ptr<Tls> tls_;
};

// What Beast calls when a WebSocket ends.
template <typename Handler>
void async_teardown(boost::beast::role_type, SocketStream& stream, Handler&& handler) {
  boost::beast::error_code error;
  stream.tcp().socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, error);
  boost::asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
    handler(boost::beast::error_code());
  });
}

inline void beast_close_socket(SocketStream& stream) { stream.tcp().close(); }

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_SOCKET_STREAM_H_
