#ifndef ASSAY_ANNOTATOR_HTTP_GZIP_H_
#define ASSAY_ANNOTATOR_HTTP_GZIP_H_

#include <string>
#include <string_view>

namespace assay::http {

// `bytes` as a gzip file, quickly rather than small.  Empty where zlib has no memory.
std::string Gzip(std::string_view bytes);

// Whether the value of a header Accept-Encoding lets gzip be sent.
bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_GZIP_H_
