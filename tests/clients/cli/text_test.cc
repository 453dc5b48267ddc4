#include "clients/cli/text.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

TEST(CountTest, GroupsThousands) {
  EXPECT_EQ(Count(int64_t{0}), "0");
  EXPECT_EQ(Count(int64_t{999}), "999");
  EXPECT_EQ(Count(int64_t{1000}), "1,000");
  EXPECT_EQ(Count(int64_t{12345}), "12,345");
  EXPECT_EQ(Count(int64_t{1234567}), "1,234,567");
}

TEST(CountTest, KeepsTheSignApartFromTheGroups) {
  EXPECT_EQ(Count(int64_t{-1}), "-1");
  EXPECT_EQ(Count(int64_t{-999}), "-999");
  EXPECT_EQ(Count(int64_t{-1000}), "-1,000");
  EXPECT_EQ(Count(int64_t{-123456}), "-123,456");
  EXPECT_EQ(Count(std::numeric_limits<int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(CountTest, RoundsFractions) {
  EXPECT_EQ(Count(1234.4), "1,234");
  EXPECT_EQ(Count(1234.5), "1,235");
  EXPECT_EQ(Count(0.2), "0");
}

TEST(PercentTest, HasOneDecimalAtMost) {
  EXPECT_EQ(Percent(0.0), "0 %");
  EXPECT_EQ(Percent(0.198), "19.8 %");
  EXPECT_EQ(Percent(0.5), "50 %");
  EXPECT_EQ(Percent(0.0012), "0.1 %");
  EXPECT_EQ(Percent(1.0), "100 %");
}

TEST(OneLineTest, KeepsAShortText) {
  EXPECT_EQ(OneLine("a text", 10), "a text");
  EXPECT_EQ(OneLine("", 10), "");
}

TEST(OneLineTest, CutsToTheWidthInCodePoints) {
  EXPECT_EQ(OneLine("abcdef", 6), "abcdef");
  EXPECT_EQ(OneLine("abcdef", 5), "abcde…");
  EXPECT_EQ(OneLine("äöüßäöü", 7), "äöüßäöü");
  EXPECT_EQ(OneLine("äöüßäöü", 3), "äöü…");
  EXPECT_EQ(OneLine("日本語", 2), "日本…");
}

TEST(OneLineTest, FoldsLineEndsAndTabs) {
  EXPECT_EQ(OneLine("a\nb", 10), "a b");
  EXPECT_EQ(OneLine("a\r\n\t\tb", 10), "a b");
  EXPECT_EQ(OneLine("\n\na", 10), "a");
}

TEST(OneLineTest, DropsWhatCouldDriveTheTerminal) {
  std::string all;
  for (int c = 0; c < 32; ++c) {
    all += static_cast<char>(c);
  }
  const std::string line = OneLine("x" + all + "\x1B[31mred\x7F" + "y", 100);
  for (const char c : line) {
    EXPECT_GE(static_cast<unsigned char>(c), 0x20);
    EXPECT_NE(c, '\x7F');
  }
}

// U+009B is CSI for terminals that take eight-bit controls.
TEST(OneLineTest, DropsTheSecondRowOfControlCharactersToo) {
  EXPECT_EQ(OneLine("a\xC2\x9B"
                    "31mb",
                    100),
            "a 31mb");
  EXPECT_EQ(OneLine("\xC2\xA0", 100), "\xC2\xA0");
}

TEST(ColumnsJsonTest, NamesTheRolesInLowerCase) {
  v1::Dataset dataset;
  v1::Column& column = *dataset.add_columns();
  column.set_name("Body");
  column.set_role(v1::Column::ROLE_TEXT);
  column.set_reason("named by --text");
  EXPECT_EQ(ColumnsJson(dataset).dump(),
            R"([{"name":"Body","role":"text","reason":"named by --text"}])");
  EXPECT_EQ(ColumnsJson(v1::Dataset()).dump(), "[]");
}

}  // namespace
}  // namespace assay::cli
