#ifndef ASSAY_ANNOTATOR_HTTP_STATIC_PAGES_H_
#define ASSAY_ANNOTATOR_HTTP_STATIC_PAGES_H_

#include <span>
#include <string_view>

#include "annotator/http/router.h"

namespace assay::http {

// A file that is compiled into the binary.
struct StaticPage {
  std::string_view path;          // absolute, for example "/assets/app-9f2c1d.js"
  std::string_view content_type;  // for example "text/javascript; charset=utf-8"
  std::string_view bytes;
  std::string_view gzip_bytes;  // the same, packed; empty: not
  std::string_view etag;        // in quotes; empty: none
  // The path changes whenever the bytes do, so browsers may keep it for ever.
  bool immutable = false;
};

// The files of annotator/page, which defines it; where that is not built, none.
std::span<const StaticPage> CompiledPages();

// Adds a route for each page, which must outlive the router.  "/index.html" is the application: it
// is also served at "/", "/login" and below "/label", "/campaign", "/review" and "/setup"; where it
// is not among `pages`, "/" says so.  A browser that has a page's etag gets 304.
void AddStaticPages(Router& router, std::span<const StaticPage> pages);

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_STATIC_PAGES_H_
