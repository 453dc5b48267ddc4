#include "annotator/exchange/utf8.h"

#include <simdjson.h>

#include <algorithm>

namespace assay::exchange {
namespace {

// What a lead byte promises: the length of the character and the range of its second byte
// (RFC 3629, section 4).
struct Lead {
  size_t length;
  unsigned char second_low;
  unsigned char second_high;
};

Lead ClassifyLead(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xc2) return {0, 0, 0};
  if (byte < 0xe0) return {2, 0x80, 0xbf};
  if (byte < 0xf0) {
    const auto low = static_cast<unsigned char>(byte == 0xe0 ? 0xa0 : 0x80);
    const auto high = static_cast<unsigned char>(byte == 0xed ? 0x9f : 0xbf);
    return {3, low, high};
  }
  if (byte < 0xf5) {
    const auto low = static_cast<unsigned char>(byte == 0xf0 ? 0x90 : 0x80);
    const auto high = static_cast<unsigned char>(byte == 0xf4 ? 0x8f : 0xbf);
    return {4, low, high};
  }
  return {0, 0, 0};
}

// Length in bytes of the valid character at the beginning of `text`, 0 where there is none.
size_t CharacterLength(std::string_view text) {
  const Lead lead = ClassifyLead(static_cast<unsigned char>(text[0]));
  if (lead.length < 2) {
    return lead.length;
  }
  if (text.size() < lead.length) {
    return 0;
  }
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < lead.second_low || second > lead.second_high) {
    return 0;
  }
  for (size_t i = 2; i < lead.length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) {
      return 0;
    }
  }
  return lead.length;
}

}  // namespace

bool IsValidUtf8(std::string_view text) { return simdjson::validate_utf8(text); }

size_t ValidUtf8Prefix(std::string_view text) {
  size_t offset = 0;
  while (offset < text.size()) {
    const size_t length = CharacterLength(text.substr(offset));
    if (length == 0) {
      break;
    }
    offset += length;
  }
  return offset;
}

size_t IncompleteUtf8Suffix(std::string_view text) {
  for (size_t back = 1; back <= std::min<size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xc0) != 0x80) {
      return ClassifyLead(byte).length > back ? back : 0;
    }
  }
  return 0;
}

std::string Excerpt(std::string_view text, size_t max_characters) {
  std::string excerpt;
  size_t offset = 0;
  for (size_t count = 0; offset < text.size() && count < max_characters; ++count) {
    const size_t length = CharacterLength(text.substr(offset));
    const auto byte = static_cast<unsigned char>(text[offset]);
    if (length == 0 || byte < 0x20 || byte == 0x7f) {
      excerpt += '?';
    } else {
      excerpt.append(text, offset, length);
    }
    offset += std::max<size_t>(length, 1);
  }
  if (offset < text.size()) {
    excerpt += "...";
  }
  return excerpt;
}

}  // namespace assay::exchange
