#include "annotator/exchange/format_registry.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "tests/annotator/exchange/read_table.h"
#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ExchangeFormatTest : public ::testing::TestWithParam<ExchangeFormat> {};

TEST_P(ExchangeFormatTest, IsFoundByItsName) {
  const auto format = FindExchangeFormat(GetParam().name);
  ASSERT_THAT(format, IsOk());
  EXPECT_EQ((*format)->name, GetParam().name);
}

TEST_P(ExchangeFormatTest, SaysWhatItIsAndWhereItIsDefined) {
  EXPECT_FALSE(GetParam().description.empty());
  EXPECT_FALSE(GetParam().source.empty());
  EXPECT_TRUE(GetParam().can_import || GetParam().can_export);
}

TEST_P(ExchangeFormatTest, HasAReaderExactlyWhenItCanBeImported) {
  EXPECT_EQ(GetParam().make_reader != nullptr, GetParam().can_import);
}

TEST_P(ExchangeFormatTest, RefusesAnEmptyInput) {
  TableOptions options;
  options.format = std::string(GetParam().name);
  StringSource source("");
  EXPECT_THAT(OpenTable(options, source).status(), HasReason("EMPTY_FILE"));
}

INSTANTIATE_TEST_SUITE_P(All, ExchangeFormatTest,
                         ::testing::ValuesIn(ExchangeFormats().begin(), ExchangeFormats().end()),
                         [](const auto& param_info) { return std::string(param_info.param.name); });

TEST(FormatRegistryTest, NoTwoFormatsShareANameOrAnExtension) {
  std::set<std::string_view> names;
  std::set<std::string_view> extensions;
  for (const ExchangeFormat& format : ExchangeFormats()) {
    EXPECT_TRUE(names.insert(format.name).second) << format.name;
    for (const std::string_view extension : format.extensions) {
      EXPECT_TRUE(extension.empty() || extensions.insert(extension).second) << extension;
    }
  }
}

TEST(FormatRegistryTest, AnUnknownFormatNamesTheKnownOnes) {
  const auto format = FindExchangeFormat("xml");
  EXPECT_THAT(format, HasReason("UNKNOWN_FORMAT"));
  EXPECT_THAT(std::string(format.status().message()), HasSubstr("csv, tsv, jsonl"));
  TableOptions options;
  options.format = "xml";
  StringSource source("a,b\n");
  EXPECT_THAT(OpenTable(options, source).status(), HasReason("UNKNOWN_FORMAT"));
}

std::vector<std::string> ColumnsOf(const std::string& content, const TableOptions& options) {
  const auto table = ReadTable(content, options);
  EXPECT_THAT(table, IsOk());
  return table.ok() ? table->columns : std::vector<std::string>{};
}

TEST(FormatRegistryTest, TheExtensionDecidesWhateverItsCase) {
  EXPECT_THAT(ColumnsOf("a,b\tc\n1\t2\n", OptionsFor("DATA.TSV")), ElementsAre("a,b", "c"));
  EXPECT_THAT(ColumnsOf("a,b\n1,2\n", OptionsFor("dir.jsonl/data.csv")), ElementsAre("a", "b"));
  EXPECT_THAT(ColumnsOf("{\"a\":1}\n", OptionsFor("data.ndjson")), ElementsAre("a"));
  EXPECT_THAT(ColumnsOf("{\"a\":1}\n", OptionsFor("data.jsonl.gz")), ElementsAre("a"));
  EXPECT_THAT(ColumnsOf(Gzip("a,b\n1,2\n"), OptionsFor("data.csv")), ElementsAre("a", "b"));
}

TEST(FormatRegistryTest, AFormatGivenByNameGoesBeforeTheExtension) {
  TableOptions options = OptionsFor("data.csv");
  options.format = "tsv";
  EXPECT_THAT(ColumnsOf("a,b\tc\n1\t2\n", options), ElementsAre("a,b", "c"));
}

TEST(FormatRegistryTest, TheContentDecidesWhereTheNameSaysNothing) {
  EXPECT_THAT(ColumnsOf(" \n{\"a\":1}\n", OptionsFor("-")), ElementsAre("a"));
  EXPECT_THAT(ColumnsOf("a,b\n1,2\n", OptionsFor("-")), ElementsAre("a", "b"));
  EXPECT_THAT(ColumnsOf("a\tb\n1\t2\n", OptionsFor("")), ElementsAre("a", "b"));
  EXPECT_THAT(ColumnsOf(Gzip("{\"a\":1}\n"), OptionsFor("data.txt")), ElementsAre("a"));
  EXPECT_THAT(ReadTable("[{\"a\":1}]\n", "-"), HasReason("NOT_A_JSON_OBJECT"));
}

TEST(FormatRegistryTest, Utf16IsRefusedWithAHint) {
  for (const std::string& start :
       {std::string("\xff\xfei\0d\0", 6), std::string("\xfe\xff\0i", 4)}) {
    const auto table = ReadTable(start, "data.csv");
    EXPECT_THAT(table, HasReason("WRONG_ENCODING"));
    EXPECT_THAT(std::string(table.status().message()), HasSubstr("save the file as UTF-8"));
  }
}

TEST(FormatRegistryTest, AnExcelWorkbookIsRefusedWithAHint) {
  const auto table = ReadTable("PK\x03\x04rest", "data.csv");
  EXPECT_THAT(table, HasReason("BINARY_FILE"));
  EXPECT_THAT(std::string(table.status().message()), HasSubstr("save the sheet as CSV"));
}

}  // namespace
}  // namespace assay::exchange
