#include "annotator/report/findings_csv.h"

#include <cstdlib>
#include <locale>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::report {
namespace {

using ::testing::ElementsAre;

v1::Finding PlainFinding() {
  v1::Finding finding;
  finding.set_rank(1);
  finding.set_item_id("item-7");
  finding.set_given_label("World");
  finding.set_suggested_label("Sports");
  finding.set_score(0.125);
  finding.set_flagged(true);
  finding.set_error_probability(0.75);
  finding.set_recheck_label("World");
  finding.set_cv_label("Sports");
  finding.add_reasons()->set_text("A model says Sports.");
  finding.add_reasons()->set_text("So do its words.");
  return finding;
}

std::string Row(const v1::Finding& finding) {
  std::string row;
  AppendFindingsCsvRow(finding, row);
  return row;
}

// Reads one record as RFC 4180 section 2 describes it, character by character.
std::vector<std::string> ReadRecord(std::string_view line) {
  std::vector<std::string> fields(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (is_quoted && c == '"' && line.substr(i).starts_with("\"\"")) {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      fields.emplace_back();
    } else if (c == '\n' && !is_quoted) {
      break;
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

TEST(FindingsCsvTest, TheHeaderIsTheContract) {
  std::string header;
  AppendFindingsCsvHeader(header);
  EXPECT_EQ(header,
            "rank,id,given_label,suggested_label,score,flagged,recheck_label,cv_label,reasons,"
            "error_probability\n");
}

TEST(FindingsCsvTest, ARowHasTheColumnsOfTheHeader) {
  EXPECT_EQ(Row(PlainFinding()),
            "1,item-7,World,Sports,0.125,true,World,Sports,"
            "A model says Sports.; So do its words.,0.75\n");
}

TEST(FindingsCsvTest, RowsAreAppended) {
  std::string out = "before\n";
  AppendFindingsCsvRow(PlainFinding(), out);
  EXPECT_EQ(out, "before\n" + Row(PlainFinding()));
}

TEST(FindingsCsvTest, AnEmptyFindingStillHasTenFields) {
  EXPECT_EQ(Row(v1::Finding()), "0,,,,0,false,,,,0\n");
}

// RFC 4180, section 2, rules 6 and 7: "aaa","b CRLF bb","ccc" and "aaa","b""bb","ccc".
TEST(FindingsCsvTest, FieldsWithCommasQuotesAndLineBreaksAreQuoted) {
  v1::Finding finding = PlainFinding();
  finding.set_item_id("b\r\nbb");
  finding.set_given_label("b\"bb");
  finding.set_suggested_label("a,b");
  finding.clear_reasons();
  EXPECT_EQ(Row(finding), "1,\"b\r\nbb\",\"b\"\"bb\",\"a,b\",0.125,true,World,Sports,,0.75\n");
}

TEST(FindingsCsvTest, WhatASpreadsheetMayTakeForAFormulaIsLeftAlone) {
  v1::Finding finding = PlainFinding();
  finding.set_given_label("=1+1");
  EXPECT_EQ(ReadRecord(Row(finding))[2], "=1+1");
}

struct CommaAsPoint : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

TEST(FindingsCsvTest, TheScoreHasAPointInEveryLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale(), new CommaAsPoint));
  const std::string row = Row(PlainFinding());
  std::locale::global(before);
  EXPECT_EQ(ReadRecord(row)[4], "0.125");
  EXPECT_EQ(ReadRecord(row)[9], "0.75");
}

TEST(FindingsCsvTest, ScoresReadBackAsTheSameNumber) {
  v1::Finding finding = PlainFinding();
  for (const double score : {0.0, 1.0, 2.0 / 3, 1e-9, 3.7e-44, 1e-300, 0.1 + 0.2}) {
    finding.set_score(score);
    EXPECT_EQ(std::strtod(ReadRecord(Row(finding))[4].c_str(), nullptr), score);
  }
}

TEST(FindingsCsvTest, AnyTextComesBackFromAReaderOfRfc4180) {
  constexpr std::string_view kAlphabet = "a,\"\n\r ;'\t";
  Rng rng(11);
  for (int round = 0; round < 500; ++round) {
    v1::Finding finding = PlainFinding();
    std::string text;
    for (std::uint64_t length = rng.Below(8); length > 0; --length) {
      text += kAlphabet[rng.Below(kAlphabet.size())];
    }
    finding.set_item_id(text);
    finding.set_given_label(text + "!");
    EXPECT_THAT(ReadRecord(Row(finding)),
                ElementsAre("1", text, text + "!", "Sports", "0.125", "true", "World", "Sports",
                            "A model says Sports.; So do its words.", "0.75"));
  }
}

}  // namespace
}  // namespace assay::report
