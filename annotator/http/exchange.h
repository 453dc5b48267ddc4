#ifndef ASSAY_ANNOTATOR_HTTP_EXCHANGE_H_
#define ASSAY_ANNOTATOR_HTTP_EXCHANGE_H_

#include <functional>
#include <memory>
#include <string>

#include "annotator/http/message.h"

namespace assay::http {

// A WebSocket that is open.  Thread-safe; every callback runs in one thread at a time.
class WebSocket {
 public:
  struct Events {
    // A text message, whole.
    std::function<void(std::string text)> message;
    // Once; nothing can be sent from then on.  The last callback.
    std::function<void()> closed;
  };

  virtual ~WebSocket() = default;
  // Begins to receive.  Called once, before anything else.
  virtual void Start(Events events) = 0;
  // Sends a text message after those before it; `sent` is called when it has left, or with false
  // where it never will.
  virtual void Send(std::string text, std::function<void(bool)> sent) = 0;
  // Closes with a code of RFC 6455 and a reason of at most 120 bytes.
  virtual void Close(int code, std::string reason) = 0;
};

// One request and the answer to it, which may come later and from any thread.  Thread-safe; every
// callback runs in one thread at a time.
//
// The answer is either one Send, or one Begin, any number of Write and one Finish, or one Upgrade.
// One that is dropped without an answer is disconnected.
class Exchange {
 public:
  struct Part {
    std::string bytes;  // some of the body
    bool end = false;   // there is no more
    // The client has gone, was too slow, or sent too much or nonsense; there is no more, and no
    // answer would arrive or be understood.
    bool broken = false;
  };

  virtual ~Exchange() = default;
  virtual const Request& request() const = 0;

  // All of the answer.
  virtual void Send(Response response) = 0;

  // An answer of unknown length: `head.body` is not sent.
  virtual void Begin(Response head) = 0;
  // Some of its bytes; the next Write may come when `sent` was called, with false where the client
  // has gone.
  virtual void Write(std::string bytes, std::function<void(bool)> sent) = 0;
  // Its end.  Not `whole`: the connection is broken off, so that nobody takes it for whole.
  virtual void Finish(bool whole) = 0;

  // The next bytes of the body, of a route whose body is streamed.  One at a time.
  virtual void ReadBody(std::function<void(Part)> then) = 0;

  // `gone` is called once, where the client disconnects before there is an answer.
  virtual void WhenGone(std::function<void()> gone) = 0;

  // The answer to a WebSocket's greeting; nullptr where it did not come to one.
  virtual void Upgrade(std::function<void(std::shared_ptr<WebSocket>)> then) = 0;
};

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_EXCHANGE_H_
