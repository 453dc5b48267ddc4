#include <string>

#include "gmock/gmock.h"
#include "tests/annotator/exchange/read_table.h"
#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

using ::testing::HasSubstr;

absl::Status ErrorOf(const std::string& content) {
  return ReadTable(content, "data.jsonl").status();
}

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

TEST(JsonlReaderErrorTest, AnEmptyFileHasNoTable) {
  for (const std::string content : {"", "\n \r\n", "\xef\xbb\xbf"}) {
    EXPECT_THAT(ErrorOf(content), HasReason("EMPTY_FILE"));
  }
}

TEST(JsonlReaderErrorTest, ALineThatIsNoObjectSaysWhatWasFound) {
  const absl::Status error = ErrorOf("{\"a\":1}\n\n[1, 2]\n");
  EXPECT_THAT(error, HasReason("NOT_A_JSON_OBJECT"));
  EXPECT_EQ(MessageOf(error),
            "data.jsonl: row 2 (line 3): found [1, 2], expected one JSON object per line");
  EXPECT_THAT(error, HasMetadata("row", "2"));
  EXPECT_THAT(error, HasMetadata("line", "3"));
  EXPECT_THAT(ErrorOf("id,label\n"), HasReason("NOT_A_JSON_OBJECT"));
}

TEST(JsonlReaderErrorTest, BrokenJsonIsToldByItsRow) {
  for (const std::string line :
       {"{", "{\"a\":1", "{\"a\" 1}", "{\"a\":01}", "{\"a\":tru}", "{\"a\":nul}", "{\"a\":1,}",
        "{\"a\":[1 2]}", "{\"a\":\"x}", "{\"a\":1} {\"a\":2}", "{\"a\":1}}", "{'a':1}",
        "{\"a\":\"\\ud800\"}", "{\"a\":NaN}", "{a:1}"}) {
    const absl::Status error = ErrorOf("{\"a\":1}\n" + line + "\n");
    EXPECT_THAT(error, HasReason("BAD_JSON")) << line;
    EXPECT_THAT(error, HasMetadata("row", "2")) << line;
  }
}

TEST(JsonlReaderErrorTest, NestingWithoutAnEndIsRefused) {
  const std::string deep(100000, '[');
  EXPECT_THAT(ErrorOf("{\"a\":" + deep + std::string(100000, ']') + "}"), HasReason("BAD_JSON"));
  EXPECT_THAT(ErrorOf("{\"a\":" + deep + "}"), HasReason("BAD_JSON"));
}

TEST(JsonlReaderErrorTest, AKeyStandsOnlyOnceInAnObject) {
  const absl::Status error = ErrorOf("{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":2,\"a\":3}\n");
  EXPECT_THAT(error, HasReason("DUPLICATE_COLUMN"));
  EXPECT_THAT(error, HasMetadata("column", "a"));
  EXPECT_THAT(MessageOf(error),
              HasSubstr("data.jsonl: row 2 (line 2): the key \"a\" stands twice"));
  EXPECT_THAT(ErrorOf("{\"a\":null,\"\\u0061\":3}\n"), HasReason("DUPLICATE_COLUMN"));
}

TEST(JsonlReaderErrorTest, AKeyHasAName) {
  EXPECT_THAT(ErrorOf("{\"\":1}\n"), HasReason("EMPTY_COLUMN_NAME"));
  EXPECT_THAT(ErrorOf("{\" \":1}\n"), HasReason("EMPTY_COLUMN_NAME"));
}

TEST(JsonlReaderErrorTest, InvalidUtf8IsToldByItsOffsetInTheLine) {
  const absl::Status error = ErrorOf("{\"a\":1}\n{\"a\":\"caf\xe9\"}\n");
  EXPECT_THAT(error, HasReason("INVALID_UTF8"));
  EXPECT_THAT(error, HasMetadata("offset", "9"));
  EXPECT_THAT(error, HasMetadata("row", "2"));
}

TEST(JsonlReaderErrorTest, ANulIsNoText) {
  EXPECT_THAT(ErrorOf(std::string("{\"a\":\"x\0\"}\n", 11)), HasReason("NUL_BYTE"));
  const absl::Status escaped = ErrorOf("{\"a\":\"x\\u0000\"}\n");
  EXPECT_THAT(escaped, HasReason("NUL_BYTE"));
  EXPECT_THAT(escaped, HasMetadata("column", "a"));
  EXPECT_THAT(escaped, HasMetadata("offset", "1"));
  EXPECT_THAT(ErrorOf("{\"a\\u0000\":1}\n"), HasReason("NUL_BYTE"));
}

TEST(JsonlReaderErrorTest, CellsLinesAndKeysAreLimited) {
  TableOptions options = OptionsFor("data.jsonl");
  options.limits.max_cell_bytes = 10;
  options.limits.max_row_bytes = 40;
  options.limits.max_columns = 2;
  options.limits.max_column_name_bytes = 4;
  EXPECT_THAT(ReadTable("{\"a\":\"0123456789\",\"b\":1}\n", options), IsOk());
  EXPECT_THAT(ReadTable("{\"a\":\"01234567890\"}\n", options), HasReason("CELL_TOO_LARGE"));
  EXPECT_THAT(ReadTable("{\"a\":1,\"b\":1,\"c\":1}\n", options), HasReason("TOO_MANY_COLUMNS"));
  EXPECT_THAT(ReadTable("{\"abcd\":1}\n", options), IsOk());
  EXPECT_THAT(ReadTable("{\"abcde\":1}\n", options), HasReason("COLUMN_NAME_TOO_LONG"));
  const std::string spaces(33, ' ');
  EXPECT_THAT(ReadTable("{\"a\":1" + spaces + "}\n", options), IsOk());
  EXPECT_THAT(ReadTable("{\"a\":1 " + spaces + "}\n", options), HasReason("ROW_TOO_LARGE"));
}

TEST(JsonlReaderErrorTest, ALineWithoutAnEndIsRefusedBeforeItIsHeldWhole) {
  class Endless : public ByteSource {
   public:
    absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
      std::fill(buffer, buffer + capacity, position_ == 0 ? '{' : ' ');
      position_ += capacity;
      return capacity;
    }
    size_t position_ = 0;
  };
  Endless endless;
  EXPECT_THAT(OpenTable(OptionsFor("data.jsonl"), endless).status(), HasReason("ROW_TOO_LARGE"));
  EXPECT_LE(endless.position_, size_t{65} << 20);
}

TEST(JsonlReaderErrorTest, OnlyTheFirstRowsFaultsStopTheOpening) {
  StringSource bad_first("{\n{\"a\":1}\n");
  EXPECT_THAT(OpenTable(OptionsFor("data.jsonl"), bad_first).status(), HasReason("BAD_JSON"));
  StringSource bad_second("{\"a\":1}\n{\n");
  const auto reader = OpenTable(OptionsFor("data.jsonl"), bad_second);
  ASSERT_THAT(reader, IsOk());
  TableRow row;
  EXPECT_TRUE((*reader)->Next(row).value());
  EXPECT_THAT((*reader)->Next(row), HasReason("BAD_JSON"));
  EXPECT_THAT((*reader)->Next(row), HasReason("BAD_JSON"));
}

}  // namespace
}  // namespace assay::exchange
