#ifndef ASSAY_ANNOTATOR_SCHEMA_SPAN_OFFSETS_H_
#define ASSAY_ANNOTATOR_SCHEMA_SPAN_OFFSETS_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace assay {

// What offsets of spans count.
enum class SpanUnit : uint8_t { kCodePoints, kUtf16 };

// Offsets of one text in code points; `text` is valid UTF-8 and must outlive it.  Characters beyond
// U+FFFF are two UTF-16 units, which is where the units differ.
class SpanOffsets {
 public:
  explicit SpanOffsets(std::string_view text);

  int64_t code_point_count() const { return code_points_; }
  // Whether the units differ in this text at all.
  bool is_ambiguous() const { return utf16_units_ != code_points_; }

  // The offset in code points; nullopt where it lies outside of the text or inside a character.
  std::optional<int64_t> ToCodePoints(int64_t offset, SpanUnit unit) const;
  // The offset in UTF-16 units of one in code points in [0, code_point_count()].
  int64_t ToUtf16(int64_t code_points) const;

  // The text of [begin, end) in code points, cut to what there is.
  std::string_view Passage(int64_t begin, int64_t end) const;

  // Whether [begin, end) in code points begins and ends at an edge of a word: people mark words.
  bool IsAtWordEdges(int64_t begin, int64_t end) const;

 private:
  bool IsWordEdge(int64_t offset) const;

  std::string_view text_;
  int64_t code_points_ = 0;
  int64_t utf16_units_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_SCHEMA_SPAN_OFFSETS_H_
