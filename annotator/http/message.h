#ifndef ASSAY_ANNOTATOR_HTTP_MESSAGE_H_
#define ASSAY_ANNOTATOR_HTTP_MESSAGE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Whether two header names are the same; their case does not count.
bool SameName(std::string_view a, std::string_view b);

// What a client asks for.
struct Request {
  std::string method = {};  // as sent, for example "GET"
  std::string target = {};  // as sent, for example "/v1/items?page=2"
  Headers headers = {};     // as sent, in that order
  std::string body = {};    // bytes
  std::string peer = {};    // "ipv4:ADDRESS:PORT" or "ipv6:[ADDRESS]:PORT"

  // The first header of that name; empty: none.
  std::string_view Header(std::string_view name) const;
  size_t CountHeaders(std::string_view name) const;
  // What follows the question mark, as sent; empty: nothing.
  std::string_view Query() const;
};

// What it gets.
struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  // Bytes that live as long as the process; sent instead of `body` where that is empty.
  std::string_view fixed_body = {};
  // Instead of the server's own of the same name, or beside them.
  Headers headers = {};

  std::string_view bytes() const { return body.empty() ? fixed_body : std::string_view(body); }
};

// A short answer for people.
Response TextResponse(int status, std::string_view text);

// A failure, for programs and people:
//   {"code":"not_found","message":"...","reason":"NO_SUCH_PATH","metadata":{}}
// with the code that the Connect protocol has for the HTTP status.
Response ErrorResponse(int status, std::string_view reason, std::string_view message);

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_MESSAGE_H_
