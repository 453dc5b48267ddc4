#ifndef ASSAY_ANNOTATOR_MTURK_HTML_ESCAPE_H_
#define ASSAY_ANNOTATOR_MTURK_HTML_ESCAPE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::mturk {

// `text` as content of an HTML element or of an attribute in quotes, so that it shows as it is: & <
// > " ' become character references, and $ too, because ${name} is filled in.  Unless
// `keep_astral`, so do characters beyond U+FFFF (&#128512;), which the requester site refuses in
// files.  Adds to `astral_count` how many of those there are.  `text` is valid UTF-8.
std::string EscapeHtml(std::string_view text, bool keep_astral, int64_t& astral_count);

// Takes EscapeHtml back; other references and lone '&' stay as they are.
std::string UnescapeHtml(std::string_view text);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_HTML_ESCAPE_H_
