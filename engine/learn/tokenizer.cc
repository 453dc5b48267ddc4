#include "engine/learn/tokenizer.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <array>
#include <cstdint>
#include <cstring>

#include "engine/base/check.h"

namespace assay {
namespace {

// The folded character for letters and digits, 0 for what separates.
constexpr std::array<char, 128> kAsciiFold = [] {
  std::array<char, 128> fold{};
  for (size_t c = '0'; c <= '9'; ++c) {
    fold[c] = static_cast<char>(c);
  }
  for (size_t c = 'a'; c <= 'z'; ++c) {
    fold[c] = static_cast<char>(c);
    fold[c - 'a' + 'A'] = static_cast<char>(c);
  }
  return fold;
}();

char FoldAscii(char c) { return kAsciiFold[static_cast<unsigned char>(c) & 0x7F]; }
bool IsAsciiLetter(char c) { return FoldAscii(c) >= 'a'; }

bool IsAscii(std::string_view text) {
  const char* data = text.data();
  size_t left = text.size();
  for (; left >= 8; left -= 8, data += 8) {
    uint64_t word;
    std::memcpy(&word, data, sizeof(word));
    if ((word & 0x8080808080808080ull) != 0) {
      return false;
    }
  }
  for (; left > 0; --left, ++data) {
    if (static_cast<unsigned char>(*data) >= 0x80) {
      return false;
    }
  }
  return true;
}

bool IsAsciiSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The end of the piece that starts at `begin`: after the next space, or where a piece without
// spaces gets longer than ICU's 32-bit lengths should see.
size_t PieceEnd(std::string_view text, size_t begin) {
  constexpr size_t kLongestPiece = size_t{1} << 24;
  size_t end = begin;
  while (end < text.size()) {
    const char c = text[end];
    ++end;
    const bool next_continues =
        end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;
    if (IsAsciiSpace(c) || (end - begin >= kLongestPiece && !next_continues) ||
        end - begin >= 2 * kLongestPiece) {
      break;
    }
  }
  return end;
}

// One or two letters follow position `at` and end the word.
bool IsAsciiContraction(std::string_view text, size_t at) {
  size_t letters = 0;
  size_t i = at + 1;
  while (i < text.size() && letters < 3 && IsAsciiLetter(text[i])) {
    ++i;
    ++letters;
  }
  return (letters == 1 || letters == 2) && (i == text.size() || FoldAscii(text[i]) == 0);
}

enum class CharClass { kSeparator, kLetter, kNumber, kMark, kSingle, kApostrophe };

bool StandsAlone(UChar32 c) {
  if (c < 0x0E00) {
    return false;
  }
  if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC)) {
    return true;
  }
  if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) {
    return true;
  }
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &error);
  return script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
}

CharClass Classify(UChar32 c) {
  if (c == '\'' || c == 0x2019) {
    return CharClass::kApostrophe;
  }
  if (c < 0) {
    return CharClass::kSeparator;
  }
  const uint32_t mask = U_MASK(u_charType(c));
  if ((mask & U_GC_M_MASK) != 0) {
    return CharClass::kMark;
  }
  if ((mask & U_GC_L_MASK) != 0) {
    return StandsAlone(c) ? CharClass::kSingle : CharClass::kLetter;
  }
  if ((mask & U_GC_N_MASK) != 0) {
    return StandsAlone(c) ? CharClass::kSingle : CharClass::kNumber;
  }
  return c > 0xFF && u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) ? CharClass::kSingle
                                                                         : CharClass::kSeparator;
}

struct DecodedChar {
  UChar32 code;
  CharClass type;
};

DecodedChar DecodeNext(std::string_view text, size_t* position) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  UChar32 c;
  U8_NEXT(bytes, *position, text.size(), c);
  return {c, Classify(c)};
}

// The text with a space in place of each malformed sequence.  ICU copies them through, where the
// removal of a character between two broken halves could join them.
std::string ReplaceMalformed(std::string_view text) {
  std::string replaced;
  for (size_t i = 0; i < text.size();) {
    const size_t begin = i;
    if (DecodeNext(text, &i).code < 0) {
      replaced.push_back(' ');
    } else {
      replaced.append(text, begin, i - begin);
    }
  }
  return replaced;
}

