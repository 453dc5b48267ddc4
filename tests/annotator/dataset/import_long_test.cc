// Tables with one row for each label.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/annotator/dataset/import_case.h"

namespace assay {
namespace {

using ::testing::ElementsAre;

constexpr char kTable[] =
    "item,text,worker,label\n"
    "x,one,A,cat\n"
    "y,two,A,dog\n"
    "x,one,B,dog\n"
    "x,one,A,dog\n";

class ImportLongTest : public ImportTest {
 protected:
  static v1::ImportSpec Long() {
    v1::ImportSpec spec = Spec();
    spec.set_one_label_per_row(true);
    return spec;
  }
};

TEST_F(ImportLongTest, ItemsAreDistinctAndEveryRowIsAnEntryOfTheLog) {
  const v1::Dataset dataset = MustImport(kTable, Long());
  EXPECT_EQ(dataset.item_count(), 2);
  EXPECT_EQ(dataset.label_count(), 4);
  const auto items = Items(dataset);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].item_id(), "x");
  EXPECT_THAT(items[0].cells(), ElementsAre("x", "one", "A", "cat"));
  std::vector<std::string> log;
  for (const auto& label : Labels(dataset)) {
    log.push_back(items[label.item_index()].item_id() + " " + label.annotator() + " " +
                  label.label());
  }
  EXPECT_THAT(log, ElementsAre("x A cat", "y A dog", "x B dog", "x A dog"));
}

TEST_F(ImportLongTest, AnImportOfOneRowAnItemCountsAsManyLabels) {
  const v1::Dataset dataset = MustImport("id,text,label\n1,a b,x\n2,b c,y\n");
  EXPECT_EQ(dataset.label_count(), 2);
}

TEST_F(ImportLongTest, TheSameTableIsFoundAgainAndIsNotTheOneWithoutLong) {
  MustImport(kTable, Long());
  const auto again = Import(kTable, Long());
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->reused());
  EXPECT_THAT(Import(kTable), HasReason("DUPLICATE_ID"));
}

TEST_F(ImportLongTest, ItIsExportedWithTheFirstRowOfEachItem) {
  EXPECT_EQ(MustExport(MustImport(kTable, Long()), "csv"),
            "item,text,worker,label\nx,one,A,cat\ny,two,A,dog\n");
}

TEST_F(ImportLongTest, EachWayToBeWrongHasItsReasonAndLeavesNothing) {
  EXPECT_THAT(Import("text,worker,label\na,A,x\nb,B,y\n", Long()), HasReason("NO_ITEM_COLUMN"));
  EXPECT_THAT(Import("item,text,label\n1,a,x\n2,b,y\n", Long()), HasReason("NO_ANNOTATOR_COLUMN"));
  EXPECT_THAT(Import("item,worker,label\n1,A,x\n1,,y\n", Long()), HasReason("EMPTY_ANNOTATOR"));
  EXPECT_THAT(Import("item,worker,label\n1,A,x\n1,B,\n", Long()), HasReason("EMPTY_LABEL"));
  EXPECT_THAT(Import("item,worker,label\n1,A,x\n,B,y\n", Long()), HasReason("EMPTY_ID"));
  EXPECT_THAT(*datasets_.List(0, 10), testing::IsEmpty());
}

}  // namespace
}  // namespace assay
