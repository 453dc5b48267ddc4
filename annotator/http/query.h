#ifndef ASSAY_ANNOTATOR_HTTP_QUERY_H_
#define ASSAY_ANNOTATOR_HTTP_QUERY_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace assay::http {

// The names and values of "a=1&b=%20", decoded; a plus is a space.  Nothing where an escape is
// broken or a name stands twice.
std::optional<std::map<std::string, std::string>> ParseQuery(std::string_view query);

// Bytes as a part of a URL; letters, digits and "-._~" stay.
std::string PercentEncode(std::string_view text);

// Without its escapes; nothing where one is broken.
std::optional<std::string> PercentDecode(std::string_view text);

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_QUERY_H_
