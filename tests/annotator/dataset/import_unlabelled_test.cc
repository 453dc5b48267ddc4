// Tables without labels: items for a campaign.
#include <string>

#include "annotator/dataset/label_check.h"
#include "gmock/gmock.h"
#include "tests/annotator/dataset/import_case.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kTable[] =
    "id,text,label,price,image\n"
    "x,one,cat,1,x.png\n"
    "y,two,,2.5,y.png\n";

class ImportUnlabelledTest : public ImportTest {
 protected:
  static v1::ImportSpec Unlabelled() {
    v1::ImportSpec spec = Spec();
    spec.set_no_labels(true);
    return spec;
  }
};

TEST_F(ImportUnlabelledTest, ItemsAreStoredAndNoLabelIsLogged) {
  const v1::Dataset dataset = MustImport(kTable, Unlabelled());
  EXPECT_EQ(dataset.item_count(), 2);
  EXPECT_EQ(dataset.label_count(), 0);
  EXPECT_THAT(dataset.classes(), IsEmpty());
  EXPECT_THAT(Labels(dataset), IsEmpty());
  const auto items = Items(dataset);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[1].item_id(), "y");
  EXPECT_THAT(items[1].cells(), ElementsAre("y", "two", "", "2.5", "y.png"));
}

TEST_F(ImportUnlabelledTest, WhatIsNotNamedIsAFeatureAlsoUnderALabelsName) {
  const v1::Dataset dataset = MustImport(kTable, Unlabelled());
  std::vector<v1::Column::Role> roles;
  for (const v1::Column& column : dataset.columns()) {
    roles.push_back(column.role());
  }
  EXPECT_THAT(roles, ElementsAre(v1::Column::ROLE_ID, v1::Column::ROLE_TEXT, v1::Column::ROLE_TEXT,
                                 v1::Column::ROLE_NUMERIC, v1::Column::ROLE_TEXT));
}

TEST_F(ImportUnlabelledTest, OnlyTheNamedColumnsAreFeaturesWhereSomeAreNamed) {
  v1::ImportSpec spec = Unlabelled();
  spec.add_text_columns("text");
  const v1::Dataset dataset = MustImport(kTable, spec);
  EXPECT_EQ(dataset.columns(1).role(), v1::Column::ROLE_TEXT);
  EXPECT_EQ(dataset.columns(2).role(), v1::Column::ROLE_IGNORED);
  EXPECT_EQ(dataset.columns(3).role(), v1::Column::ROLE_IGNORED);
}

TEST_F(ImportUnlabelledTest, ATableOfOneColumnIsEnough) {
  EXPECT_EQ(MustImport("text\nhello\n", Unlabelled()).item_count(), 1);
}

TEST_F(ImportUnlabelledTest, ItIsExportedAsItCame) {
  EXPECT_EQ(MustExport(MustImport(kTable, Unlabelled()), "csv"), kTable);
}

TEST_F(ImportUnlabelledTest, TheSameTableIsFoundAgain) {
  MustImport(kTable, Unlabelled());
  const auto again = Import(kTable, Unlabelled());
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->reused());
}

TEST_F(ImportUnlabelledTest, IdsMustDifferAllTheSame) {
  EXPECT_THAT(Import("id,text\nx,one\ny,two\nx,three\n", Unlabelled()), HasReason("DUPLICATE_ID"));
  EXPECT_THAT(Import("id,text\nx,one\n,two\n", Unlabelled()), HasReason("EMPTY_ID"));
}

TEST_F(ImportUnlabelledTest, ATableHasLabelsOrNot) {
  v1::ImportSpec spec = Unlabelled();
  spec.set_label_column("label");
  EXPECT_THAT(Import(kTable, spec), HasReason("CONFLICTING_OPTIONS"));
  spec = Unlabelled();
  spec.set_one_label_per_row(true);
  EXPECT_THAT(Import(kTable, spec), HasReason("CONFLICTING_OPTIONS"));
}

TEST_F(ImportUnlabelledTest, WorkThatNeedsLabelsIsRefused) {
  const v1::Dataset dataset = MustImport(kTable, Unlabelled());
  EXPECT_FALSE(HasLabels(dataset));
  EXPECT_EQ(LogLabelCount(dataset), 0u);
  EXPECT_THAT(CheckHasLabels(dataset), HasReason("NO_LABELS"));
}

TEST_F(ImportUnlabelledTest, ATableWithLabelsHasThem) {
  v1::Dataset dataset = MustImport("id,text,label\n1,a b,x\n2,b c,y\n");
  EXPECT_THAT(CheckHasLabels(dataset), IsOk());
  EXPECT_EQ(LogLabelCount(dataset), 2u);
  // As versions before the count have left it.
  dataset.set_label_count(0);
  EXPECT_EQ(LogLabelCount(dataset), 2u);
}

}  // namespace
}  // namespace assay
