#ifndef ASSAY_ANNOTATOR_EXCHANGE_UTF8_H_
#define ASSAY_ANNOTATOR_EXCHANGE_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::exchange {

// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsValidUtf8(std::string_view text);

// Offset of the first byte that does not begin a valid character, or text.size().
// A character at a time: for messages, not for validation.
size_t ValidUtf8Prefix(std::string_view text);

// How many bytes at the end (0 to 3) begin a character that needs more bytes.  What stands before
// them can be validated by itself.
size_t IncompleteUtf8Suffix(std::string_view text);

// The beginning of `text` for a message: at most `max_characters` characters, "..." where cut;
// control characters and bytes that are not UTF-8 become '?'.  Always valid UTF-8.
std::string Excerpt(std::string_view text, size_t max_characters);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_UTF8_H_
