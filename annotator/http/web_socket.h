#ifndef ASSAY_ANNOTATOR_HTTP_WEB_SOCKET_H_
#define ASSAY_ANNOTATOR_HTTP_WEB_SOCKET_H_

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "annotator/http/answer_head.h"
#include "annotator/http/connection.h"
#include "annotator/http/exchange.h"
#include "annotator/http/piece_body.h"
#include "annotator/http/socket_stream.h"

namespace assay::http {

// A WebSocket over a connection's stream.  Keeps itself alive until it is closed.
class OpenWebSocket final : public WebSocket, public std::enable_shared_from_this<OpenWebSocket> {
 public:
  using Greeting = boost::beast::http::request<PieceBody>;

  OpenWebSocket(SocketStream stream, std::shared_ptr<ConnectionSlot> slot,
                std::chrono::milliseconds timeout);

  // Answers the greeting; `then` gets the socket, or nullptr.
  void Accept(Greeting greeting, const SecurityHeaders& security,
              std::function<void(std::shared_ptr<WebSocket>)> then);

  void Start(Events events) override;
  void Send(std::string text, std::function<void(bool)> sent) override;
  void Close(int code, std::string reason) override;

 private:
  using Error = boost::beast::error_code;

  void Read();
  void HaveRead(const Error& error);
  void WriteNext();
  void HaveWritten(const Error& error);
  void End();

  template <typename Function>
  void Post(Function function);

  const std::shared_ptr<ConnectionSlot> slot_;
  boost::beast::websocket::stream<SocketStream, false> stream_;
  boost::beast::flat_buffer buffer_;
  std::unique_ptr<Greeting> greeting_;
  Events events_;
  std::deque<std::pair<std::string, std::function<void(bool)>>> unsent_;
  bool writing_ = false;
  bool read_waits_ = false;
  bool ended_ = false;
};

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_WEB_SOCKET_H_
