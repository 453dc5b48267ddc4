#include "engine/learn/tokenizer.h"

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Tokens(std::string_view text) {
  const Tokenizer tokenizer;
  TokenBuffer buffer;
  tokenizer.Tokenize(text, &buffer);
  std::vector<std::string> tokens;
  for (size_t i = 0; i < buffer.size(); ++i) {
    tokens.emplace_back(buffer[i]);
  }
  return tokens;
}

TEST(TokenizerTest, SplitsAsciiIntoFoldedWordsAndNumbers) {
  EXPECT_THAT(Tokens("Apple iPhone-7, 32GB (unlocked)!"),
              ElementsAre("apple", "iphone", "7", "32gb", "unlocked"));
  EXPECT_THAT(Tokens("snake_case a.b\tc\n"), ElementsAre("snake", "case", "a", "b", "c"));
}

TEST(TokenizerTest, TextWithoutWordsHasNoTokens) {
  EXPECT_THAT(Tokens(""), IsEmpty());
  EXPECT_THAT(Tokens(" .,;-?! \t"), IsEmpty());
  EXPECT_THAT(Tokens("\u2014 \u2026 \u00BF"), IsEmpty());
}

TEST(TokenizerTest, KeepsTheApostropheOfContractions) {
  EXPECT_THAT(Tokens("I don't, we'll, it's"), ElementsAre("i", "don't", "we'll", "it's"));
  EXPECT_THAT(Tokens("rock'n'roll"), ElementsAre("rock'n", "roll"));
}

TEST(TokenizerTest, OtherApostrophesSeparate) {
  EXPECT_THAT(Tokens("l'avion 'quoted' dogs' 5'11 o'brien"),
              ElementsAre("l", "avion", "quoted", "dogs", "5", "11", "o", "brien"));
}

TEST(TokenizerTest, TypographicApostrophesEqualPlainOnes) {
  EXPECT_EQ(Tokens("I don\u2019t, l\u2019avion, we\u2019ll"), Tokens("I don't, l'avion, we'll"));
  EXPECT_EQ(Tokens("caf\u00E9's"), (std::vector<std::string>{"caf\u00E9's"}));
}

// Yoruba: tones and dots below are marks, for some letters without a composed form.
TEST(TokenizerTest, ComposedAndDecomposedSpellingsGiveTheSameTokens) {
  const std::string composed = "\u00C0w\u1ECDn \u1ECDm\u1ECD N\u00E0\u00ECj\u00EDr\u00ED\u00E0";
  const std::string decomposed =
      "A\u0300wo\u0323n o\u0323mo\u0323 Na\u0300i\u0300ji\u0301ri\u0301a\u0300";
  EXPECT_EQ(Tokens(composed), Tokens(decomposed));
  EXPECT_THAT(Tokens(composed),
              ElementsAre("\u00E0w\u1ECDn", "\u1ECDm\u1ECD", "n\u00E0\u00ECj\u00EDr\u00ED\u00E0"));
  // Dot below and tone in either order.
  EXPECT_EQ(Tokens("gb\u1EB9\u0300s\u00E0n"), Tokens("gbe\u0300\u0323sa\u0300n"));
  EXPECT_EQ(Tokens("gb\u1EB9\u0300s\u00E0n").size(), 1u);
}

TEST(TokenizerTest, FoldsCaseBeyondAscii) {
  EXPECT_THAT(
      Tokens("\u041C\u041E\u0421\u041A\u0412\u0410 Stra\u00DFe \u03A3\u039F\u03A6\u0399"),
      ElementsAre("\u043C\u043E\u0441\u043A\u0432\u0430", "strasse", "\u03C3\u03BF\u03C6\u03B9"));
}

TEST(TokenizerTest, CompatibilityFormsEqualPlainOnes) {
  EXPECT_THAT(Tokens("\uFF21\uFF22\uFF23\uFF11\uFF12"), ElementsAre("abc12"));
  EXPECT_THAT(Tokens("\uFB01ne x\u00B2 10\u00A0kg"), ElementsAre("fine", "x2", "10", "kg"));
}

