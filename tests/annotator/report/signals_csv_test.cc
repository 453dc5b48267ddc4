#include "annotator/report/signals_csv.h"

#include <cstdlib>
#include <limits>
#include <locale>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::report {
namespace {

v1::Finding PlainFinding() {
  v1::Finding finding;
  finding.set_rank(1);
  finding.set_item_id("item-7");
  finding.set_score(0.125);
  finding.add_signal_scores(0.5f);
  finding.add_signal_scores(1.0f);
  return finding;
}

std::string Row(const v1::Finding& finding) {
  std::string row;
  AppendSignalsCsvRow(finding, row);
  return row;
}

TEST(SignalsCsvTest, TheHeaderNamesTheSignalsOfTheAuditInTheirOrder) {
  v1::Audit audit;
  audit.add_signals()->set_name("margin");
  audit.add_signals()->set_name("area_under_margin");
  std::string out;
  AppendSignalsCsvHeader(audit, out);
  EXPECT_EQ(out, "id,score,margin,area_under_margin\n");
}

TEST(SignalsCsvTest, AnAuditWithoutSignalsHasTheFirstColumnsAlone) {
  std::string out;
  AppendSignalsCsvHeader(v1::Audit(), out);
  EXPECT_EQ(out, "id,score\n");
}

TEST(SignalsCsvTest, ARowHasTheIdTheScoreAndEverySignal) {
  EXPECT_EQ(Row(PlainFinding()), "item-7,0.125,0.5,1\n");
}

TEST(SignalsCsvTest, RowsAreAppended) {
  std::string out = "before\n";
  AppendSignalsCsvRow(PlainFinding(), out);
  EXPECT_EQ(out, "before\n" + Row(PlainFinding()));
}

// RFC 4180, section 2, rules 6 and 7.
TEST(SignalsCsvTest, IdsWithCommasQuotesAndLineBreaksAreQuoted) {
  v1::Finding finding = PlainFinding();
  finding.set_item_id("a,\"b\"\nc");
  EXPECT_EQ(Row(finding), "\"a,\"\"b\"\"\nc\",0.125,0.5,1\n");
}

TEST(SignalsCsvTest, NumbersReadBackAsTheSameOnes) {
  v1::Finding finding;
  finding.set_item_id("x");
  finding.set_score(0.1 + 0.2);
  const std::vector<float> scores = {0.1f, 1.0f / 3, 1e-9f, 0.0f,
                                     std::numeric_limits<float>::denorm_min()};
  finding.mutable_signal_scores()->Assign(scores.begin(), scores.end());
  const std::vector<std::string> fields = absl::StrSplit(Row(finding), ',');
  ASSERT_EQ(fields.size(), 2 + scores.size());
  EXPECT_EQ(std::strtod(fields[1].c_str(), nullptr), 0.1 + 0.2);
  for (size_t i = 0; i < scores.size(); ++i) {
    EXPECT_EQ(std::strtof(fields[2 + i].c_str(), nullptr), scores[i]);
  }
}

struct CommaAsPoint : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

TEST(SignalsCsvTest, NumbersHaveAPointInEveryLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale(), new CommaAsPoint));
  const std::string row = Row(PlainFinding());
  std::locale::global(before);
  EXPECT_EQ(row, "item-7,0.125,0.5,1\n");
}

}  // namespace
}  // namespace assay::report
