#include "annotator/mturk/record_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/csv_writer.h"
#include "engine/base/status.h"
#include "tests/support/status_matchers.h"

namespace assay::mturk {
namespace {

using testing::ElementsAre;

struct Read {
  std::vector<std::vector<std::string>> cells;
  std::vector<bool> faults;
  std::vector<int64_t> lines;
};

absl::StatusOr<Read> ReadAll(std::string content, size_t bytes_per_read = std::string::npos,
                             size_t width = 3) {
  exchange::StringSource source(std::move(content), bytes_per_read);
  ASSAY_ASSIGN_OR_RETURN(
      RecordReader reader,
      RecordReader::Open(std::make_unique<exchange::InputBuffer>("a.csv", source)));
  reader.set_usual_width(width);
  Read read;
  Record record;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, reader.Next(record));
    if (!more) {
      return read;
    }
    read.cells.emplace_back(record.cells.begin(), record.cells.end());
    read.faults.push_back(!record.fault.empty());
    read.lines.push_back(record.line);
  }
}

TEST(RecordReaderTest, ReadsQuotesLineBreaksAndAllLineEnds) {
  const auto read = ReadAll("a,b,c\r\n\"x \"\"y\"\"\",\"1\n2\",\n\r\n,,\nlast,\"\",é\r3,4,5");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->cells,
              ElementsAre(ElementsAre("a", "b", "c"), ElementsAre("x \"y\"", "1\n2", ""),
                          ElementsAre("last", "", "é"), ElementsAre("3", "4", "5")));
  EXPECT_THAT(read->lines, ElementsAre(1, 2, 6, 7));
}

TEST(RecordReaderTest, DoesNotDependOnHowTheBytesArrive) {
  const std::string content = "\xef\xbb\xbfh,\"i\"\r\n\"q\"\"\r\n\",😀\r\n\"\"\"\",2\r\n";
  const auto whole = ReadAll(content);
  ASSERT_TRUE(whole.ok());
  for (size_t size = 1; size <= 9; ++size) {
    const auto read = ReadAll(content, size);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->cells, whole->cells) << size;
    EXPECT_EQ(read->lines, whole->lines) << size;
  }
}

TEST(RecordReaderTest, FindsTheDelimiter) {
  EXPECT_THAT(ReadAll("a\tb,c\td\n")->cells, ElementsAre(ElementsAre("a", "b,c", "d")));
  EXPECT_THAT(ReadAll("sep=;\na;b\n")->cells, ElementsAre(ElementsAre("a", "b")));
}

TEST(RecordReaderTest, ARecordWithBrokenQuotesLeavesTheOthersAlone) {
  const auto read = ReadAll("a,b,c\n\"he said \"hi\" to me\",1,2\n3,4,5\n6,\xff,7\n8,9,0\n");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->faults, ElementsAre(false, true, false, true, false));
  EXPECT_THAT(read->cells[2], ElementsAre("3", "4", "5"));
  EXPECT_THAT(read->cells[4], ElementsAre("8", "9", "0"));
}

TEST(RecordReaderTest, AQuoteThatIsNeverClosedCostsOneRecord) {
  const auto read = ReadAll("a,b,c\n1,\"2,3\n4,5,6\n7,8,9\n");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->faults, ElementsAre(false, true, false, false));
  EXPECT_THAT(read->cells[2], ElementsAre("4", "5", "6"));
  EXPECT_THAT(read->lines, ElementsAre(1, 2, 3, 4));
}

TEST(RecordReaderTest, RefusesOtherKindsOfFiles) {
  EXPECT_EQ(ErrorReason(ReadAll("").status()), "EMPTY_FILE");
  EXPECT_EQ(ErrorReason(ReadAll("\xef\xbb\xbf \n\r\n").status()), "EMPTY_FILE");
  EXPECT_EQ(ErrorReason(ReadAll("PK\x03\x04zzzz").status()), "BINARY_FILE");
  EXPECT_EQ(ErrorReason(ReadAll(std::string("\xff\xfeh\0", 4)).status()), "WRONG_ENCODING");
}

// What the house's own writer writes, this reads.
TEST(RecordReaderTest, ReadsBackAnyCellsThatWereWritten) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {"a",  "\"", ",", "\n", "\r\n",
                                           "\r", " ",  "😀", "\t", "x;y"};
  for (int round = 0; round < 300; ++round) {
    std::string content = "h1,h2,h3\n";
    std::vector<std::vector<std::string>> expected = {{"h1", "h2", "h3"}};
    for (int row = 0; row < 4; ++row) {
      std::vector<std::string> cells(3, "k");
      for (std::string& cell : cells) {
        for (auto i = random() % 5; i > 0; --i) {
          cell += pieces[random() % pieces.size()];
        }
      }
      exchange::AppendCsvRow(content, std::span<const std::string>(cells));
      expected.push_back(cells);
    }
    const auto read = ReadAll(content, 1 + random() % 20);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->cells, expected);
  }
}

}  // namespace
}  // namespace assay::mturk
