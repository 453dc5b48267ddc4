#ifndef ASSAY_ANNOTATOR_REPORT_HTML_TEXT_H_
#define ASSAY_ANNOTATOR_REPORT_HTML_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::report {

// Everything that comes from a data set is hostile until it has passed one of these.

// `text` as HTML content or as the value of a double-quoted attribute.  Control characters that
// HTML forbids become U+FFFD.
std::string EscapeHtml(std::string_view text);

// Serialised JSON as the content of a <script type="application/json"> element: no string in it can
// end the element or open a comment.  It stays the same JSON.
std::string EscapeJsonForScript(std::string_view json);

// `text` cut to at most `byte_limit` bytes of UTF-8, between code points and where possible between
// words, with "…" (beyond the limit) where something was cut off.
std::string CutText(std::string_view text, std::size_t byte_limit);

// A name as an element that isolates its direction from what stands around it, <bdi>escaped</bdi>,
// and may break after underscores, slashes and colons; a placeholder for an empty name.
std::string IsolatedHtml(std::string_view text);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_HTML_TEXT_H_
