#ifndef ASSAY_ANNOTATOR_HTTP_MESSAGE_H_
#define ASSAY_ANNOTATOR_HTTP_MESSAGE_H_

#include <string>
#include <utility>
#include <vector>

namespace assay::http {

// What a client asks for.
struct Request {
  std::string method = {};         // as sent, for example "GET"
  std::string target = {};         // as sent, for example "/v1/items?page=2"
  std::string body = {};           // bytes
  std::string authorization = {};  // that header; empty: none
  std::string peer = {};           // ADDRESS:PORT
};

// What it gets.
struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_MESSAGE_H_
