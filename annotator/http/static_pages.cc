#include "annotator/http/static_pages.h"

#include <algorithm>
#include <string>

#include "annotator/http/gzip.h"

namespace assay::http {
namespace {

constexpr std::string_view kApplication = "/index.html";
constexpr RouteOptions kPageOptions{.access = Access::kRead};

// Whether the value of If-None-Match names `etag`.
bool NamesEtag(std::string_view value, std::string_view etag) {
  return !etag.empty() && (value == "*" || value.find(etag) != std::string_view::npos);
}

Response Serve(const StaticPage& page, const Request& request) {
  Response response;
  response.content_type = std::string(page.content_type);
  response.headers.emplace_back(
      "Cache-Control", page.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (!page.etag.empty()) {
    response.headers.emplace_back("ETag", page.etag);
  }
  if (!page.gzip_bytes.empty()) {
    response.headers.emplace_back("Vary", "Accept-Encoding");
  }
  if (NamesEtag(request.Header("If-None-Match"), page.etag)) {
    response.status = 304;
    return response;
  }
  if (!page.gzip_bytes.empty() && AcceptsGzip(request.Header("Accept-Encoding"))) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.fixed_body = page.gzip_bytes;
  } else {
    response.fixed_body = page.bytes;
  }
  return response;
}

Router::Handler HandlerOf(const StaticPage& page) {
  return [&page](const Router::Call& call) { return Serve(page, call.request); };
}

}  // namespace

void AddStaticPages(Router& router, std::span<const StaticPage> pages) {
  const auto application = std::find_if(
      pages.begin(), pages.end(), [](const StaticPage& page) { return page.path == kApplication; });
  if (application == pages.end()) {
    router.Add(
        "GET", "/",
        [](const Router::Call&) {
          return TextResponse(200,
                              "assay is here, but its pages are not compiled into this binary");
        },
        kPageOptions);
  } else {
    router.Add("GET", "/", HandlerOf(*application), kPageOptions);
    router.Add("GET", "/login", HandlerOf(*application), kPageOptions);
    for (const char* const path : {"/label/{*}", "/campaign/{*}", "/review/{*}", "/setup/{*}"}) {
      router.Add("GET", path, HandlerOf(*application), kPageOptions);
    }
  }
  for (const StaticPage& page : pages) {
    router.Add("GET", page.path, HandlerOf(page), kPageOptions);
  }
}

}  // namespace assay::http
