#include "annotator/rpc/status_pages.h"

namespace assay::rpc {

http::Router MakeStatusPages(const CallMetrics& metrics, const std::atomic<bool>& serving) {
  http::Router router;
  router.Add("GET", "/metrics", [&metrics](const auto&) {
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics.Text();
    return response;
  });
  router.Add("GET", "/healthz", [](const auto&) { return http::TextResponse(200, "alive"); });
  router.Add("GET", "/readyz", [&serving](const auto&) {
    return serving ? http::TextResponse(200, "serving") : http::TextResponse(503, "not serving");
  });
  return router;
}

}  // namespace assay::rpc
