#include "annotator/dataset/import_dataset.h"

#include <string>
#include <vector>

#include "tests/annotator/dataset/import_case.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using v1::Column;

constexpr char kReviews[] =
    "id,review,stars,label,annotator,note\n"
    "r1,the film was long and very dull,2.5,bad,ann,same\n"
    "r2,a warm and funny story for all,4,good,bob,same\n"
    "r3,nobody should have to sit through this,1.5,bad,ann,same\n"
    "r4,I would gladly see it once more,5,good,,same\n";

using ImportDatasetTest = ImportTest;

TEST_F(ImportDatasetTest, DescribesWhatItStored) {
  const v1::Dataset dataset = MustImport(kReviews);
  EXPECT_EQ(dataset.name(), "datasets/reviews");
  EXPECT_EQ(dataset.file_name(), "reviews.csv");
  EXPECT_EQ(dataset.item_count(), 4);
  EXPECT_EQ(dataset.create_time().seconds(), 1'000'000'000);
  EXPECT_EQ(dataset.fingerprint().size(), 32u);
  ASSERT_EQ(dataset.classes_size(), 2);
  EXPECT_EQ(dataset.classes(0).label(), "bad");
  EXPECT_EQ(dataset.classes(1).label(), "good");
  EXPECT_EQ(dataset.classes(0).item_count(), 2);
  const auto stored = datasets_.Get("reviews");
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->dataset().SerializeAsString(), dataset.SerializeAsString());
}

TEST_F(ImportDatasetTest, GivesEachColumnARoleAndSaysWhy) {
  const v1::Dataset dataset = MustImport(kReviews);
  std::vector<Column::Role> roles;
  for (const Column& column : dataset.columns()) {
    roles.push_back(column.role());
    EXPECT_FALSE(column.reason().empty()) << column.name();
  }
  EXPECT_THAT(roles, ElementsAre(Column::ROLE_ID, Column::ROLE_TEXT, Column::ROLE_NUMERIC,
                                 Column::ROLE_LABEL, Column::ROLE_ANNOTATOR, Column::ROLE_IGNORED));
}

TEST_F(ImportDatasetTest, KeepsEveryCellAndLogsEveryLabelWithItsAnnotator) {
  const v1::Dataset dataset = MustImport(kReviews);
  const auto items = Items(dataset);
  ASSERT_EQ(items.size(), 4u);
  EXPECT_EQ(items[0].item_id(), "r1");
  EXPECT_THAT(items[3].cells(),
              ElementsAre("r4", "I would gladly see it once more", "5", "good", "", "same"));
  const auto labels = Labels(dataset);
  ASSERT_EQ(labels.size(), 4u);
  EXPECT_EQ(labels[1].item_index(), 1u);
  EXPECT_EQ(labels[1].label(), "good");
  EXPECT_EQ(labels[1].annotator(), "bob");
  EXPECT_EQ(labels[3].annotator(), "");
  EXPECT_EQ(labels[0].receive_time_us(), 1'000'000'000'000'000);
}

TEST_F(ImportDatasetTest, TakesTheRolesThatAreNamed) {
  v1::ImportSpec spec = Spec();
  spec.set_label_column("note2");
  spec.set_id_column("key");
  spec.set_annotator_column("who");
  spec.add_numeric_columns("n");
  spec.add_categorical_columns("c");
  const v1::Dataset dataset =
      MustImport("key,who,n,c,label,note2\nk1,z,1,u,x,yes\nk2,z,,v,x,no\n", spec);
  std::vector<Column::Role> roles;
  for (const Column& column : dataset.columns()) {
    roles.push_back(column.role());
  }
  EXPECT_THAT(roles,
              ElementsAre(Column::ROLE_ID, Column::ROLE_ANNOTATOR, Column::ROLE_NUMERIC,
                          Column::ROLE_CATEGORICAL, Column::ROLE_IGNORED, Column::ROLE_LABEL));
  EXPECT_EQ(Labels(dataset)[0].label(), "yes");
  EXPECT_EQ(Labels(dataset)[0].annotator(), "z");
}

TEST_F(ImportDatasetTest, WithoutAnIdColumnTheRowNumberIsTheId) {
  const v1::Dataset dataset = MustImport("text,label\none two three,a\nfour five six,b\n");
  EXPECT_EQ(Items(dataset)[0].item_id(), "1");
  EXPECT_EQ(Items(dataset)[1].item_id(), "2");
}

TEST_F(ImportDatasetTest, TheSameFileIsFoundAgain) {
  const v1::Dataset first = MustImport(kReviews);
  const auto keys = Keys();
  const auto again = Import(kReviews);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->reused());
  EXPECT_EQ(again->dataset().name(), first.name());
  EXPECT_EQ(Keys(), keys);
}

