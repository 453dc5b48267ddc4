#ifndef ASSAY_ANNOTATOR_HTTP_ANSWER_HEAD_H_
#define ASSAY_ANNOTATOR_HTTP_ANSWER_HEAD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "annotator/http/message.h"

namespace assay::http {

// Headers that every answer has, so that a browser does nothing with it that was not meant.
class SecurityHeaders {
 public:
  // `frame_ancestor`: an origin whose pages may hold ours in a frame; empty: none.  `encrypted`: by
  // TLS, which browsers are then told to insist on.
  SecurityHeaders(const std::string& frame_ancestor, bool encrypted);

  const Headers& all() const { return headers_; }

 private:
  Headers headers_;
};

// How the end of an answer's body is known.
struct Framing {
  // Nothing: pieces, or where !keep_alive the end of the connection.
  std::optional<uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
};

// The status line and the headers, those of `security` that `response` does not have itself
// included, and the empty line.  A header that holds a control character is left out.
std::string WriteAnswerHead(const Response& response, const SecurityHeaders& security,
                            const Framing& framing);

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_ANSWER_HEAD_H_
