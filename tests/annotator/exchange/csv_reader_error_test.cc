#include <string>

#include "gmock/gmock.h"
#include "tests/annotator/exchange/read_table.h"
#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

using ::testing::HasSubstr;

absl::Status ErrorOf(const std::string& content, const std::string& file_name = "data.csv") {
  return ReadTable(content, file_name).status();
}

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

TEST(CsvReaderErrorTest, ALongRowSaysWhereWhatWasFoundAndWhatWasExpected) {
  const absl::Status error =
      ErrorOf("id,text,label,x\n1,\"two\nlines\",a,1\n\n2,b,a,1,extra\n3,c,a,1\n");
  EXPECT_THAT(error, HasReason("ROW_TOO_LONG"));
  EXPECT_EQ(MessageOf(error),
            "data.csv: row 2 (line 5): found 5 fields, expected 4 (id, text, label, x)");
  EXPECT_THAT(error, HasMetadata("file", "data.csv"));
  EXPECT_THAT(error, HasMetadata("row", "2"));
  EXPECT_THAT(error, HasMetadata("line", "5"));
  EXPECT_THAT(error, HasMetadata("found", "5"));
  EXPECT_THAT(error, HasMetadata("expected", "4"));
  EXPECT_EQ(error.code(), absl::StatusCode::kInvalidArgument);
}

TEST(CsvReaderErrorTest, AShortRowIsAnErrorToo) {
  const absl::Status error = ErrorOf("id,text,label\n1,a,b\n2\n");
  EXPECT_THAT(error, HasReason("ROW_TOO_SHORT"));
  EXPECT_EQ(MessageOf(error),
            "data.csv: row 2 (line 3): found 1 field, expected 3 (id, text, label)");
}

TEST(CsvReaderErrorTest, TheRowsBeforeAnErrorAreReadFirst) {
  Table before;
  const auto table =
      ReadTable("a,b\n1,x\n2,y\n3\n", OptionsFor("data.csv"), std::string::npos, &before);
  EXPECT_THAT(table, HasReason("ROW_TOO_SHORT"));
  EXPECT_EQ(before.rows.size(), 2U);
}

TEST(CsvReaderErrorTest, AnErrorIsReturnedAgain) {
  StringSource source("a,b\n1\n2,x\n");
  const auto reader = OpenTable(OptionsFor("data.csv"), source);
  ASSERT_THAT(reader, IsOk());
  TableRow row;
  EXPECT_THAT((*reader)->Next(row), HasReason("ROW_TOO_SHORT"));
  EXPECT_THAT((*reader)->Next(row), HasReason("ROW_TOO_SHORT"));
}

TEST(CsvReaderErrorTest, AnEmptyFileHasNoTable) {
  for (const std::string content : {"", "\n\r\n\n", "\xef\xbb\xbf"}) {
    EXPECT_THAT(ErrorOf(content), HasReason("EMPTY_FILE"));
  }
  EXPECT_THAT(MessageOf(ErrorOf("", "")), HasSubstr("input: the file is empty"));
}

TEST(CsvReaderErrorTest, AHeaderAloneHasNoDataRows) {
  EXPECT_THAT(ErrorOf("id,label\n"), HasReason("NO_DATA_ROWS"));
  EXPECT_THAT(ErrorOf("id,label"), HasReason("NO_DATA_ROWS"));
  EXPECT_THAT(ErrorOf("id,label\n\n\n"), HasReason("NO_DATA_ROWS"));
}

TEST(CsvReaderErrorTest, AColumnNameStandsOnlyOnce) {
  const absl::Status error = ErrorOf("id,text, id\n1,a,b\n");
  EXPECT_THAT(error, HasReason("DUPLICATE_COLUMN"));
  EXPECT_EQ(MessageOf(error),
            "data.csv: header (line 1): two columns are named \"id\" (the second is column 3); "
            "expected each name once");
  EXPECT_THAT(error, HasMetadata("column", "id"));
}

TEST(CsvReaderErrorTest, AColumnWithoutANameIsNamedByItsPosition) {
  const absl::Status error = ErrorOf("id,,label\n1,a,b\n");
  EXPECT_THAT(error, HasReason("EMPTY_COLUMN_NAME"));
  EXPECT_THAT(MessageOf(error), HasSubstr("header (line 1): column 2 of 3 has no name"));
  EXPECT_THAT(error, HasMetadata("column_number", "2"));
  EXPECT_THAT(ErrorOf("id,  \n1,a\n"), HasReason("EMPTY_COLUMN_NAME"));
}

TEST(CsvReaderErrorTest, InvalidUtf8IsToldByRowColumnAndOffset) {
  const absl::Status error = ErrorOf("id,text\n1,fine\n2,caf\xe9 noir\n");
  EXPECT_THAT(error, HasReason("INVALID_UTF8"));
  EXPECT_EQ(MessageOf(error),
            "data.csv: row 2 (line 3): column \"text\" is not UTF-8: byte 0xe9 at offset 3; save "
            "the file as UTF-8");
  EXPECT_THAT(error, HasMetadata("column", "text"));
  EXPECT_THAT(error, HasMetadata("offset", "3"));
}

TEST(CsvReaderErrorTest, InvalidUtf8IsFoundHoweverTheBytesCome) {
  const std::string contents[] = {"id,t\xe9xt\n1,a\n", "id,text\n1,a\n2,\"\xf0\xa3\x8e\",x\n",
                                  "id,text\n1,a\n2,\xe2\x89"};
  for (const std::string& content : contents) {
    for (const size_t bytes_per_read : {1U, 2U, 3U, 5U, 1000U}) {
      EXPECT_THAT(ReadTable(content, OptionsFor("data.csv"), bytes_per_read),
                  HasReason("INVALID_UTF8"))
          << bytes_per_read;
    }
  }
}