TEST_F(ImportDatasetTest, OtherRolesMakeAnotherDataSetWithANumber) {
  MustImport(kReviews);
  v1::ImportSpec spec = Spec();
  spec.add_text_columns("review");
  const auto second = Import(kReviews, spec);
  ASSERT_THAT(second, IsOk());
  EXPECT_FALSE(second->reused());
  EXPECT_EQ(second->dataset().name(), "datasets/reviews-2");
  spec.add_text_columns("note");
  EXPECT_EQ(MustImport(kReviews, spec).name(), "datasets/reviews-3");
}

TEST_F(ImportDatasetTest, AnyChangedByteMakesAnotherDataSet) {
  const v1::Dataset first = MustImport(kReviews);
  std::string changed = kReviews;
  changed.replace(changed.find("dull"), 4, "Dull");
  EXPECT_NE(MustImport(changed).fingerprint(), first.fingerprint());
}

TEST_F(ImportDatasetTest, ANameOfItsOwnStoresEqualContentTwice) {
  MustImport(kReviews);
  v1::ImportSpec spec = Spec();
  spec.set_dataset_id("mine");
  const auto second = Import(kReviews, spec);
  ASSERT_THAT(second, IsOk());
  EXPECT_FALSE(second->reused());
  EXPECT_EQ(second->dataset().name(), "datasets/mine");
}

TEST_F(ImportDatasetTest, ADeletedDataSetIsNotFoundAgain) {
  MustImport(kReviews);
  ASSERT_THAT(datasets_.Delete("reviews"), IsOk());
  const auto again = Import(kReviews);
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->reused());
  EXPECT_EQ(again->dataset().name(), "datasets/reviews");
}

std::string LateColumnRows(int early_rows) {
  std::string table;
  for (int i = 0; i < early_rows; ++i) {
    table += R"({"text":"some words of row )" + std::to_string(i) + R"(","label":")" +
             (i % 2 == 0 ? "a" : "b") + "\"}\n";
  }
  return table;
}

TEST_F(ImportDatasetTest, AColumnThatComesLateIsEmptyInTheRowsBefore) {
  const v1::Dataset dataset =
      MustImport(LateColumnRows(300) + R"({"text":"the last","label":"a","extra":"late"})" + "\n",
                 Spec("rows.jsonl"));
  EXPECT_EQ(dataset.item_count(), 301);
  ASSERT_EQ(dataset.columns_size(), 3);
  EXPECT_EQ(dataset.columns(2).name(), "extra");
  EXPECT_NE(dataset.columns(2).role(), Column::ROLE_UNSPECIFIED);
  EXPECT_EQ(Items(dataset)[300].cells(2), "late");
}

// 200 short rows and a long one hold the same cells, in the same order, as other rows do that are
// all long.
TEST_F(ImportDatasetTest, RowsCutInOtherPlacesAreOtherContent) {
  const auto table = [](int short_rows, int long_rows) {
    std::string rows;
    for (int i = 0; i < short_rows; ++i) {
      rows += R"({"label":"a","text":"b"})"
              "\n";
    }
    for (int i = 0; i < long_rows; ++i) {
      rows += R"({"label":"a","text":"b","u":"a","v":"b"})"
              "\n";
    }
    return rows + R"({"label":"b","text":"a","u":"b","v":"a"})"
                  "\n";
  };
  v1::ImportSpec spec = Spec("rows.jsonl");
  spec.add_text_columns("text");
  const v1::Dataset many = MustImport(table(400, 0), spec);
  const auto few = Import(table(0, 200), spec);
  ASSERT_THAT(few, IsOk());
  EXPECT_FALSE(few->reused());
  EXPECT_EQ(few->dataset().item_count(), 201);
  EXPECT_EQ(many.item_count(), 401);
}

TEST_F(ImportDatasetTest, WarnsOfClassesWithOneItemAndOfLabelsThatLookAlike) {
  const auto response = Import(
      "text,label\none two,Spam\nthree four,spam \nfive six,ham\nseven eight,ham\nnine,ham\n");
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->warnings(),
              testing::UnorderedElementsAre(
                  AllOf(HasSubstr("'Spam'"), HasSubstr("'spam '"), HasSubstr("two classes")),
                  AllOf(HasSubstr("2 classes have"), HasSubstr("single item"))));
}

TEST_F(ImportDatasetTest, HasNothingToWarnOfWhereAllIsWell) {
  const auto response = Import(kReviews);
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->warnings(), IsEmpty());
}

}  // namespace
}  // namespace assay