TEST(TokenizerTest, IdeographsAndKanaAreTokensOfTheirOwn) {
  EXPECT_THAT(Tokens("\u6771\u4EACtower\u3067\u3059"),
              ElementsAre("\u6771", "\u4EAC", "tower", "\u3067", "\u3059"));
  // Half-width kana with its voicing mark composes to one kana.
  EXPECT_THAT(Tokens("\uFF76\uFF9E"), ElementsAre("\u30AC"));
}

TEST(TokenizerTest, ThaiCharactersKeepTheirMarks) {
  EXPECT_THAT(Tokens("\u0E17\u0E35\u0E48\u0E19\u0E35\u0E48"),
              ElementsAre("\u0E17\u0E35\u0E48", "\u0E19\u0E35\u0E48"));
}

TEST(TokenizerTest, HangulWordsStayWhole) {
  EXPECT_THAT(Tokens("\uC548\uB155 \uC138\uACC4"), ElementsAre("\uC548\uB155", "\uC138\uACC4"));
  EXPECT_EQ(Tokens("\uAC00"), Tokens("\u1100\u1161"));
}

TEST(TokenizerTest, EmojiAreTokensOfTheirOwn) {
  EXPECT_THAT(Tokens("great\U0001F600\U0001F600 job"),
              ElementsAre("great", "\U0001F600", "\U0001F600", "job"));
}

TEST(TokenizerTest, MarksWithoutABaseAreDropped) {
  EXPECT_THAT(Tokens("\u0301a \u0301 b"), ElementsAre("a", "b"));
}

TEST(TokenizerTest, InvisibleCharactersDoNotChangeAWord) {
  EXPECT_EQ(Tokens("co\u00ADop\u200Berative"), Tokens("cooperative"));
}

TEST(TokenizerTest, MalformedBytesSeparateAndAreSkipped) {
  EXPECT_THAT(Tokens("ab\xFF"
                     "cd \xC3( \xE2\x82"),
              ElementsAre("ab", "cd"));
  EXPECT_THAT(Tokens(std::string_view("a\0b", 3)), ElementsAre("a", "b"));
}

// The soft hyphen between the halves is removed; they must not become a character thereby.
TEST(TokenizerTest, BrokenHalvesAroundAnInvisibleCharacterDoNotJoin) {
  EXPECT_THAT(Tokens("\xC2\u00AD\xB2"), IsEmpty());
  EXPECT_THAT(Tokens("a\xC3\u00AD\xA9z"), ElementsAre("a", "z"));
}

TEST(TokenizerTest, AppendsToWhatTheBufferHolds) {
  const Tokenizer tokenizer;
  TokenBuffer buffer;
  tokenizer.Tokenize("one", &buffer);
  tokenizer.Tokenize("two", &buffer);
  ASSERT_EQ(buffer.size(), 2u);
  EXPECT_EQ(buffer[0], "one");
  EXPECT_EQ(buffer[1], "two");
  buffer.Clear();
  EXPECT_EQ(buffer.size(), 0u);
}

// The ASCII path is a shortcut: with one foreign word in front, the same text takes the other.
TEST(TokenizerTest, AsciiTextIsSplitAlikeOnBothPaths) {
  constexpr std::string_view kAlphabet = "abZ09'' .-s";
  Rng rng(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (uint64_t length = rng.Below(12); length > 0; --length) {
      text.push_back(kAlphabet[rng.Below(kAlphabet.size())]);
    }
    // A soft hyphen is removed by the normalisation but keeps the piece from being ASCII.
    std::string foreign;
    for (const char c : text) {
      foreign.push_back(c);
      foreign += "\u00AD";
    }
    EXPECT_EQ(Tokens(text), Tokens(foreign)) << text;
  }
}

}  // namespace
}  // namespace assay
