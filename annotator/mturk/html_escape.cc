#include "annotator/mturk/html_escape.h"

#include <array>
#include <charconv>
#include <optional>

namespace assay::mturk {
namespace {

struct Reference {
  char character;
  std::string_view text;
};
constexpr std::array<Reference, 6> kReferences = {{{'&', "&amp;"},
                                                   {'<', "&lt;"},
                                                   {'>', "&gt;"},
                                                   {'"', "&quot;"},
                                                   {'\'', "&#39;"},
                                                   {'$', "&#36;"}}};
constexpr uint32_t kFirstAstral = 0x10000;
constexpr uint32_t kLastCharacter = 0x10FFFF;

unsigned Byte(char c) { return static_cast<unsigned char>(c); }

// The character of four bytes at the front.
uint32_t AstralAt(std::string_view text) {
  return (Byte(text[0]) & 0x07) << 18 | (Byte(text[1]) & 0x3F) << 12 | (Byte(text[2]) & 0x3F) << 6 |
         (Byte(text[3]) & 0x3F);
}

void AppendAstral(uint32_t character, std::string& out) {
  out += static_cast<char>(0xF0 | character >> 18);
  out += static_cast<char>(0x80 | (character >> 12 & 0x3F));
  out += static_cast<char>(0x80 | (character >> 6 & 0x3F));
  out += static_cast<char>(0x80 | (character & 0x3F));
}

// The character that "&#128512;" at the front means, beyond U+FFFF only; `size` is its length.
std::optional<uint32_t> AstralReference(std::string_view text, size_t& size) {
  const size_t end = text.find(';');
  if (!text.starts_with("&#") || end == std::string_view::npos || end > 10) {
    return std::nullopt;
  }
  uint32_t character = 0;
  const auto [stop, error] = std::from_chars(text.data() + 2, text.data() + end, character);
  if (error != std::errc() || stop != text.data() + end || character < kFirstAstral ||
      character > kLastCharacter) {
    return std::nullopt;
  }
  size = end + 1;
  return character;
}

}  // namespace

std::string EscapeHtml(std::string_view text, bool keep_astral, int64_t& astral_count) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const Reference* known = nullptr;
    for (const Reference& reference : kReferences) {
      known = reference.character == c ? &reference : known;
    }
    if (known != nullptr) {
      out += known->text;
    } else if (Byte(c) >= 0xF0 && i + 3 < text.size()) {
      ++astral_count;
      if (keep_astral) {
        out.append(text, i, 4);
      } else {
        out += "&#" + std::to_string(AstralAt(text.substr(i))) + ";";
      }
      i += 3;
    } else {
      out += c;
    }
  }
  return out;
}

std::string UnescapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t plain = std::min(text.find('&'), text.size());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) {
      break;
    }
    size_t size = 1;
    if (const auto astral = AstralReference(text, size); astral.has_value()) {
      AppendAstral(*astral, out);
      text.remove_prefix(size);
      continue;
    }
    char character = '&';
    for (const Reference& reference : kReferences) {
      if (text.starts_with(reference.text)) {
        character = reference.character;
        size = reference.text.size();
      }
    }
    out += character;
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace assay::mturk
