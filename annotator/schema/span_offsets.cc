#include "annotator/schema/span_offsets.h"

namespace assay {
namespace {

bool BeginsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }
// Beyond U+FFFF: four bytes, two UTF-16 units.
bool IsAstral(char lead) { return static_cast<unsigned char>(lead) >= 0xF0; }

bool IsWordByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (static_cast<unsigned char>(c) >= 0x80 && !IsAstral(c));
}

}  // namespace

SpanOffsets::SpanOffsets(std::string_view text) : text_(text) {
  for (const char c : text) {
    if (BeginsCharacter(c)) {
      ++code_points_;
      utf16_units_ += IsAstral(c) ? 2 : 1;
    }
  }
}

std::optional<int64_t> SpanOffsets::ToCodePoints(int64_t offset, SpanUnit unit) const {
  if (unit == SpanUnit::kCodePoints || !is_ambiguous()) {
    return offset < 0 || offset > code_points_ ? std::nullopt : std::optional(offset);
  }
  int64_t units = 0;
  int64_t code_points = 0;
  for (const char c : text_) {
    if (!BeginsCharacter(c)) {
      continue;
    }
    if (units >= offset) {
      break;
    }
    ++code_points;
    units += IsAstral(c) ? 2 : 1;
  }
  return units == offset ? std::optional(code_points) : std::nullopt;
}

int64_t SpanOffsets::ToUtf16(int64_t code_points) const {
  int64_t units = 0;
  int64_t seen = 0;
  for (const char c : text_) {
    if (BeginsCharacter(c)) {
      if (seen == code_points) {
        break;
      }
      ++seen;
      units += IsAstral(c) ? 2 : 1;
    }
  }
  return units;
}

std::string_view SpanOffsets::Passage(int64_t begin, int64_t end) const {
  size_t first = text_.size();
  size_t last = text_.size();
  int64_t seen = 0;
  for (size_t at = 0; at < text_.size(); ++at) {
    if (BeginsCharacter(text_[at])) {
      if (seen == begin) {
        first = at;
      }
      if (seen == end) {
        last = at;
        break;
      }
      ++seen;
    }
  }
  return first < last ? text_.substr(first, last - first) : std::string_view();
}

bool SpanOffsets::IsAtWordEdges(int64_t begin, int64_t end) const {
  return begin < end && IsWordEdge(begin) && IsWordEdge(end);
}

bool SpanOffsets::IsWordEdge(int64_t offset) const {
  size_t at = 0;
  for (int64_t seen = 0; at < text_.size(); ++at) {
    if (BeginsCharacter(text_[at]) && seen++ == offset) {
      break;
    }
  }
  if (at == 0 || at == text_.size()) {
    return true;
  }
  size_t before = at - 1;
  while (before > 0 && !BeginsCharacter(text_[before])) {
    --before;
  }
  return IsWordByte(text_[before]) != IsWordByte(text_[at]);
}

}  // namespace assay
