// Any bytes: tokens are not empty, and splitting them again changes nothing.
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/check.h"
#include "engine/learn/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const assay::Tokenizer tokenizer;
  assay::TokenBuffer tokens;
  tokenizer.Tokenize({reinterpret_cast<const char*>(data), size}, &tokens);
  std::string joined;
  for (size_t i = 0; i < tokens.size(); ++i) {
    ASSAY_CHECK(!tokens[i].empty());
    joined.append(tokens[i]);
    joined.push_back(' ');
  }
  assay::TokenBuffer again;
  tokenizer.Tokenize(joined, &again);
  ASSAY_CHECK(again.size() == tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) {
    ASSAY_CHECK(again[i] == tokens[i]);
  }
  return 0;
}
