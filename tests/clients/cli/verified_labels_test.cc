#include "clients/cli/verified_labels.h"

#include <fstream>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::cli {
namespace {

class VerifiedLabelsTest : public testing::Test {
 protected:
  absl::StatusOr<VerifiedFile> Read(const std::string& content, const std::string& id = "",
                                    const std::string& label = "",
                                    const std::string& name = "v.csv") {
    std::ofstream(dir_.File(name), std::ios::binary) << content;
    return ReadVerifiedFile({.file = dir_.File(name), .id = id, .label = label});
  }

  // "item=label", "item+" or "item-".
  static std::vector<std::string> Texts(const absl::StatusOr<VerifiedFile>& file) {
    EXPECT_THAT(file, IsOk());
    std::vector<std::string> texts;
    for (const v1::VerifiedLabel& label : file->labels) {
      texts.push_back(label.item_id() + (!label.true_label().empty() ? "=" + label.true_label()
                                         : label.correct()           ? "+"
                                                                     : "-"));
    }
    return texts;
  }

  TempDir dir_;
};

using testing::ElementsAre;

TEST_F(VerifiedLabelsTest, ReadsTrueLabels) {
  for (const char* column : {"true_label", "verified_label", "label", "TRUE_LABEL"}) {
    EXPECT_THAT(Texts(Read(std::string("text,id,") + column + "\nx,a,sport\ny,b,money\n")),
                ElementsAre("a=sport", "b=money"));
  }
}

TEST_F(VerifiedLabelsTest, ReadsEveryWordForYesAndNo) {
  EXPECT_THAT(Texts(Read("id,correct\n1,yes\n2,No\n3,TRUE\n4,false\n5, 1\n6,0\n7,y\n8,N\n")),
              ElementsAre("1+", "2-", "3+", "4-", "5+", "6-", "7+", "8-"));
}

TEST_F(VerifiedLabelsTest, ReadsTheTableThatSampleWritesAndSkipsWhatIsEmpty) {
  const auto file = Read(
      "id,text,given_label,correct,true_label\n"
      "1,a,sport,yes,\n2,b,sport,,money\n3,c,sport,,\n4,d,sport,no,money\n5,e,sport,yes,sport\n");
  EXPECT_THAT(Texts(file), ElementsAre("1+", "2=money", "4=money", "5=sport"));
  EXPECT_EQ(file->skipped_count, 1);
}

TEST_F(VerifiedLabelsTest, ReadsOtherFormatsAndColumns) {
  EXPECT_THAT(
      Texts(Read("{\"id\": \"a\", \"correct\": false}\n{\"id\": \"b\", \"correct\": true}\n", "",
                 "", "v.jsonl")),
      ElementsAre("a-", "b+"));
  EXPECT_THAT(Texts(Read("key\tsaid\na\tsport\n", "key", "said", "v.tsv")), ElementsAre("a=sport"));
}

TEST_F(VerifiedLabelsTest, SaysWhereItCannotBeRead) {
  const auto bad = Read("id,correct\n1,yes\n2,perhaps\n");
  EXPECT_THAT(bad, HasReason("BAD_VERDICT"));
  EXPECT_THAT(bad, HasMetadata("row", "2"));
  EXPECT_THAT(bad, HasMetadata("column", "correct"));
  EXPECT_THAT(Read("id,correct\n,yes\n"), HasReason("EMPTY_ID"));
  const auto twice = Read("id,correct\n1,yes\n2,no\n1,no\n");
  EXPECT_THAT(twice, HasReason("CONTRADICTING_VERDICTS"));
  EXPECT_THAT(twice, HasMetadata("row", "3"));
  EXPECT_THAT(Read("id,given_label,correct,true_label\n1,a,yes,b\n"),
              HasReason("CONTRADICTING_VERDICTS"));
  EXPECT_THAT(Read("id,given_label,correct,true_label\n1,a,no,a\n"),
              HasReason("CONTRADICTING_VERDICTS"));
  EXPECT_THAT(Read("id,correct\n1,\n"), HasReason("NO_VERDICTS"));
  EXPECT_THAT(Read("key,correct\n1,yes\n"), HasReason("UNKNOWN_COLUMN"));
  EXPECT_THAT(Read("id,text\n1,yes\n"), HasReason("UNKNOWN_COLUMN"));
  EXPECT_THAT(Read("id,label\n1,yes\n", "nope"), HasReason("UNKNOWN_COLUMN"));
  EXPECT_THAT(Read("id,label\n1,yes,no\n"), HasReason("ROW_TOO_LONG"));
  EXPECT_THAT(Read(""), HasReason("EMPTY_FILE"));
  EXPECT_THAT(ReadVerifiedFile({.file = dir_.File("absent.csv"), .id = "", .label = ""}),
              HasReason("FILE_NOT_READABLE"));
  EXPECT_THAT(ReadVerifiedFile({.file = dir_.File("."), .id = "", .label = ""}),
              HasReason("FILE_NOT_READABLE"));
}

TEST_F(VerifiedLabelsTest, TheSameVerdictTwiceIsOne) {
  EXPECT_THAT(Texts(Read("id,correct\n1,yes\n1,true\n")), ElementsAre("1+"));
}

TEST(ReadCostsTest, ReadsPricesToTheMillionth) {
  const auto costs = ReadCosts({.review = "0.05", .error = "2", .currency = "USD"});
  ASSERT_THAT(costs, IsOk());
  EXPECT_EQ(costs->review_cost_micros(), 50'000);
  EXPECT_EQ(costs->error_cost_micros(), 2'000'000);
  EXPECT_EQ(costs->currency_code(), "USD");
  EXPECT_EQ(ReadCosts({.review = ".000001", .error = "999999999999.999999", .currency = ""})
                ->error_cost_micros(),
            999'999'999'999'999'999);
  EXPECT_THAT(ReadCosts({}), IsOk());
}

TEST(ReadCostsTest, RefusesWhatIsNoPrice) {
  for (const char* price : {"-1", "1e3", ".", "0.0000001", "1,5", "x", "1234567890123", "1.2.3"}) {
    EXPECT_THAT(ReadCosts({.review = price, .error = "1", .currency = ""}), HasReason("BAD_COST"))
        << price;
  }
  EXPECT_THAT(ReadCosts({.review = "1", .error = "", .currency = ""}), HasReason("BAD_COST"));
  EXPECT_THAT(ReadCosts({.review = "", .error = "", .currency = "USD"}), HasReason("BAD_COST"));
}

}  // namespace
}  // namespace assay::cli
