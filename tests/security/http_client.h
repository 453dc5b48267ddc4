#ifndef ASSAY_TESTS_SECURITY_HTTP_CLIENT_H_
#define ASSAY_TESTS_SECURITY_HTTP_CLIENT_H_

#include <string>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"

namespace assay::rpc {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpAnswer {
  int status = 0;  // 0: none came
  HttpHeaders headers;
  std::string body;  // of a chunked answer without the frames
  bool whole = false;

  std::string Header(const std::string& name) const;
  // Of the body; discarded where it is no JSON.
  nlohmann::json Json() const;
  // "" where the body has none.
  std::string Reason() const;
};

// A client that sends what it likes over one TCP connection, and waits for 20 seconds at most.
class HttpClient {
 public:
  // "127.0.0.1:PORT".
  explicit HttpClient(const std::string& address);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Whether all of it was taken.
  bool Send(const std::string& bytes) const;
  // The next answer; `head_only`: of a HEAD.
  HttpAnswer Receive(bool head_only = false);
  // Sends a request with these headers, a Host and a Content-Length where there is a body.
  HttpAnswer Ask(const std::string& method, const std::string& target,
                 const HttpHeaders& headers = {}, const std::string& body = "");
  // Whether the server closes, and sends nothing before.
  bool IsClosed();
  void CloseWriting() const;

 private:
  bool Fill();
  std::string Line();
  void ReceiveChunks(HttpAnswer& answer);

  const int socket_;
  std::string received_;
};

}  // namespace assay::rpc

#endif  // ASSAY_TESTS_SECURITY_HTTP_CLIENT_H_
