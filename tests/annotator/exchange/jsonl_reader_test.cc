#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "nlohmann/json.hpp"
#include "tests/annotator/exchange/read_table.h"
#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

using ::testing::ElementsAre;
using Cells = std::vector<std::vector<std::string>>;

Cells CellsOf(const std::string& content) {
  const absl::StatusOr<Table> table = ReadTable(content, "data.jsonl");
  EXPECT_THAT(table, IsOk());
  return table.ok() ? table->Cells() : Cells{};
}

TEST(JsonlReaderTest, ReadsObjectsAsRowsAndKeysAsColumns) {
  const auto table =
      ReadTable("{\"id\": 1, \"text\": \"a\"}\n{\"id\": 2, \"text\": \"b\"}\n", "data.jsonl");
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->columns, ElementsAre("id", "text"));
  EXPECT_EQ(table->Cells(), (Cells{{"1", "a"}, {"2", "b"}}));
}

TEST(JsonlReaderTest, PutsValuesUnderTheirKeysWhateverTheOrder) {
  EXPECT_EQ(CellsOf("{\"a\":1,\"b\":2}\n{\"b\":4,\"a\":3}"), (Cells{{"1", "2"}, {"3", "4"}}));
}

TEST(JsonlReaderTest, KeepsTheLiteralTextOfNumbersAndBooleans) {
  EXPECT_EQ(CellsOf("{\"a\":1.50,\"b\":-0,\"c\":1E+2,\"d\":12345678901234567890123 ,\"e\":true,"
                    "\"f\": false , \"g\" :1e999}"),
            (Cells{{"1.50", "-0", "1E+2", "12345678901234567890123", "true", "false", "1e999"}}));
}

// RFC 8259, section 7: the G clef is U+1D11E.
TEST(JsonlReaderTest, UnescapesStringsAndKeys) {
  const auto table =
      ReadTable(R"({"k\u00e9y": "a\"b\\c\/d\b\f\n\r\t\u00e9\uD834\uDD1E"})", "data.jsonl");
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->columns, ElementsAre("k\xc3\xa9y"));
  EXPECT_EQ(table->Cells(), (Cells{{"a\"b\\c/d\b\f\n\r\t\xc3\xa9\xf0\x9d\x84\x9e"}}));
}

TEST(JsonlReaderTest, KeepsNestedValuesAsTheirJsonText) {
  EXPECT_EQ(CellsOf("{\"a\": [1.50, \"x\"] ,\"b\":{\"c\": {} },\"d\":[]}"),
            (Cells{{"[1.50, \"x\"]", "{\"c\": {} }", "[]"}}));
}

TEST(JsonlReaderTest, NullAndAbsentKeysAreEmptyCells) {
  EXPECT_EQ(CellsOf("{\"a\":null,\"b\":\"\"}\n{\"b\":\"x\"}\n{}\n{\"a\":1,\"b\":2}"),
            (Cells{{"", ""}, {"", "x"}, {"", ""}, {"1", "2"}}));
}

TEST(JsonlReaderTest, KnowsTheColumnsOfTheFirstRowsFromTheStart) {
  StringSource source("{\"a\":1}\n{\"b\":2}\n{\"a\":3,\"c\":4}\n");
  const auto reader = OpenTable(OptionsFor("data.jsonl"), source);
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT((*reader)->columns(), ElementsAre("a", "b", "c"));
  TableRow row;
  ASSERT_TRUE((*reader)->Next(row).value());
  EXPECT_EQ(row.row_number, 1);
  EXPECT_THAT(row.cells, ElementsAre("1", "", ""));
}

TEST(JsonlReaderTest, AddsColumnsThatAppearLater) {
  std::string content;
  for (int i = 0; i < 150; ++i) {
    content += "{\"a\":" + std::to_string(i) + "}\n";
  }
  content += "{\"late\":\"x\"}\n";
  const auto table = ReadTable(content, "data.jsonl");
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT(table->columns, ElementsAre("a", "late"));
  EXPECT_THAT(table->rows[0].cells, ElementsAre("0"));
  EXPECT_THAT(table->rows[150].cells, ElementsAre("", "x"));
}

TEST(JsonlReaderTest, SkipsBlankLinesAndCountsThemAsLines) {
  const auto table = ReadTable("\n{\"a\":1}\r\n \t\r\n\n{\"a\":2}", "data.jsonl");
  ASSERT_THAT(table, IsOk());
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_EQ(table->rows[0].line, 2);
  EXPECT_EQ(table->rows[1].line, 5);
  EXPECT_EQ(table->rows[1].row_number, 2);
  EXPECT_EQ(table->Cells(), (Cells{{"1"}, {"2"}}));
}