TEST(CsvReaderErrorTest, ANulByteIsNoText) {
  const absl::Status error = ErrorOf(std::string("id,text\n1,a\0b\n", 14));
  EXPECT_THAT(error, HasReason("NUL_BYTE"));
  EXPECT_THAT(error, HasMetadata("offset", "1"));
}

TEST(CsvReaderErrorTest, AHugeCellIsRefusedBeforeItIsHeldWhole) {
  // A source without an end: only an early refusal can return.
  class Endless : public ByteSource {
   public:
    absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
      const std::string_view head = position_ == 0 ? "id,text\n1,\"" : "";
      const size_t head_size = head.copy(buffer, capacity);
      std::fill(buffer + head_size, buffer + capacity, 'x');
      position_ += capacity;
      return capacity;
    }
    size_t position_ = 0;
  };
  Endless endless;
  const auto reader = OpenTable(OptionsFor("data.csv"), endless);
  ASSERT_THAT(reader, IsOk());
  TableRow row;
  const auto more = (*reader)->Next(row);
  EXPECT_THAT(more, HasReason("CELL_TOO_LARGE"));
  EXPECT_THAT(more, HasMetadata("column", "text"));
  EXPECT_THAT(MessageOf(more.status()), HasSubstr("is a quote opened there and never closed?"));
  EXPECT_LT(endless.position_, size_t{9} << 20);
}

TEST(CsvReaderErrorTest, TheLimitOfACellIsExact) {
  TableOptions options = OptionsFor("data.csv");
  options.limits.max_cell_bytes = 10;
  EXPECT_THAT(ReadTable("a,b\n1,0123456789\n", options), IsOk());
  EXPECT_THAT(ReadTable("a,b\n1,01234567890\n", options), HasReason("CELL_TOO_LARGE"));
  EXPECT_THAT(ReadTable("a,b\n1,01234567890", options, 1), HasReason("CELL_TOO_LARGE"));
}

TEST(CsvReaderErrorTest, ARowIsLimitedEvenWhereItsCellsAreNot) {
  TableOptions options = OptionsFor("data.csv");
  options.limits.max_row_bytes = 10;
  EXPECT_THAT(ReadTable("a,b\n12345,67890\n12345,67890\n", options), IsOk());
  EXPECT_THAT(ReadTable("a,b\n12345,678901\n", options), HasReason("ROW_TOO_LARGE"));
  EXPECT_THAT(ReadTable("a,b\n12345,678901", options, 1), HasReason("ROW_TOO_LARGE"));
}

TEST(CsvReaderErrorTest, ColumnsAreLimited) {
  TableOptions options = OptionsFor("data.csv");
  options.limits.max_columns = 3;
  options.limits.max_column_name_bytes = 4;
  EXPECT_THAT(ReadTable("a,b,c\n1,2,3\n", options), IsOk());
  EXPECT_THAT(ReadTable("a,b,c,d\n1,2,3,4\n", options), HasReason("TOO_MANY_COLUMNS"));
  EXPECT_THAT(ReadTable("abcd\n1\n", options), IsOk());
  EXPECT_THAT(ReadTable("abcde\n1\n", options), HasReason("COLUMN_NAME_TOO_LONG"));
}

TEST(CsvReaderErrorTest, AQuoteLeftOpenIsToldWithTheRowWhereItOpens) {
  const absl::Status error = ErrorOf("id,text\n1,a\n2,\"never closed\n3,b\n");
  EXPECT_THAT(error, HasReason("UNCLOSED_QUOTE"));
  EXPECT_THAT(MessageOf(error), HasSubstr("data.csv: row 2 (line 3): the quote that opens "
                                          "column \"text\" is never closed"));
}

TEST(CsvReaderErrorTest, AQuoteInsideAnUnquotedCellIsRefused) {
  const absl::Status error = ErrorOf("id,text\n1,a 5\" screen\n");
  EXPECT_THAT(error, HasReason("BAD_QUOTE"));
  EXPECT_THAT(MessageOf(error), HasSubstr("row 1 (line 2): column \"text\" has a quote inside"));
  EXPECT_THAT(error, HasMetadata("found", "\" screen?"));
}

TEST(CsvReaderErrorTest, TextAfterAClosingQuoteIsRefused) {
  const absl::Status error = ErrorOf("id,text\n1,\"a\"b\n");
  EXPECT_THAT(error, HasReason("BAD_QUOTE"));
  EXPECT_THAT(MessageOf(error), HasSubstr("goes on after its closing quote with b"));
}

TEST(CsvReaderErrorTest, ATruncatedGzipFileGivesItsRowsAndThenTheError) {
  std::string content = "id,text\n";
  for (int i = 0; i < 60000; ++i) {
    content += std::to_string(i) + "," + std::to_string(i * 7919 % 100003) + "\n";
  }
  const std::string compressed = Gzip(content);
  Table before;
  const auto table = ReadTable(compressed.substr(0, compressed.size() - 100),
                               OptionsFor("data.csv.gz"), std::string::npos, &before);
  EXPECT_THAT(table, HasReason("TRUNCATED_GZIP"));
  EXPECT_THAT(table, HasMetadata("file", "data.csv.gz"));
  EXPECT_THAT(MessageOf(table.status()), HasSubstr("data.csv.gz: the gzip data ends too early"));
  EXPECT_GT(before.rows.size(), 50000U);
}

}  // namespace
}  // namespace assay::exchange
