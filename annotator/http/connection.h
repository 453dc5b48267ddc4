#ifndef ASSAY_ANNOTATOR_HTTP_CONNECTION_H_
#define ASSAY_ANNOTATOR_HTTP_CONNECTION_H_

#include <array>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "annotator/http/answer_head.h"
#include "annotator/http/exchange.h"
#include "annotator/http/http_server.h"
#include "annotator/http/piece_body.h"
#include "annotator/http/request_guard.h"
#include "annotator/http/router.h"
#include "annotator/http/socket_stream.h"

namespace assay::http {

// What all connections of a server share.
struct ServerContext {
  HttpServer::Options options;
  Router router;
  RequestGuard guard;
  SecurityHeaders security;
  std::unique_ptr<boost::asio::ssl::context> tls;
  std::atomic<size_t> connection_count{0};
};

// One client's place, held until it is gone.
class ConnectionSlot {
 public:
  explicit ConnectionSlot(std::atomic<size_t>& count) : count_(count) { ++count_; }
  ~ConnectionSlot() { --count_; }
  ConnectionSlot(const ConnectionSlot&) = delete;
  ConnectionSlot& operator=(const ConnectionSlot&) = delete;

 private:
  std::atomic<size_t>& count_;
};

// One connection and its requests, one after the other.  Lives as long as something is under way on
// it.  What is private runs on the strand of its socket.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, ServerContext& context);

  void Start();

  // What Exchange does, from any thread.
  void Send(Response response);
  void Begin(Response head);
  void Write(std::string bytes, std::function<void(bool)> sent);
  void Finish(bool whole);
  void ReadBody(std::function<void(Exchange::Part)> then);
  void WhenGone(std::function<void()> gone);
  void Upgrade(std::function<void(std::shared_ptr<WebSocket>)> then);
  // The exchange was dropped without an answer.
  void Abandon();

 private:
  using Parser = boost::beast::http::request_parser<PieceBody>;
  using Error = boost::beast::error_code;

  // --- connection.cc: reading
  void Shake();
  void ReadHead();
  void ReadMoreHead();
  void CheckHead();
  void ParseHead(size_t size);
  void TakeRequest();
  void AllowBody(Router::Match match);
  void ReadWholeBody();
  void HaveReadBody(const Error& error);
  void Dispatch();
  void Refuse(Response response);
  // How long the body may be.
  uint64_t BodyLimit() const;
  void ReadPiece(std::function<void(Exchange::Part)> then);
  void HavePiece(const Error& error, const std::function<void(Exchange::Part)>& then);

  // --- connection_answer.cc: writing
  void SendNow(Response response);
  void BeginNow(Response head);
  void WriteNow(std::string bytes, std::function<void(bool)> sent);
  void FinishNow(bool whole);
  void HaveAnswered(const Error& error);
  void Close();
  void Discard();
  void Watch();
  void LookWhetherGone();
  void StopWatching();
  void UpgradeNow(const std::function<void(std::shared_ptr<WebSocket>)>& then);
  std::string HeadOf(const Response& response, const Framing& framing) const;

  template <typename Function>
  void Post(Function function);

  ServerContext& context_;
  std::shared_ptr<ConnectionSlot> slot_;
  SocketStream stream_;
  const std::string peer_;
  boost::beast::flat_buffer buffer_;
  size_t head_seen_ = 0;
  bool is_first_ = true;
  std::optional<Parser> parser_;
  Request request_;
  Router::Match match_;
  uint64_t body_size_ = 0;
  bool head_only_ = false;
  bool keep_alive_ = false;
  bool accepts_gzip_ = false;

  // The answer.
  std::string head_text_;
  Response response_;
  std::string piece_;
  bool chunked_ = false;

  // Watching for the client to go.
  bool watching_ = false;
  bool is_gone_ = false;
  std::function<void()> gone_;
  boost::asio::steady_timer look_timer_;

  std::array<char, 1024> discarded_;
  uint64_t discarded_size_ = 0;
};

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_CONNECTION_H_