TEST(JsonlReaderTest, SkipsAByteOrderMarkAndReadsGzip) {
  EXPECT_EQ(CellsOf("\xef\xbb\xbf{\"a\":1}\n"), (Cells{{"1"}}));
  EXPECT_EQ(CellsOf(Gzip("{\"a\":1}\n{\"a\":2}\n")), (Cells{{"1"}, {"2"}}));
}

TEST(JsonlReaderTest, ReadsLinesLongerThanItsBuffers) {
  const std::string lengths[] = {std::string(100, 'x'), std::string(700000, 'y'),
                                 std::string(2000000, 'z'), "end"};
  std::string content;
  Cells expected;
  for (const std::string& text : lengths) {
    content += "{\"id\":\"" + text + "\"}\n";
    expected.push_back({text});
  }
  const auto table = ReadTable(content, OptionsFor("data.jsonl"), 5000);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->Cells(), expected);
}

std::string RandomText(Rng& rng) {
  static const std::string pieces[] = {
      "a", "7", " ", "\"", "\\", "\n", "{", "}", "\xc3\xa9", "\xf0\x9d\x84\x9e", ",", ":", "null"};
  std::string text;
  for (uint64_t i = rng.Below(8); i > 0; --i) {
    text += pieces[rng.Below(std::size(pieces))];
  }
  return text;
}

TEST(JsonlReaderTest, ReadsBackWhatAnotherLibraryWritesHoweverFewBytesComeAtATime) {
  Rng rng(20240502);
  for (int round = 0; round < 300; ++round) {
    std::string content;
    Cells expected;
    for (uint64_t i = 1 + rng.Below(6); i > 0; --i) {
      nlohmann::ordered_json object;
      std::vector<std::string> cells;
      for (const char* key : {"a", "b\n", "\xc3\xa9"}) {
        cells.push_back(RandomText(rng));
        object[key] = cells.back();
      }
      object["n"] = {{"nested", RandomText(rng)}};
      cells.push_back(object["n"].dump());
      content += object.dump(-1, ' ', rng.Below(2) == 0) + (rng.Below(3) == 0 ? "\r\n" : "\n");
      expected.push_back(cells);
    }
    const auto table = ReadTable(content, OptionsFor("data.jsonl"), 1 + rng.Below(9));
    ASSERT_THAT(table, IsOk()) << content;
    for (size_t i = 0; i < expected.size(); ++i) {
      auto cells = table->rows[i].cells;
      cells[3] = nlohmann::json::parse(cells[3]).dump(-1, ' ', true);
      expected[i][3] = nlohmann::json::parse(expected[i][3]).dump(-1, ' ', true);
      ASSERT_EQ(cells, expected[i]) << content;
    }
  }
}

// Objects damaged by one edit are accepted exactly where nlohmann::json accepts them.
TEST(JsonlReaderTest, AgreesWithAnotherLibraryOnWhatIsJson) {
  const std::string seeds[] = {
      R"({"a":1,"b":"x","c":[1,{"d":null}],"e":-0.5e+3,"f":true})",
      R"({"a":{},"b":[],"c":"\u00e9\n","d":false,"e":null})",
      R"({ "a" : [ 1 , 2 ] , "b" : 10 })",
  };
  const std::string alphabet = "{}[]\",:0.e-+tn\\x \t";
  Rng rng(20240503);
  int accepted = 0;
  int refused = 0;
  for (int round = 0; round < 30000; ++round) {
    std::string line = seeds[rng.Below(std::size(seeds))];
    const size_t at = rng.Below(line.size());
    const char letter = alphabet[rng.Below(alphabet.size())];
    switch (rng.Below(3)) {
      case 0:
        line.erase(at, 1);
        break;
      case 1:
        line.insert(at, 1, letter);
        break;
      default:
        line[at] = letter;
    }
    const auto table = ReadTable(line + "\n{\"z\":1}}\n", OptionsFor("data.jsonl"));
    Table before;
    const auto first_only =
        ReadTable(line + "\n[]\n", OptionsFor("data.jsonl"), std::string::npos, &before);
    const std::string reason = ErrorReason(first_only.status());
    if (reason == "DUPLICATE_COLUMN" || reason == "EMPTY_COLUMN_NAME") {
      continue;
    }
    const bool is_json = nlohmann::json::accept(line) && nlohmann::json::parse(line).is_object();
    ASSERT_EQ(before.rows.size(), is_json ? 1U : 0U) << line << "  " << first_only.status();
    ASSERT_FALSE(table.ok());
    ++(is_json ? accepted : refused);
  }
  EXPECT_GT(accepted, 3000);
  EXPECT_GT(refused, 3000);
}

}  // namespace
}  // namespace assay::exchange