bool IsWellFormed(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (size_t i = 0; i < text.size();) {
    UChar32 c;
    U8_NEXT(bytes, i, text.size(), c);
    if (c < 0) {
      return false;
    }
  }
  return true;
}

bool IsUnicodeContraction(std::string_view text, size_t after) {
  size_t letters = 0;
  while (after < text.size()) {
    const CharClass type = DecodeNext(text, &after).type;
    if (type == CharClass::kNumber) {
      return false;
    }
    if (type == CharClass::kLetter) {
      if (++letters > 2) {
        return false;
      }
    } else if (type != CharClass::kMark) {
      break;
    }
  }
  return letters > 0;
}

}  // namespace

Tokenizer::Tokenizer() {
  UErrorCode error = U_ZERO_ERROR;
  normalizer_ = icu::Normalizer2::getNFKCCasefoldInstance(error);
  ASSAY_CHECK(U_SUCCESS(error));
}

void Tokenizer::Tokenize(std::string_view text, TokenBuffer* tokens) const {
  if (IsAscii(text)) {
    AppendAsciiWords(text, tokens);
  } else if (IsWellFormed(text)) {
    NormaliseAndAppend(text, tokens);
  } else {
    NormaliseAndAppend(ReplaceMalformed(text), tokens);
  }
}

void Tokenizer::NormaliseAndAppend(std::string_view text, TokenBuffer* tokens) const {
  const auto* normalizer = static_cast<const icu::Normalizer2*>(normalizer_);
  size_t begin = 0;
  while (begin < text.size()) {
    // No character composes with an ASCII space, so the pieces between spaces may be normalised
    // on their own.
    const size_t end = PieceEnd(text, begin);
    const std::string_view piece = text.substr(begin, end - begin);
    if (IsAscii(piece)) {
      AppendAsciiWords(piece, tokens);
    } else {
      tokens->scratch_.clear();
      icu::StringByteSink<std::string> sink(&tokens->scratch_);
      UErrorCode error = U_ZERO_ERROR;
      normalizer->normalizeUTF8(0,
                                icu::StringPiece(piece.data(), static_cast<int32_t>(piece.size())),
                                sink, nullptr, error);
      AppendUnicodeWords(tokens->scratch_, tokens);
    }
    begin = end;
  }
}

void Tokenizer::AppendAsciiWords(std::string_view text, TokenBuffer* tokens) const {
  std::string& bytes = tokens->bytes_;
  size_t token_begin = bytes.size();
  for (size_t i = 0; i < text.size(); ++i) {
    const char folded = FoldAscii(text[i]);
    if (folded != 0) {
      bytes.push_back(folded);
    } else if (bytes.size() > token_begin) {
      if (text[i] == '\'' && IsAsciiLetter(bytes.back()) && IsAsciiContraction(text, i)) {
        bytes.push_back('\'');
      } else {
        tokens->ends_.push_back(bytes.size());
        token_begin = bytes.size();
      }
    }
  }
  if (bytes.size() > token_begin) {
    tokens->ends_.push_back(bytes.size());
  }
}

void Tokenizer::AppendUnicodeWords(std::string_view text, TokenBuffer* tokens) const {
  std::string& bytes = tokens->bytes_;
  size_t token_begin = bytes.size();
  CharClass last_base = CharClass::kSeparator;
  const auto close = [&] {
    if (bytes.size() > token_begin) {
      tokens->ends_.push_back(bytes.size());
      token_begin = bytes.size();
    }
    last_base = CharClass::kSeparator;
  };
  for (size_t i = 0; i < text.size();) {
    const size_t begin = i;
    const CharClass type = DecodeNext(text, &i).type;
    if (type == CharClass::kMark) {
      bytes.append(text, begin, bytes.size() > token_begin ? i - begin : 0);
    } else if (type == CharClass::kApostrophe && last_base == CharClass::kLetter &&
               IsUnicodeContraction(text, i)) {
      bytes.push_back('\'');
      last_base = CharClass::kApostrophe;
    } else if (type == CharClass::kSeparator || type == CharClass::kApostrophe) {
      close();
    } else {
      if (type == CharClass::kSingle || last_base == CharClass::kSingle) {
        close();
      }
      bytes.append(text, begin, i - begin);
      last_base = type;
    }
  }
  close();
}

}  // namespace assay
