#include "annotator/exchange/utf8.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace assay::exchange {
namespace {

// RFC 3629, section 7 (examples) and section 3 (what is not UTF-8).
constexpr std::string_view kValid[] = {
    "",
    "A\xe2\x89\xa2\xce\x91.",
    "\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4",
    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
    "\xef\xbb\xbf\xf0\xa3\x8e\xb4",
    "\xf4\x8f\xbf\xbf",
};
struct Invalid {
  std::string_view text;
  size_t valid_prefix;
};
constexpr Invalid kInvalid[] = {
    {"\xc0\x80", 0},            // overlong NUL
    {"ab\xed\xa0\x8c\xed", 2},  // a surrogate
    {"\xf4\x90\x80\x80", 0},    // above U+10FFFF
    {"caf\xe9", 3},             // Latin-1
    {"\x80", 0},                // a continuation byte alone
    {"x\xe2\x89", 1},           // cut short
    {"\xf0\x80\x80\x80", 0},    // overlong
    {"\xff", 0},
};

TEST(Utf8Test, AcceptsTheExamplesOfTheRfc) {
  for (const std::string_view text : kValid) {
    EXPECT_TRUE(IsValidUtf8(text)) << text;
    EXPECT_EQ(ValidUtf8Prefix(text), text.size()) << text;
  }
}

TEST(Utf8Test, RefusesWhatTheRfcForbidsAndSaysWhere) {
  for (const Invalid& invalid : kInvalid) {
    EXPECT_FALSE(IsValidUtf8(invalid.text));
    EXPECT_EQ(ValidUtf8Prefix(invalid.text), invalid.valid_prefix);
  }
}

TEST(Utf8Test, FindsTheCharacterThatTheEndCutsShort) {
  EXPECT_EQ(IncompleteUtf8Suffix(""), 0U);
  EXPECT_EQ(IncompleteUtf8Suffix("abc"), 0U);
  EXPECT_EQ(IncompleteUtf8Suffix("\xe2\x89\xa2"), 0U);
  EXPECT_EQ(IncompleteUtf8Suffix("a\xe2\x89"), 2U);
  EXPECT_EQ(IncompleteUtf8Suffix("a\xe2"), 1U);
  EXPECT_EQ(IncompleteUtf8Suffix("\xf0\xa3\x8e"), 3U);
  EXPECT_EQ(IncompleteUtf8Suffix("\x80\x80\x80\x80"), 0U);
}

TEST(Utf8Test, ExcerptsCutBetweenCharacters) {
  EXPECT_EQ(Excerpt("abc", 3), "abc");
  EXPECT_EQ(Excerpt("abcd", 3), "abc...");
  EXPECT_EQ(Excerpt("\xe6\x97\xa5\xe6\x9c\xac", 1), "\xe6\x97\xa5...");
}

TEST(Utf8Test, ExcerptsOfAnythingAreValidUtf8WithoutControlCharacters) {
  EXPECT_EQ(Excerpt(std::string_view("a\0b\n\x7f\xe9z", 7), 40), "a?b???z");
  for (const Invalid& invalid : kInvalid) {
    EXPECT_TRUE(IsValidUtf8(Excerpt(invalid.text, 40)));
  }
}

}  // namespace
}  // namespace assay::exchange
