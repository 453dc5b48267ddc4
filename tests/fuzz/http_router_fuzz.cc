// Any method and target: one of the answers that Router promises, and a handler is only called with
// values that are no part of the path's structure.
#include <cstddef>
#include <cstdint>
#include <string>

#include "annotator/http/router.h"
#include "engine/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using assay::http::Router;
  static const Router& router = []() -> const Router& {
    auto& made = *new Router;
    const auto handler = [](const Router::Call& call) {
      // The query goes on as it is; the reader of heads has refused what may not be in it.
      ASSAY_CHECK(call.request.target.substr(0, call.request.target.find('?')).find('\n') ==
                  std::string::npos);
      for (const auto& [name, value] : call.path_values) {
        ASSAY_CHECK(!value.empty() && value != "..");
        for (const char c : value) {
          ASSAY_CHECK(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
        }
      }
      return assay::http::TextResponse(200, "here");
    };
    made.Add("GET", "/", handler);
    made.Add("GET", "/metrics", handler);
    made.Add("POST", "/v1/campaigns/{campaign}/items/{item}", handler);
    return made;
  }();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const size_t space = text.find(' ');
  assay::http::Request request;
  request.method = text.substr(0, space);
  request.target = space == std::string::npos ? "/" : text.substr(space + 1);
  const int status = router.Handle(request).status;
  ASSAY_CHECK(status == 200 || status == 400 || status == 404 || status == 405);
  return 0;
}
