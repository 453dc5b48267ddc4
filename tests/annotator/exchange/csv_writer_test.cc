#include "annotator/exchange/csv_writer.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay::exchange {
namespace {

std::string Cell(std::string_view cell) {
  std::string out;
  AppendCsvCell(out, cell);
  return out;
}

// RFC 4180, section 2, rules 5 to 7.
TEST(CsvWriterTest, QuotesOnlyCellsThatNeedIt) {
  EXPECT_EQ(Cell("aaa"), "aaa");
  EXPECT_EQ(Cell(""), "");
  EXPECT_EQ(Cell("a b"), "a b");
  EXPECT_EQ(Cell("=1+1"), "=1+1");
  EXPECT_EQ(Cell("a,b"), "\"a,b\"");
  EXPECT_EQ(Cell("b\r\nbb"), "\"b\r\nbb\"");
  EXPECT_EQ(Cell("a\rb"), "\"a\rb\"");
  EXPECT_EQ(Cell(" a"), "\" a\"");
  EXPECT_EQ(Cell("a "), "\"a \"");
}

TEST(CsvWriterTest, DoublesQuotes) {
  EXPECT_EQ(Cell("b\"bb"), "\"b\"\"bb\"");
  EXPECT_EQ(Cell("\""), "\"\"\"\"");
}

TEST(CsvWriterTest, EndsRowsWithALineFeed) {
  std::string out;
  AppendCsvRow(out, std::vector<std::string>{"rank", "id", "x"});
  AppendCsvRow(out, std::vector<std::string_view>{"1", "", "a,b"});
  EXPECT_EQ(out, "rank,id,x\n1,,\"a,b\"\n");
}

TEST(CsvWriterTest, WritesARowOfOneEmptyCellSoThatItIsNotABlankLine) {
  std::string out;
  AppendCsvRow(out, std::vector<std::string>{""});
  EXPECT_EQ(out, "\"\"\n");
}

}  // namespace
}  // namespace assay::exchange
