#include <string>
#include <vector>

#include "annotator/exchange/csv_writer.h"
#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "tests/annotator/exchange/read_table.h"
#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

using ::testing::ElementsAre;
using Cells = std::vector<std::vector<std::string>>;

Cells CellsOf(const std::string& content, const std::string& file_name = "data.csv") {
  const absl::StatusOr<Table> table = ReadTable(content, file_name);
  EXPECT_THAT(table, IsOk());
  return table.ok() ? table->Cells() : Cells{};
}

// The examples of RFC 4180, section 2, rules 1 to 7, each under a header a,b,c.
TEST(CsvReaderTest, ReadsTheExamplesOfTheRfc) {
  EXPECT_EQ(CellsOf("a,b,c\r\naaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"),
            (Cells{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(CellsOf("a,b,c\r\naaa,bbb,ccc\r\nzzz,yyy,xxx"),
            (Cells{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(CellsOf("a,b,c\r\n\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx"),
            (Cells{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(CellsOf("a,b,c\r\n\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"),
            (Cells{{"aaa", "b\r\nbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(CellsOf("a,b,c\r\n\"aaa\",\"b\"\"bb\",\"ccc\""), (Cells{{"aaa", "b\"bb", "ccc"}}));
}

TEST(CsvReaderTest, TakesTheHeaderForColumnNamesWithoutSpacesAroundThem) {
  const auto table = ReadTable("id, text\t,\"given label\"\n1,x,y\n", "data.csv");
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->columns, ElementsAre("id", "text", "given label"));
}

TEST(CsvReaderTest, KeepsSpacesAroundCellsByteForByte) {
  EXPECT_EQ(CellsOf("a,b\n  x ,\ty  \n\"  q \",z\n"), (Cells{{"  x ", "\ty  "}, {"  q ", "z"}}));
}

TEST(CsvReaderTest, ReadsEmptyCells) {
  EXPECT_EQ(CellsOf("a,b,c\n,,\n\"\",x,\"\"\n"), (Cells{{"", "", ""}, {"", "x", ""}}));
}

TEST(CsvReaderTest, ReadsLineFeedCarriageReturnAndBothAsLineEnds) {
  const Cells expected = {{"1", "x"}, {"2", "y"}};
  EXPECT_EQ(CellsOf("a,b\n1,x\n2,y\n"), expected);
  EXPECT_EQ(CellsOf("a,b\r\n1,x\r\n2,y\r\n"), expected);
  EXPECT_EQ(CellsOf("a,b\r1,x\r2,y\r"), expected);
}

TEST(CsvReaderTest, SkipsBlankLinesAndDoesNotCountThemAsRows) {
  const auto table = ReadTable("\n\na,b\n\n1,x\n   \n\r\n2,y\n\n", "data.csv");
  ASSERT_THAT(table, IsOk());
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_EQ(table->rows[0].row_number, 1);
  EXPECT_EQ(table->rows[0].line, 5);
  EXPECT_EQ(table->rows[1].row_number, 2);
  EXPECT_EQ(table->rows[1].line, 8);
}

TEST(CsvReaderTest, KeepsACellOfSpacesInATableOfOneColumn) {
  EXPECT_EQ(CellsOf("a\n x\n  \n\"\"\n"), (Cells{{" x"}, {"  "}, {""}}));
}

TEST(CsvReaderTest, CountsTheLinesInsideQuotedCells) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const auto table = ReadTable("a,b" + end + "1,\"x" + end + end + "y\"" + end + "2,z" + end +
                                     "\"" + end + "3\"," + end + "4,w" + end,
                                 "data.csv");
    ASSERT_THAT(table, IsOk());
    std::vector<int64_t> lines;
    for (const TableRow& row : table->rows) {
      lines.push_back(row.line);
    }
    EXPECT_THAT(lines, ElementsAre(2, 5, 6, 8));
  }
}

TEST(CsvReaderTest, SkipsAByteOrderMark) {
  const auto table = ReadTable("\xef\xbb\xbf\"id\",label\n1,a\n", "data.csv");
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->columns, ElementsAre("id", "label"));
}

TEST(CsvReaderTest, RecognisesSemicolonsAndTabsInTheHeader) {
  EXPECT_EQ(CellsOf("a;b\n1,5;x\n"), (Cells{{"1,5", "x"}}));
  EXPECT_EQ(CellsOf("a\tb\n1;5\tx\n"), (Cells{{"1;5", "x"}}));
  EXPECT_EQ(CellsOf("\n\"a,c\";b\n1,5;x\n"), (Cells{{"1,5", "x"}}));
}

TEST(CsvReaderTest, PrefersTheCommaWhereTheHeaderHasOne) {
  EXPECT_EQ(CellsOf("a;z,b\n1;5,x\n"), (Cells{{"1;5", "x"}}));
}

TEST(CsvReaderTest, ReadsTabsInATsvFileWhateverTheHeaderHolds) {
  EXPECT_EQ(CellsOf("a,z\tb\n1,5\t\"x\ty\"\n", "data.tsv"), (Cells{{"1,5", "x\ty"}}));
}

TEST(CsvReaderTest, ReadsGzip) {
  EXPECT_EQ(CellsOf(Gzip("a,b\n1,x\n") + Gzip("2,y\n"), "data.csv.gz"),
            (Cells{{"1", "x"}, {"2", "y"}}));
}

TEST(CsvReaderTest, SaysEndAgainAfterTheEnd) {
  StringSource source("a\n1\n");
  const auto reader = OpenTable(OptionsFor("data.csv"), source);
  ASSERT_THAT(reader, IsOk());
  TableRow row;
  EXPECT_TRUE((*reader)->Next(row).value());
  EXPECT_FALSE((*reader)->Next(row).value());
  EXPECT_FALSE((*reader)->Next(row).value());
}

std::string RandomCell(Rng& rng) {
  static const std::string pieces[] = {
      "a",    "bc", " ",        "\t",           ",",   ";", "\"", "\n", "\r",
      "\r\n", "7",  "\xc3\xa9", "\xe6\x97\xa5", "\"\""};
  std::string cell;
  const auto length = rng.Below(6);
  for (uint64_t i = 0; i < length; ++i) {
    cell += pieces[rng.Below(std::size(pieces))];
  }
  return cell;
}

// Each cell quoted, CRLF ends, a blank line now and then: not our writer's style.
std::string AlwaysQuoted(const std::vector<std::string>& cells, Rng& rng) {
  std::string line;
  for (const std::string& cell : cells) {
    line += line.empty() ? "\"" : ",\"";
    for (const char c : cell) {
      line += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    line += '"';
  }
  return line + (rng.Below(4) == 0 ? "\r\n\r\n" : "\r\n");
}

TEST(CsvReaderTest, ReadsBackAnyTableHoweverItIsQuotedAndHoweverFewBytesComeAtATime) {
  Rng rng(20240501);
  for (int round = 0; round < 300; ++round) {
    const size_t column_count = 1 + rng.Below(4);
    std::vector<std::string> header;
    for (size_t i = 0; i < column_count; ++i) {
      header.push_back("c" + std::to_string(i));
    }
    std::string minimal;
    AppendCsvRow(minimal, header);
    std::string quoted = AlwaysQuoted(header, rng);
    Cells expected;
    const size_t row_count = 1 + rng.Below(8);
    for (size_t i = 0; i < row_count; ++i) {
      std::vector<std::string> cells;
      for (size_t j = 0; j < column_count; ++j) {
        cells.push_back(RandomCell(rng));
      }
      if (i % 3 == 0 && column_count > 1) {
        cells[0] = "not blank";
      }
      AppendCsvRow(minimal, cells);
      quoted += AlwaysQuoted(cells, rng);
      expected.push_back(cells);
    }
    for (const std::string& content : {minimal, quoted}) {
      const auto table = ReadTable(content, OptionsFor("data.csv"), 1 + rng.Below(9));
      ASSERT_THAT(table, IsOk()) << content;
      ASSERT_EQ(table->Cells(), expected) << content;
    }
  }
}

// 3 MB in reads of 64 KiB: rows lie across the borders of the buffers, in their middle multi-byte
// characters and quotes.
TEST(CsvReaderTest, ReadsRowsThatLieAcrossTheBordersOfItsBuffers) {
  std::string content = "id,text,label\n";
  Cells expected;
  for (int i = 0; i < 20000; ++i) {
    std::string text = "r\xc3\xa9sum\xc3\xa9 \"" + std::to_string(i) + "\", ";
    for (int j = 0; j < i % 40; ++j) {
      text += "\xe6\x97\xa5\n";
    }
    expected.push_back({std::to_string(i), text, i % 2 == 0 ? "even" : "odd"});
    AppendCsvRow(content, expected.back());
  }
  const auto table = ReadTable(content, OptionsFor("data.csv"), size_t{64} << 10);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->Cells(), expected);
}

}  // namespace
}  // namespace assay::exchange
