#include <limits>
#include <string>

#include "annotator/report/html_text.h"
#include "annotator/report/number_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace assay::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HtmlTextTest, EscapesWhatHtmlReads) {
  EXPECT_EQ(EscapeHtml("<a href=\"x\">'&amp;'</a>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/a&gt;");
}

TEST(HtmlTextTest, KeepsUnicodeAndWhiteSpaceAndReplacesControls) {
  EXPECT_EQ(EscapeHtml("\u00e9 \u65b0\t\n"), "\u00e9 \u65b0\t\n");
  EXPECT_EQ(EscapeHtml(std::string("a\0b\x1b", 4)),
            "a\uFFFD"
            "b\uFFFD");
}

TEST(HtmlTextTest, ScriptJsonCannotEndItsElementAndIsTheSameJson) {
  const std::string hostile = "</script><!--<script>&\u2028\u2029\\\"";
  const std::string json = nlohmann::json(hostile).dump();
  const std::string escaped = EscapeJsonForScript(json);
  for (const char* part : {"<", ">", "&", "\u2028", "\u2029"}) {
    EXPECT_THAT(escaped, Not(HasSubstr(part)));
  }
  EXPECT_EQ(nlohmann::json::parse(escaped), hostile);
}

TEST(HtmlTextTest, ShortTextsAreNotCut) {
  EXPECT_EQ(CutText("", 10), "");
  EXPECT_EQ(CutText("ten bytes!", 10), "ten bytes!");
}

TEST(HtmlTextTest, LongTextsAreCutBetweenWords) {
  EXPECT_EQ(CutText("one two three four", 16), "one two three\u2026");
}

TEST(HtmlTextTest, AWordThatIsTooLongIsCutBetweenCodePoints) {
  EXPECT_EQ(CutText("\u00e9\u00e9\u00e9\u00e9", 5), "\u00e9\u00e9\u2026");
  EXPECT_EQ(CutText("ab\U0001F389", 4), "ab\u2026");
  EXPECT_EQ(CutText("\U0001F389", 2), "\u2026");
}

TEST(HtmlTextTest, NamesAreIsolatedAndMayBreakAtJoints) {
  EXPECT_EQ(IsolatedHtml("card_arrival <b>"), "<bdi>card_<wbr>arrival &lt;b&gt;</bdi>");
  EXPECT_EQ(IsolatedHtml("end_"), "<bdi>end_</bdi>");
  EXPECT_EQ(IsolatedHtml(""), "<span class=\"none\">(empty)</span>");
}

TEST(NumberTextTest, CountsAreGroupedByThousands) {
  EXPECT_EQ(CountText(std::int64_t{0}), "0");
  EXPECT_EQ(CountText(std::int64_t{999}), "999");
  EXPECT_EQ(CountText(std::int64_t{1000}), "1,000");
  EXPECT_EQ(CountText(std::int64_t{1234567}), "1,234,567");
  EXPECT_EQ(CountText(std::int64_t{-123456}), "-123,456");
}

TEST(NumberTextTest, RealCountsAreRounded) {
  EXPECT_EQ(CountText(1974.6), "1,975");
  EXPECT_EQ(CountText(std::numeric_limits<double>::quiet_NaN()), "0");
  EXPECT_EQ(CountText(std::numeric_limits<double>::infinity()), "9,000,000,000,000,000,000");
}

TEST(NumberTextTest, SharesAreNeverRoundedToNoneOrAll) {
  EXPECT_EQ(PercentText(0.1975), "19.8%");
  EXPECT_EQ(PercentText(0.0), "0%");
  EXPECT_EQ(PercentText(1.0), "100%");
  EXPECT_EQ(PercentText(0.00001), "<0.1%");
  EXPECT_EQ(PercentText(0.99999), ">99.9%");
  EXPECT_EQ(PercentText(1, 8), "12.5%");
  EXPECT_EQ(PercentText(1, 0), "0%");
}

TEST(NumberTextTest, ScoresAboveZeroAreNeverShownAsZero) {
  EXPECT_EQ(ScoreText(0), "0.000");
  EXPECT_EQ(ScoreText(0.0001), "<0.001");
  EXPECT_EQ(ScoreText(0.5), "0.500");
}

TEST(NumberTextTest, FixedTextTakesAnyMagnitude) {
  EXPECT_EQ(FixedText(0.5, 6), "0.500000");
  EXPECT_EQ(FixedText(std::numeric_limits<double>::max(), 6).size(), 309u + 7);
  EXPECT_EQ(FixedText(std::numeric_limits<double>::quiet_NaN(), 6), "nan");
}

// Expected values from date -u -d @SECONDS.
TEST(NumberTextTest, TimesAreShownInUtc) {
  google::protobuf::Timestamp time;
  time.set_seconds(1763820360);
  EXPECT_EQ(DateText(time), "22 November 2025, 14:06 UTC");
  EXPECT_EQ(Rfc3339Text(time), "2025-11-22T14:06:00Z");
  time.set_seconds(951782400);
  EXPECT_EQ(DateText(time), "29 February 2000, 00:00 UTC");
  time.set_seconds(-1);
  EXPECT_EQ(Rfc3339Text(time), "1969-12-31T23:59:59Z");
}

}  // namespace
}  // namespace assay::report
