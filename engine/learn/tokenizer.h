#ifndef ASSAY_ENGINE_LEARN_TOKENIZER_H_
#define ASSAY_ENGINE_LEARN_TOKENIZER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// The tokens of one text.  Meant to be reused from text to text: no allocation per token.
class TokenBuffer {
 public:
  size_t size() const { return ends_.size(); }
  // Valid until the next Clear or Tokenize.
  std::string_view operator[](size_t index) const {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }
  void Clear() {
    bytes_.clear();
    ends_.clear();
  }

 private:
  friend class Tokenizer;
  std::string bytes_;
  std::vector<size_t> ends_;
  std::string scratch_;
};

// Splits text into words, for any script.
//
// The text is normalised by NFKC with case folding (Unicode 15, UAX #31 toNFKC_Casefold), so
// composed and decomposed spellings, full-width forms and capitals give the same token.  Then
//   - a run of letters, marks and numbers is a token ("kàwé", "32gb");
//   - an apostrophe (' or U+2019) between letters stays when one or two letters follow it and end
//     the word ("don't", "we'll"); elsewhere it separates ("l'avion" -> "l", "avion");
//   - each ideograph, kana, and base character of a script written without spaces (Thai, Lao,
//     Khmer, Myanmar; line-break class SA) is a token of its own together with its marks, so that
//     bigrams see neighbouring characters;
//   - each emoji is a token of its own;
//   - everything else separates; a mark without a base is dropped.
// The text should be valid UTF-8; a malformed byte separates tokens and is skipped.
//
// O(bytes).  Thread-safe: const methods keep their state in the caller's buffer.
class Tokenizer {
 public:
  Tokenizer();

  // Appends the tokens of `text` to `tokens`.
  void Tokenize(std::string_view text, TokenBuffer* tokens) const;

 private:
  void NormaliseAndAppend(std::string_view text, TokenBuffer* tokens) const;
  void AppendAsciiWords(std::string_view text, TokenBuffer* tokens) const;
  void AppendUnicodeWords(std::string_view text, TokenBuffer* tokens) const;

  // An icu::Normalizer2 owned by ICU; this header does not show ICU's types.
  const void* normalizer_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_TOKENIZER_H_
